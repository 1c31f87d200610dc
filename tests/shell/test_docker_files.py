"""The image and Compose files, held to the code. No Docker engine is asked."""

import json
import re
import shlex
import tomllib
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import pytest
import yaml
from typer.main import get_command

from adapters.web.health import WITHIN_S
from adapters.web.probe import PATIENCE_S
from adapters.web.server import PATIENT
from bot.cli import app
from bot.config import LATER, PREFIX, SQLITE, setting_names
from storage.place_index import SMALLEST_CITY

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICE = COMPOSE["services"]["knead"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HOW_TO = ROOT / "docs" / "how-to"
DOCS = [HOW_TO / "run-on-telegram.md", HOW_TO / "run-with-docker.md"]
DOCS += [ROOT / "docs" / "reference" / "metrics.md"]
MOST_DRAINING_S = 10  # of a SIGTERM
BANNED = ("latest", "curl", "wget", "apt-get", "sudo", "chmod 777", "--privileged")


def instructions() -> list[tuple[str, str]]:
    """Give each instruction of the Dockerfile with its words, on one line."""
    kept = [
        line
        for line in (ROOT / "docker" / "Dockerfile").read_text("utf-8").splitlines()
        if not line.lstrip().startswith("#")
    ]
    joined = "\n".join(kept).replace("\\\n", " ")
    words = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]
    return [(word, " ".join(rest.split())) for word, rest in words]


def said(word: str) -> list[str]:
    return [rest for found, rest in instructions() if found == word]


def environ() -> dict[str, str]:
    return dict(pair.split("=", 1) for line in said("ENV") for pair in shlex.split(line))


def copied() -> list[str]:
    """What is copied from the project's folder."""
    lines = [line for line in said("COPY") if not line.startswith("--from")]
    return [source for line in lines for source in line.split()[:-1]]


def seconds(told: str) -> float:
    return float(told.removesuffix("s"))


def test_both_stages_stand_on_one_pinned_python_of_the_project() -> None:
    (base,) = said("ARG")
    assert said("FROM") == ["${BASE} AS made", "${BASE}"]
    wanted = PROJECT["project"]["requires-python"].removeprefix("==").removesuffix(".*")
    assert base == f"BASE=python:{wanted}-slim-bookworm"


def test_the_libraries_are_the_pins_with_their_hashes() -> None:
    first, second, _ = said("RUN")
    assert "--require-hashes --only-binary :all: -r requirements/run.txt" in first
    assert "--no-deps --no-index --no-build-isolation ." in second
    assert "requirements/run.txt" in copied()
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "install --require-hashes --only-binary :all: -r requirements/run.txt" in makefile


def test_nothing_comes_from_elsewhere() -> None:
    text = "\n".join(rest for _, rest in instructions())
    assert said("ADD") == []
    assert [word for word in BANNED if word in text] == []


def test_the_list_of_cities_that_is_read_stays() -> None:
    kept = re.findall(r"! -name (\S+) -delete", said("RUN")[0])
    assert kept == [f"cities{SMALLEST_CITY}.json"]


def test_what_is_copied_is_there_and_let_into_the_image() -> None:
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert set(copied()) == let_in
    assert [name for name in copied() if not (ROOT / name).exists()] == []


def test_nothing_else_is_let_into_the_image() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert [
        rule for rule in rules if rule.startswith("!") and ("*" in rule or "env" in rule)
    ] == []
    assert rules[-3:] == ["**/__pycache__", "**/.*", "**/*.db*"]


def test_every_package_of_the_project_is_copied() -> None:
    found = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.removesuffix("*") for name in found} <= set(copied())


def test_the_bot_is_not_root_and_owns_its_data() -> None:
    (user,) = said("USER")
    uid, gid = user.split(":")
    assert int(uid) > 0
    assert int(gid) > 0
    last_run = said("RUN")[-1]
    assert f"--uid {uid} --gid {gid}" in last_run
    assert f"--owner={uid} --group={gid} --mode=0700 /data" in last_run
    order = [word for word, _ in instructions()]
    assert order.index("USER") > max(
        at for at, word in enumerate(order) if word in {"RUN", "COPY"}
    )


