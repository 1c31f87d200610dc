from pathlib import Path

import pytest

from tests.fakes.program_folder import HIP, ProgramFolder

HIP_FORM = "      - Lean the {side} hip on the ball.\n"
LONG = ". ".join(["Breathe in and out and in once more"] * 3)
SECOND_SESSION = """\
  - key: one
    title: Again
    week: 3
    focus: The hip.
    blocks:
      - technique: hip-ball
        seconds: 120
        sets: 2
        in_short_form: yes
      - technique: hip-ball
        seconds: 20
      - technique: bridge
        instead: bridge
"""


@pytest.fixture
def folder(tmp_path: Path) -> ProgramFolder:
    return ProgramFolder(tmp_path / "content")


def in_hip(folder: ProgramFolder, old: str, new: str) -> list[str]:
    folder.edit(folder.technique(), old, new)
    return [line.removeprefix("techniques/hip-ball.yaml:") for line in folder.problems()]


def in_program(folder: ProgramFolder, old: str, new: str) -> list[str]:
    folder.edit(folder.program(), old, new)
    return [line.removeprefix("programs/sample.yaml:") for line in folder.problems()]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (", back_of_knee, bone]", "]", '19:11: "never_on" must also hold back_of_knee, bone'),
        ("never_on: [kneecap, joint_line, back_of_knee, bone]\n", "", '1:1: "never_on" must'),
        ("feel: {low: 3, high: 5}\n", "", '1:1: a massage needs "feel"'),
        ("{low: 3, high: 5}", "{low: 5, high: 3}", '8:7: "low" is above "high"'),
        ("seconds: 60", "seconds: 20", '7:17: "seconds: 20" is too little for a massage'),
        ("    usual: yes\n", "", '10:3: 0 forms are "usual"; mark exactly one'),
        (
            "  - with: [hands, chair]\n",
            "  - with: [hands, chair]\n    usual: yes\n",
            '10:3: 2 forms are "usual"; mark exactly one',
        ),
        ("[hands, chair]", "[hands, floor]", "10:3: every form needs a bought tool or the floor"),
        ("[hands, chair]", "[massage_ball, wall]", "13:5: this form is softer than the one above"),
        ("[tennis_ball, wall]", "[chair]", '13:11: "chair" does not massage'),
        ("the {side} hip on", "the {sid} hip on", '16:9: "{sid}" is not filled in'),
        ("the {side} hip on", "the {side hip on", '16:9: "{side hip on the ball." is not'),
        ("the {side} hip on", "the side} hip on", '16:9: "}" is not filled in'),
        ("sides: both", "sides: none", '12:9: "{side}" is not filled in'),
        ("Lean the", "For 60 seconds lean the", "16:9: a step names no long time"),
        ("Lean the", "Wait 1 min. Lean the", "16:9: a step names no long time"),
        ("hip on the ball", "hip, then roll over the knee", '16:9: "over the knee" must be kept'),
        ("hip on the ball", "hip behind your knee", '16:9: "behind your knee" must be kept'),
        ("hip on the ball", "hip on the bony point", '16:9: "bony" must be kept clear of'),
        ("hip on the ball", f"hip.\n      - {LONG}\n      - {LONG}", "16:7: the card"),
        ("alt_text:", "easier: Less.\nalt_text:", '30:9: "easier" is for strengthening moves'),
        ("of the hip.", "of the hip and heals it.", '5:10: "heals" is not said here; say what'),
        ("of the hip.", "of the hip!", "5:10: no exclamation marks"),
        ("of the hip.", "of the HIPBONE.", '5:10: "HIPBONE" shouts'),
        ("of the hip.", "of the hip \N{FIRE}.", "5:10: U+1F525 is no letter, digit or"),
        ("of the hip.", f"of {'the hip ' * 9}.", "5:10: a sentence of 22 words; at most 20"),
    ],
)
def test_a_technique_that_breaks_a_rule_is_named_with_its_place(
    folder: ProgramFolder, old: str, new: str, problem: str
) -> None:
    found = in_hip(folder, old, new)
    assert any(line.startswith(problem) for line in found), found
    assert "harder" not in "".join(found)


@pytest.mark.parametrize(
    "step",
    [
        "Roll to a hand above the knee.",
        "Stop before you come to the knee.",
        "Stay off the bony point.",
        "Bend your knees and lean in.",
        "Count to 5. Wait 3 seconds.",
    ],
)
def test_steps_that_keep_clear_are_let_through(folder: ProgramFolder, step: str) -> None:
    assert in_hip(folder, HIP_FORM, f"      - {step}\n") == []


def test_a_massage_says_who_should_not_do_it(folder: ProgramFolder) -> None:
    text = "not_for:\n  - Anyone on blood thinners, until a doctor agrees.\n"
    assert in_hip(folder, text, "") == [
        '1:1: a massage needs "not_for": who should not do it',
    ]


def test_a_strengthening_move_has_an_easier_and_a_harder_way(folder: ProgramFolder) -> None:
    folder.edit(folder.technique("bridge"), "easier: Lift half as high.\n", "")
    folder.edit(folder.technique("bridge"), "harder: Lift with one leg.", "harder: Wait 20 s.")
    assert folder.problems() == [
        'techniques/bridge.yaml:1:1: a strengthening move needs "easier": one line',
        "techniques/bridge.yaml:16:9: a step names no long time; leave it to the timer",
    ]


