"""Makes program and technique files: almost right ones, and ones that no honest author writes."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tests.fakes.program_folder import BRIDGE, HIP, MARCH, PROGRAM, THIGH
from tests.service.shelf import PROGRAMS

BIGGEST = 256 * 1024  # bytes that are read at all
VALUES = (
    *("no", "yes", "on", "~", "null", "12:30", "010", "0x1F", "1e3", "1_000", ".inf", "-1", "0"),
    *("1",),
    *("61", "9" * 400, "2027-03-01", "1.5", "60 s", "{}", "[]", "[a, b]", "{a: 1}", "''", '""'),
    *("- a", "a: b: c", "'open", '"open', '"\\x00"', '"\\uD800"', '"\\UFFFFFFFF"', "&a x", "*a"),
    *("!!int 3", "!!python/name:os.system x", "!own x", "|", ">", "|9", "@x", "`x", "%x", "? x"),
    *("<<",),
    *("kneecap", "press", "hip-ball", "bridge", "seed", "https://x", "../x.png", "media/no.png"),
    *("Guaranteed cure!", "CURES PAIN", "{side}", "{x}", "{side.__class__}", "ä\u0301"),
    *("\U0001f525",),
    *("\u202ex", "\u200b", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\ud7ff", "\uffff"),
    *("x" * 3000,),
)
PIECES = (
    *("\n", "  ", "\t", ": ", "- ", "#", "'", '"', "{", "}", "[", "]", ",", "&a ", "*a "),
    *("!!str ",),
    *("---\n", "...\n", "%YAML 1.2\n", "? ", "| ", "> ", "\r", "\r\n", "\x00", "\ufeff", "é"),
    *("<<: ",),
)
MARKS = "ab:- \n\t[]{},&*!|>'\"%#?\\x0u@`~<=."


@dataclass(frozen=True)
class MadeFile:
    """The bytes of a file, what it was meant to be, and how it was made."""

    raw: bytes
    is_program: bool
    way: str
    is_near: bool


@lru_cache(maxsize=1)
def _honest() -> tuple[tuple[bool, str], ...]:
    """Give files without a problem; the short ones most often, which are read fast."""
    shipped = sorted((PROGRAMS / "techniques").iterdir())
    techniques = [(False, text) for text in (HIP, BRIDGE, MARCH, THIGH) for _ in range(6)]
    techniques += [(False, path.read_text(encoding="utf-8")) for path in shipped]
    whole = (PROGRAMS / "programs" / "two-week-reset.yaml").read_text(encoding="utf-8")
    return (*techniques, *((True, PROGRAM),) * 24, (True, whole))


def made_file(number: int) -> MadeFile:
    """Make the file of a number, always the same."""
    draw = random.Random(number)  # noqa: S311  # made-up files are no secret
    if number % 2:
        is_program, text = draw.choice(_honest())
        for _ in range(draw.randrange(1, 4)):
            text = draw.choice(_EDITS)(draw, text)
        return MadeFile(text.encode("utf-8", "surrogatepass"), is_program, "edited", is_near=True)
    way, make = draw.choice(_JUNK)
    if draw.random() < 0.004:
        way, make = draw.choice(_BIG)
    return MadeFile(make(draw), draw.random() < 0.5, way, is_near=False)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True) or ["\n"]


def _any_line(draw: random.Random, text: str, change: Callable[[str], str]) -> str:
    lines = _lines(text)
    at = draw.randrange(len(lines))
    lines[at] = change(lines[at])
    return "".join(lines)


def _other_value(draw: random.Random, text: str) -> str:
    def change(line: str) -> str:
        key, colon, _ = line.partition(": ")
        return f"{key}{colon or ': '}{draw.choice(VALUES)}\n"

    return _any_line(draw, text, change)


def _other_key(draw: random.Random, text: str) -> str:
    def change(line: str) -> str:
        indent = line[: len(line) - len(line.lstrip(" -"))]
        key, colon, value = line[len(indent) :].partition(":")
        at = draw.randrange(len(key) + 1)
        return f"{indent}{key[:at]}{draw.choice('xae_- ')}{key[at + 1 :]}{colon}{value}"

    return _any_line(draw, text, change)


def _other_indent(draw: random.Random, text: str) -> str:
    indent = draw.choice(("", " ", "  ", "   ", "\t", "      "))
    return _any_line(draw, text, lambda line: indent + line.lstrip())


def _drop_lines(draw: random.Random, text: str) -> str:
    lines = _lines(text)
    at = draw.randrange(len(lines))
    del lines[at : at + draw.choice((1, 1, 1, 2, 5))]
    return "".join(lines)


def _double_lines(draw: random.Random, text: str) -> str:
    lines = _lines(text)
    at, to = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[to:to] = lines[at : at + draw.choice((1, 1, 4))]
    return "".join(lines)


def _put_in(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice((*PIECES, *VALUES)) + text[at:]


def _take_out(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + text[at + draw.randrange(1, 12) :]


def _other_number(draw: random.Random, text: str) -> str:
    numbers = [at for at, sign in enumerate(text) if sign.isdecimal()]
    if not numbers:
        return text
    at = draw.choice(numbers)
    return text[:at] + draw.choice(("0", "9", "-", "00", "1" * 30, ".5", "٣", "")) + text[at + 1 :]


def _other_bytes(draw: random.Random, text: str) -> str:
    match draw.randrange(4):
        case 0:
            return text.replace("\n", "\r\n")
        case 1:
            return "\ufeff" + text
        case 2:
            return text.replace("\n", " # said so\n")
        case _:
            return text.rstrip("\n")


def _swap_lines(draw: random.Random, text: str) -> str:
    lines = _lines(text)
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


_EDITS = (
    *(_other_value, _other_value, _other_key, _other_indent, _drop_lines, _double_lines, _put_in),
    *(_take_out, _other_number, _other_bytes, _swap_lines),
)


def _marks(draw: random.Random) -> bytes:
    return "".join(draw.choices(MARKS, k=draw.randrange(200))).encode()


def _pieces(draw: random.Random) -> bytes:
    pieces = draw.choices((*PIECES, *VALUES, "name: x\n", "  a: b\n"), k=draw.randrange(30))
    return "".join(pieces).encode("utf-8", "surrogatepass")


def _noise(draw: random.Random) -> bytes:
    return draw.randbytes(draw.randrange(300))


def _torn(draw: random.Random) -> bytes:
    """Give an honest file cut off or with bytes overwritten, as by a broken disk."""
    raw = bytearray(draw.choice(_honest())[1].encode())
    at = draw.randrange(len(raw))
    if draw.random() < 0.5:
        return bytes(raw[:at])
    raw[at : at + 8] = draw.randbytes(draw.randrange(9))
    return bytes(raw)


def _deep(draw: random.Random) -> bytes:
    opening = draw.choice((b"[", b"{a: ", b"- ", b"? ", b"[{a: ", b"? - ", b"{? "))
    return opening * draw.randrange(15, 600)


def _stairs(draw: random.Random) -> bytes:
    return b"".join(b" " * no + b"a:\n" for no in range(draw.randrange(15, 80)))


def _laughs(draw: random.Random) -> bytes:
    each = draw.randrange(2, 12)
    lines = ["a0: &a0 [x]"]
    lines += [f"a{no}: &a{no} [{', '.join([f'*a{no - 1}'] * each)}]" for no in range(1, 9)]
    return "\n".join(lines).encode()


_JUNK: tuple[tuple[str, Callable[[random.Random], bytes]], ...] = (
    *(("marks", _marks),) * 3,
    *(("pieces", _pieces),) * 3,
    *(("noise", _noise),) * 1,
    *(("torn", _torn),) * 1,
    *(("deep", _deep), ("stairs", _stairs), ("laughs", _laughs)),
)


def _big_of(*parts: bytes) -> Callable[[random.Random], bytes]:
    def make(draw: random.Random) -> bytes:
        """Fill a file up to about what is read, or over it."""
        size, part = (
            draw.choice((BIGGEST // 8, BIGGEST - 64, BIGGEST, 1024 * 1024)),
            draw.choice(parts),
        )
        start = draw.choice((b"", b"name: ", b"purpose: >\n  ", b"alt_text: '", b"why:\n  - "))
        return start + part * (max(0, size - len(start)) // len(part))

    return make


_BIG: tuple[tuple[str, Callable[[random.Random], bytes]], ...] = (
    ("one word", _big_of(b"a", "ä".encode(), b"9", "\U0001f525".encode())),
    ("many words", _big_of(b"a b ", b"CURE it. ", b"!", b"very. ", b"you will ", b"a, ", b"A ")),
    ("spaces", _big_of(b" ", b"\n", b"\n  ", b" \n", b"#", b"# a\n", b"\t", b"\r")),
    (
        "marks",
        _big_of(b"'", b'"', b"''", b'\\"', b"- ", b"-", b":", b": ", b"?", b"\\", b"!", b"&"),
    ),
    ("entries", _big_of(b"a: b\n", b"- a\n", b"name: x\n", b"[],", b"{}, ", b"x, ", b"\n- - a\n")),
    ("flow", _big_of(b"[a, ", b"{a: b, ", b"]", b"}", b",", b"[],\n", b'"a",')),
)