def test_the_settings_of_the_image_exist() -> None:
    given = {name for name in environ() if name.startswith(PREFIX)}
    given |= set(SERVICE["environment"])
    assert given <= setting_names() | LATER


def test_compose_says_what_the_image_says() -> None:
    assert SERVICE["environment"].items() <= environ().items()
    (check,) = said("HEALTHCHECK")
    assert SERVICE["healthcheck"]["test"] == ["CMD", *json.loads(check.partition("CMD ")[2])]
    for option in ("interval", "timeout", "retries"):
        told = re.findall(rf"--{option}=(\S+)", check)
        assert told == [str(SERVICE["healthcheck"][option])]


def test_the_database_is_on_the_volume_and_the_programs_are_in_the_image() -> None:
    (volume,) = said("VOLUME")
    database = PurePosixPath(environ()["KNEAD_DATABASE_URL"].removeprefix(SQLITE))
    assert database.parent == PurePosixPath(volume)
    assert SERVICE["volumes"] == [f"data:{volume}"]
    assert COMPOSE["volumes"] == {"data": None}
    workdir = said("WORKDIR")[-1]
    assert environ()["KNEAD_PROGRAMS_DIR"] == f"{workdir}/programs"
    assert "programs programs" in said("COPY")


def test_one_port_everywhere_and_on_this_machine_alone() -> None:
    (port,) = said("EXPOSE")
    assert environ()["KNEAD_HTTP_PORT"] == port
    assert SERVICE["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_health_check_is_a_module_of_ours_and_has_time_to_answer() -> None:
    python, dash_m, module = SERVICE["healthcheck"]["test"][1:]
    assert environ()["PATH"].split(":")[0] == str(PurePosixPath(python).parent)
    assert dash_m == "-m"
    assert find_spec(module) is not None
    assert WITHIN_S < PATIENCE_S < seconds(SERVICE["healthcheck"]["timeout"])


def test_the_bot_is_process_1_and_hears_the_signal_to_end() -> None:
    (entry,), (command,) = said("ENTRYPOINT"), said("CMD")
    (script,) = json.loads(entry)
    assert script in PROJECT["project"]["scripts"]
    (name,) = json.loads(command)
    assert name in get_command(app).commands
    assert said("STOPSIGNAL") == ["SIGTERM"]
    assert seconds(SERVICE["stop_grace_period"]) > MOST_DRAINING_S
    assert 2 * PATIENT.closing_s < MOST_DRAINING_S
    assert "init" not in SERVICE


def test_the_container_may_do_nothing_but_its_work() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert [line.split(":")[0] for line in SERVICE["tmpfs"]] == ["/tmp"]  # noqa: S108  # in a container
    assert not {"privileged", "cap_add", "network_mode", "devices", "user"} & set(SERVICE)
    assert SERVICE["env_file"] == ".env"
    assert SERVICE["build"] == {"context": ".", "dockerfile": "docker/Dockerfile"}


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_the_pages_name_settings_and_commands_that_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text)) <= setting_names() | LATER
    words = re.findall(r"(?:\.venv/bin/|`|exec knead )knead ([a-z]+)", text)
    assert set(words) <= set(get_command(app).commands)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.stem)
def test_the_links_of_the_pages_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        path, _, part = link.partition("#")
        if "://" in link:
            continue
        target = (page.parent / path).resolve()
        assert target.is_file(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^a-z0-9 -]", "", name.lower()).replace(" ", "-") for name in headings}
        assert not part or part in anchors, link


def test_the_page_tells_the_figures_of_the_files() -> None:
    text = (HOW_TO / "run-with-docker.md").read_text("utf-8")
    (port,), (user,) = said("EXPOSE"), said("USER")
    grace = SERVICE["stop_grace_period"].removesuffix("s")
    base = said("ARG")[0].removeprefix("BASE=")
    for told in (f"| {port}, ", f"| {user.split(':')[0]}, ", f"waits {grace} s", f"`{base}`"):
        assert told in text


def test_the_yaml_of_the_pages_can_be_read() -> None:
    for page in DOCS:
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            assert yaml.safe_load(block)


def test_the_service_of_systemd_gives_as_much_time_as_compose() -> None:
    text = (HOW_TO / "run-on-telegram.md").read_text("utf-8")
    (told,) = re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    assert f"{told}s" == SERVICE["stop_grace_period"]
