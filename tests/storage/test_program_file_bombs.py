"""Files that try to hurt the loader, and files that are almost right."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.program_files.compose import MOST_BYTES, compose
from storage.program_files.loader import load_programs
from storage.program_files.node import ListNode, MapNode, TextNode
from tests.fakes.program_folder import BRIDGE, HIP, PROGRAM, ProgramFolder

LAUGHS = b"a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n"
ALIAS = "aliases (*name) are not read; write the text again"
ANCHOR = "anchors (&name) are not read; write the text where needed"
TAG = "tags (!name) are not read; every value is text"
DEEP = "nested too deep; at most 20 levels"


def told(raw: bytes) -> list[str]:
    composed = compose(raw, "f")
    assert (composed.tree is None) == bool(composed.problems)
    return [str(problem) for problem in composed.problems]


@pytest.mark.parametrize(
    ("raw", "first"),
    [
        (LAUGHS, f"f:1:4: {ANCHOR}"),
        (b"a: 1\nb: *a\n", f"f:2:4: {ALIAS}"),
        (b"a: &loop [*loop]", f"f:1:4: {ANCHOR}"),
        (b"a: !!python/object/apply:os.system [ls]", f"f:1:4: {TAG}"),
        (b"a: !!str 1", f"f:1:4: {TAG}"),
        (b"a: ! 1", f"f:1:4: {TAG}"),
        (b"a: !own 1", f"f:1:4: {TAG}"),
        (b"%YAML 1.1\n---\na: 1\n", "f:1:1: directives (%) are not read; take the line out"),
        (b"a: 1\n---\nb: 2\n", "f:2:1: a second document starts here; one file holds one"),
        (b"a: 1\n...\n---\nb: 2\n", "f:3:1: a second document starts here; one file holds one"),
        (b"[" * 5000, f"f:1:21: {DEEP}"),
        (b"{a: " * 5000, f"f:1:81: {DEEP}"),
        (b"- " * 5000, f"f:1:41: {DEEP}"),
        (b"? " * 5000, f"f:1:41: {DEEP}"),
        (b"a:\n" + b"".join(b" " * no + b"a:\n" for no in range(1, 600)), f"f:21:21: {DEEP}"),
        (b"[" + b"x, " * 20_001 + b"]", "f:1:60002: too many values; at most 20000 a file"),
        (b"a" * (MOST_BYTES + 1), "f:1:1: the file is too big; at most 256 KiB"),
        (b"", "f:1:1: the file is empty; see docs/how-to/write-a-program.md"),
        (b"# only a comment\n", "f:1:1: the file is empty; see docs/how-to/write-a-program.md"),
        (b"a: b\0c", "f:1:5: character U+0000 does not belong in a text; take it out"),
        (b"a: 1\r\nb: \x1b[2J", "f:2:4: character U+001B does not belong in a text; take it out"),
        (
            "a: 1\nb: \N{LINE SEPARATOR}".encode(),
            "f:2:4: character U+2028 does not belong in a text; take it out",
        ),
        (b'a: "\\0"', "f:1:4: character U+0000 does not belong in a text; take it out"),
        (b'a: "\\uD800"', "f:1:4: character U+D800 does not belong in a text; take it out"),
        (
            b'a: 1\nb: "\\UFFFFFFFF"',
            "f:2:2: what follows cannot be read as YAML; check escapes and nesting",
        ),
        (b"a: 1\nb: \xff", "f:2:4: this is not UTF-8 text; save the file as UTF-8"),
        (
            b"\xef\xbb\xbfa: \xc3\xa4\xff",
            "f:1:5: this is not UTF-8 text; save the file as UTF-8",
        ),
        ("a: ä".encode("utf-16"), "f:1:1: this is not UTF-8 text; save the file as UTF-8"),
        (b"? [a]\n: b\n", "f:1:3: a key is one plain word; write it as `key: value`"),
    ],
)
def test_what_could_hurt_is_refused_with_its_place(raw: bytes, first: str) -> None:
    assert told(raw)[0] == first


@pytest.mark.parametrize(
    "raw", [b"a: [", b"a: 'open", b"\ta: 1", b"a: b: c", b"a: @x", b"]", b"a: |9x\n", b"*", b"& a"]
)
def test_what_is_not_yaml_says_so_with_its_place(raw: bytes) -> None:
    (problem,) = told(raw)
    assert problem.startswith("f:")
    assert ": this is not YAML: " in problem


def test_every_alias_anchor_and_tag_is_told_at_once() -> None:
    assert told(b"a: &x 1\nb: *x\nc: !t 2\n") == [
        f"f:1:4: {ANCHOR}",
        f"f:2:4: {ALIAS}",
        f"f:3:4: {TAG}",
    ]


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    tree = compose(b"\xef\xbb\xbfa: 1\n", "f").tree
    assert isinstance(tree, MapNode)
    assert tree.find("a") == TextNode(line=1, column=4, value="1")


def test_no_scalar_is_ever_anything_but_text() -> None:
    tree = compose(b"[no, 12:30, 010, 1e3, ~, null, 2026-01-01, 0x10, .inf, <<]", "f").tree
    assert isinstance(tree, ListNode)
    values = [item.value for item in tree.items if isinstance(item, TextNode)]
    assert " ".join(values) == "no 12:30 010 1e3 ~ null 2026-01-01 0x10 .inf <<"


def test_a_merge_key_is_only_an_unknown_word(tmp_path: Path) -> None:
    folder = ProgramFolder(tmp_path)
    folder.edit(folder.technique(), "kind: press", "kind: press\n<<: {kind: roll}")
    (problem,) = folder.problems()
    assert problem.startswith('techniques/hip-ball.yaml:3:1: unknown word "<<"')


def test_a_huge_file_is_not_even_read(tmp_path: Path) -> None:
    folder = ProgramFolder(tmp_path)
    with folder.technique().open("wb") as file:
        file.truncate(10 * 1024**3)
    assert folder.problems() == [
        "techniques/hip-ball.yaml:1:1: the file is too big; at most 256 KiB",
    ]


def test_a_number_of_a_million_digits_is_refused_without_counting_it(tmp_path: Path) -> None:
    folder = ProgramFolder(tmp_path)
    folder.edit(folder.technique(), "seconds: 60", f"seconds: {'9' * 200_000}")
    (problem,) = folder.problems()
    assert problem.endswith('…" is over the cap; at most 120 a side')
    assert len(problem) < 140


_PIECES = (
    *"[]{}:-,&*!|>'\"%@`#?\n\t ",
    "- ", ": ", "  ", "\n  - ", "no", "yes", "0", "121", "-1", "true", "~", "{side}", "{x}",
    "&a ", "*a", "!!int ", "---\n", "kneecap", "cure", "ä", "\N{FIRE}", "\\x00", "usual: yes\n",
)  # fmt: skip


@st.composite
def near_misses(draw: st.DrawFn) -> tuple[str, str, str]:
    """A hip technique, a bridge and a program, each with a few small changes."""
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  # no secret is made of it
    return tuple(_bent(text, chance) for text in (HIP, BRIDGE, PROGRAM))  # type: ignore[return-value]  # three in, three out


def _bent(text: str, chance: random.Random) -> str:
    for _ in range(chance.randrange(3)):
        at, until = chance.randrange(len(text)), chance.randrange(1, 12)
        lines = text.splitlines(keepends=True)
        change = chance.randrange(4)
        if change == 0:
            text = text[:at] + chance.choice(_PIECES) + text[at:]
        elif change == 1:
            text = text[:at] + text[at + until :]
        elif change == 2:
            lines.pop(chance.randrange(len(lines)))
            text = "".join(lines) or "\n"
        else:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            text = "".join(lines)
    return text


@given(near_misses())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_almost_right_files_are_loaded_or_refused_and_never_crash(
    tmp_path_factory: pytest.TempPathFactory, texts: tuple[str, str, str]
) -> None:
    folder = ProgramFolder(tmp_path_factory.mktemp("near"))
    hip, bridge, program = texts
    folder.technique().write_text(hip, encoding="utf-8")
    folder.technique("bridge").write_text(bridge, encoding="utf-8")
    folder.program().write_text(program, encoding="utf-8")
    load = load_programs(folder.root)
    assert bool(load.problems) != bool(load.programs)
    for problem in load.problems:
        text = Path(problem.file).read_text(encoding="utf-8")
        assert 1 <= problem.line <= text.count("\n") + 2
        assert problem.column >= 1
        assert problem.message


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_never_crash(raw: bytes) -> None:
    composed = compose(raw, "f")
    assert (composed.tree is None) == bool(composed.problems)


@given(st.text(alphabet=st.sampled_from("ab:- \n\t[]{},&*!|>'\"%#?\\x0u"), max_size=200))
def test_any_text_of_yaml_marks_is_read_or_refused_and_never_crashes(text: str) -> None:
    composed = compose(text.encode(), "f")
    assert (composed.tree is None) == bool(composed.problems)
