"""Settings: each that is unknown or cannot be used is named; no secret is ever printed."""

from pathlib import Path

import pytest

from bot.config import LATER, Config, SettingError, read_config, setting_names

CANARY = "canary7391"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal() -> list[str]:
    with pytest.raises(SettingError) as refused:
        read_config()
    return str(refused.value).splitlines()


def test_everything_has_a_default() -> None:
    config = read_config()
    assert config.database == Path("data/knead.db")
    assert config.programs_dir == Path("programs")
    assert (config.operator_name, config.emergency_number) == ("this computer", "112")
    assert (config.names_telegram, config.names_discord) == (False, False)
    assert config.secret_bytes() is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KNEAD_OPERATOR_NAME=of the file\nKNEAD_EMERGENCY_NUMBER=999\n")
    monkeypatch.setenv("KNEAD_OPERATOR_NAME", "of the environment")
    config = read_config()
    assert (config.operator_name, config.emergency_number) == ("of the environment", "999")


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in setting_names():
        monkeypatch.setenv(name, "")
    assert read_config() == Config.model_construct()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DATABASE_URL", "postgresql://host/db", "use sqlite:///path"),
        ("DATABASE_URL", "sqlite:///", "use sqlite:///path"),
        ("DATABASE_URL", "sqlite:///:memory:", "use sqlite:///path"),
        ("LANGUAGE", "xx", "'en'"),
        ("LOG_FORMAT", "xml", "'console' or 'json'"),
        ("LOG_LEVEL", "loud", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("OPERATOR_NAME", "x" * 101, "at most 100 characters"),
        ("EMERGENCY_NUMBER", "x" * 21, "at most 20 characters"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    monkeypatch.setenv(f"KNEAD_{name}", value)
    [line] = refusal()
    assert line.startswith(f"KNEAD_{name}: ")
    assert why in line
    assert "Value error" not in line


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("KNEAD_LOG_LEVELS=INFO\nEDITOR=theirs\nKNEAD_LANGUAGE=xx\n")
    monkeypatch.setenv("knead_operater_name", "me")
    monkeypatch.setenv("KNEAD_XYZZY", "x")
    assert refusal() == [
        "KNEAD_LANGUAGE: Input should be 'en'",
        "KNEAD_LOG_LEVELS: there is no such setting; did you mean KNEAD_LOG_LEVEL?",
        "KNEAD_OPERATER_NAME: there is no such setting; did you mean KNEAD_OPERATOR_NAME?",
        "KNEAD_XYZZY: there is no such setting",
    ]


def test_a_slip_of_the_pen_alone_is_enough_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNEAD_PROGRAM_DIR", "mine")
    assert refusal() == [
        "KNEAD_PROGRAM_DIR: there is no such setting; did you mean KNEAD_PROGRAMS_DIR?"
    ]


def test_settings_of_later_versions_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LATER:
        monkeypatch.setenv(name, "x")
    read_config()
    assert LATER.isdisjoint(setting_names())


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("SECRET", "TELEGRAM_TOKEN", "DISCORD_TOKEN")
    for name in secrets:
        monkeypatch.setenv(f"KNEAD_{name}", CANARY)
    config = read_config()
    assert CANARY not in f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"
    assert config.secret_bytes() == CANARY.encode()
    monkeypatch.setenv("KNEAD_DATABASE_URL", f"postgresql://me:{CANARY}@host/db")
    monkeypatch.setenv("KNEAD_TELEGRAM_TOKENS", CANARY)
    assert CANARY not in "".join(refusal())


def test_a_secret_may_come_as_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("secret").write_bytes(b"\xff" + CANARY.encode() + b"\n")
    monkeypatch.setenv("KNEAD_SECRET_FILE", "secret")
    assert read_config().secret_bytes() == b"\xff" + CANARY.encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "secret cannot be read (No such file or directory)"), (b" \n", "secret is empty")],
)
def test_a_file_without_a_secret_is_named(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, why: str
) -> None:
    if content is not None:
        Path("secret").write_bytes(content)
    monkeypatch.setenv("KNEAD_SECRET_FILE", "secret")
    with pytest.raises(SettingError) as refused:
        read_config().secret_bytes()
    assert str(refused.value) == f"KNEAD_SECRET_FILE: {why}"


def test_a_file_of_settings_that_cannot_be_read_is_named() -> None:
    Path(".env").write_bytes(b"KNEAD_OPERATOR_NAME=\xff\xfe\n")
    assert refusal() == [".env cannot be read (UnicodeDecodeError)"]