def test_a_card_with_a_picture_holds_fewer_lines(folder: ProgramFolder) -> None:
    (folder.root / "media").mkdir()
    (folder.root / "media" / "hip.png").write_bytes(b"a picture")
    step = "      - Breathe in and out and in once more.\n"
    long_text = HIP.replace(HIP_FORM, HIP_FORM + step * 3)
    folder.technique().write_text(long_text, encoding="utf-8")
    assert folder.problems() == []
    folder.technique().write_text(f"{long_text}picture: media/hip.png\n", encoding="utf-8")
    assert folder.problems() == [
        "techniques/hip-ball.yaml:16:7: the card of this form has 10 lines; at most 9",
    ]


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("least: 3", "least: 2", ['3:24: "least: 2" is too little; at least 3']),
        ("most: 5", "most: 7", ['3:33: "most: 7" is over the cap; at most 5']),
        (
            "least: 3, most: 5",
            "least: 5, most: 4",
            ['3:24: "least" is above "most"; write the lower number as least'],
        ),
        (
            "least: 3, most: 5",
            "least: 4, most: 5",
            ["3:43: 3 usual days; 4 to 5 are right"],
        ),
        ("week: 1", "week: 2", ["18:11: the first session is in week 1"]),
        (
            "seconds: 120",
            "seconds: 60",
            ["21:7: this session lasts 8.2 min; 10 to 15 are right"],
        ),
        (
            "seconds: 120",
            "seconds: 90\n        sets: 2",
            ["21:7: one level up this session lasts 15.2 min; at most 15: make it shorter"],
        ),
        (
            "        seconds: 90\n        in_short_form: yes\n",
            "        seconds: 90\n",
            ["21:7: the short form lasts 2.3 min; 4 to 6 are right"],
        ),
        (
            "      - technique: bridge\n",
            "      - technique: bridge\n      - technique: march\n",
            ['29:20: the session ends with "march"; end it with a strengthening move'],
        ),
        (
            "seconds: 120",
            "seconds: 20",
            [
                '27:18: "seconds: 20" is too little for a massage; at least 30 a side',
            ],
        ),
        (
            "seconds: 120",
            "seconds: 120\n        instead: hip-ball",
            [
                '28:18: "hip-ball" comes twice in this session; keep one',
                '28:18: "hip-ball" does something else; it must be massage of outer_thigh too',
            ],
        ),
        (
            "seconds: 120",
            "seconds: 120\n        instead: bridge",
            ['28:18: "bridge" has other sides; both must have the same'],
        ),
        (
            "technique: bridge",
            "technique: bridge\n        instead: march",
            [
                '29:18: "march" does something else; it must be strength too',
            ],
        ),
        (
            "technique: march",
            "technique: march\n        instead: bridge",
            [
                '22:18: "bridge" does something else; it must be warm_up too',
            ],
        ),
    ],
)
def test_a_program_that_breaks_a_rule_is_named_with_its_place(
    folder: ProgramFolder, old: str, new: str, problems: list[str]
) -> None:
    assert in_program(folder, old, new) == problems


def test_sessions_are_held_against_each_other_too(folder: ProgramFolder) -> None:
    text = folder.program().read_text(encoding="utf-8")
    folder.program().write_text(text + SECOND_SESSION, encoding="utf-8")
    assert [line.removeprefix("programs/sample.yaml:") for line in folder.problems()] == [
        '30:10: "key: one" stands here twice; give each its own',
        '32:11: "week: 3" comes after week 1; weeks rise by one',
        '39:20: "hip-ball" comes twice in this session; keep one',
        '40:18: "seconds: 20" is too little for a massage; at least 30 a side',
        "42:18: this stands in for itself; name another technique",
    ]


def test_a_week_holds_no_more_sessions_than_days(folder: ProgramFolder) -> None:
    text = folder.program().read_text(encoding="utf-8")
    session = text[text.index("  - key: one") :]
    copies = "".join(session.replace("key: one", f"key: s{no}") for no in range(5))
    folder.program().write_text(text + copies, encoding="utf-8")
    assert folder.problems() == ["programs/sample.yaml:18:11: week 1 has 6 sessions; at most 5"]


def test_added_red_flags_have_names_of_their_own(folder: ProgramFolder) -> None:
    flag = "  - {key: cold, tier: 1, text: A cold foot.}\n"
    assert in_program(folder, "closing:\n", f"red_flags_added:\n{flag}closing:\n") == []
    folder.edit(folder.program(), flag, flag + flag)
    assert [line.split(": ", 1)[1] for line in folder.problems()] == [
        '"key: cold" stands here twice; give each its own',
    ]


def test_no_block_in_the_short_form_is_told_once(folder: ProgramFolder) -> None:
    text = folder.program().read_text(encoding="utf-8")
    folder.program().write_text(text.replace("        in_short_form: yes\n", ""), encoding="utf-8")
    assert [line.split(": ", 1)[1] for line in folder.problems()] == [
        "no block is in the short form; mark some: in_short_form: yes",
    ]
