from pathlib import Path

import pytest

from storage.program_files.loader import check_paths, load_programs
from tests.fakes.program_folder import HIP, MARCH, PROGRAM, ProgramFolder

IN_HIP, IN_PROGRAM = "techniques/hip-ball.yaml", "programs/sample.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> ProgramFolder:
    return ProgramFolder(tmp_path / "content")


def test_a_folder_without_problems_gives_its_programs(folder: ProgramFolder) -> None:
    load = load_programs(folder.root)
    assert load.problems == ()
    assert [version.program.key for version in load.programs] == ["sample"]
    program = load.programs[0].program
    assert [technique.key for technique in program.techniques] == [
        "bridge",
        "hip-ball",
        "march",
        "thigh-roll",
    ]
    assert program.days_per_week.usual == {0, 2, 4}
    assert [block.seconds for block in program.session(1).blocks] == [60, 90, 120, 60]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("muscle:", "muscel:", '3:1: unknown word "muscel"; did you mean "muscle"?'),
        ("kind: press", "kind: pres", '2:7: unknown word "pres"; did you mean "press"?'),
        (
            "kind: press",
            "kind: 12:30",
            '2:7: unknown word "12:30"; "kind" knows warm_up, roll,',
        ),
        (
            "seconds: 60",
            "seconds: 300",
            '7:17: "seconds: 300" is over the cap; at most 120 a side',
        ),
        ("seconds: 60", "seconds: 5", '7:17: "seconds: 5" is too little; at least 20 a side'),
        (
            "seconds: 60",
            "seconds: 060",
            '7:17: "seconds: 060" is no whole number; write digits alone, without a leading zero',
        ),
        (
            "seconds: 60",
            "seconds: 1:30",
            '7:17: "seconds: 1:30" is no whole number; write digits alone, without a leading zero',
        ),
        ("sets: 1", "sets: 3", '7:27: "sets: 3" is over the cap; at most 2'),
        ("high: 5", "high: 6", '8:22: "high: 6" is over the cap; at most 5'),
        ("usual: yes", "usual: true", '14:12: unknown word "true"; "usual" knows yes, no'),
        (
            "purpose: Presses the side of the hip.",
            "purpose:",
            '5:9: "purpose" is empty; write it, or take the key out',
        ),
        (
            "name: side of hip",
            f"name: {'hip ' * 9}",
            '1:7: "name" has 35 characters; at most 34',
        ),
        (
            "sides: both\n",
            "sides: both\nsides: none\n",
            '7:1: "sides" stands here twice; keep one',
        ),
        (
            "dose: {seconds: 60, sets: 1}",
            "dose: 60",
            '7:7: "dose" must be a map with the keys seconds, sets',
        ),
        (
            "  - Never on bone.",
            "  a: b",
            '18:3: "never" must be a list: one line each, starting with "- "',
        ),
        (
            "name: side of hip",
            "name: [side]",
            '1:7: "name" must be one value; put quotes around a text that holds ": "',
        ),
        (
            "[kneecap, joint_line, back_of_knee, bone]",
            "[kneecap, joint_line, back_of_knee, bone, bone]",
            '19:53: "bone" stands here twice; keep one',
        ),
        ("with: [hands, chair]", "with: []", '10:11: "with" has 0 entries; 1 to 4 are right'),
        (
            "url: seed",
            "url: http://x.org",
            '29:10: "url: http://x.org" is not right; write an https:// address, or seed',
        ),
        (
            "url: seed",
            "url: https://localhost/x",
            '29:10: "url: https://localhost/x" is not right; write an https:// address',
        ),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_place(
    folder: ProgramFolder, old: str, new: str, problem: str
) -> None:
    folder.edit(folder.technique(), old, new)
    (found,) = folder.problems()
    assert found.startswith(f"{IN_HIP}:{problem}")


def test_a_key_that_is_missing_is_named_with_its_meaning(folder: ProgramFolder) -> None:
    folder.edit(folder.technique(), "alt_text: A ball between hip and wall.\n", "")
    (found,) = folder.problems()
    assert found.startswith(f'{IN_HIP}:1:1: this technique needs "alt_text": the picture in words')


def test_words_that_yaml_would_turn_into_something_else_stay_words(folder: ProgramFolder) -> None:
    folder.edit(folder.technique(), "muscle: gluteus medius", "muscle: no")
    folder.edit(folder.technique(), "line: From practice.", "line: 12:30")
    folder.edit(folder.technique(), "alt_text: A ball between hip and wall.", "alt_text: 010")
    assert folder.problems() == []
    technique = load_programs(folder.root).programs[0].program.technique("hip-ball")
    assert (technique.muscle, technique.evidence.line, technique.alt_text) == (
        "no",
        "12:30",
        "010",
    )


def test_all_problems_of_all_files_come_at_once(folder: ProgramFolder) -> None:
    folder.edit(folder.technique(), "seconds: 60", "seconds: 300")
    folder.edit(folder.technique(), "muscle:", "muscel:")
    folder.edit(folder.technique("bridge"), "label: guideline", "label: gossip")
    folder.edit(folder.technique("march"), "forms:", "forms: [")
    folder.edit(folder.program(), "week: 1", "week: 0")
    folder.edit(folder.program(), "key: one", "key: One")
    assert [line.split(": ")[0] for line in folder.problems()] == [
        "programs/sample.yaml:16:10",
        "programs/sample.yaml:18:11",
        "techniques/bridge.yaml:23:10",
        "techniques/hip-ball.yaml:3:1",
        "techniques/hip-ball.yaml:7:17",
        "techniques/march.yaml:9:3",
    ]


def test_a_program_is_left_out_when_a_technique_it_names_has_a_problem(
    folder: ProgramFolder,
) -> None:
    folder.edit(folder.technique(), "Presses the side", "Heals the side")
    assert load_programs(folder.root).programs == ()


def test_a_program_with_a_problem_of_its_own_is_left_out(folder: ProgramFolder) -> None:
    folder.edit(folder.program(), "One short session.", "One session that heals.")
    load = load_programs(folder.root)
    assert (len(load.problems), load.programs) == (1, ())


def test_a_program_stays_when_only_a_technique_it_does_not_name_has_a_problem(
    folder: ProgramFolder,
) -> None:
    folder.technique("other").write_text(HIP.replace("muscle:", "muscel:"), encoding="utf-8")
    load = load_programs(folder.root)
    assert len(load.programs) == 1
    assert len(load.problems) == 1


def test_a_technique_that_is_not_there_is_named_with_a_near_one(folder: ProgramFolder) -> None:
    folder.edit(folder.program(), "technique: hip-ball", "technique: hip-bal")
    folder.edit(folder.program(), "technique: march", "technique: xylophone")
    assert folder.problems() == [
        f'{IN_PROGRAM}:21:20: there is no technique "xylophone"; write its file into techniques/',
        f'{IN_PROGRAM}:23:20: there is no technique "hip-bal"; did you mean "hip-ball"?',
    ]


@pytest.mark.parametrize("name", ["Hip.yaml", "hip_ball.yaml", f"{'h' * 41}.yaml"])
def test_the_name_of_a_file_must_be_a_key(folder: ProgramFolder, name: str) -> None:
    (folder.root / "techniques" / name).write_text(HIP, encoding="utf-8")
    (problem,) = folder.problems()
    assert problem.startswith(f"techniques/{name}:1:1: the name of the file is its key")


def test_a_yml_file_is_not_passed_over_in_silence(folder: ProgramFolder) -> None:
    (folder.root / "techniques" / "extra.yml").write_text(HIP, encoding="utf-8")
    assert folder.problems() == [
        "techniques/extra.yml:1:1: the name of the file must end in .yaml",
    ]


def test_other_files_and_folders_are_left_alone(folder: ProgramFolder) -> None:
    (folder.root / "techniques" / "notes.txt").write_text("muscel", encoding="utf-8")
    (folder.root / "media").mkdir()
    assert folder.problems() == []


def test_a_folder_without_programs_says_so(tmp_path: Path) -> None:
    problems = load_programs(tmp_path).problems
    assert [str(problem) for problem in problems] == [
        f"{tmp_path}:1:1: there is no program in here; programs/programs/NAME.yaml is one",
    ]


def test_a_link_that_leads_out_of_the_folder_is_refused(
    folder: ProgramFolder, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(HIP, encoding="utf-8")
    (folder.root / "techniques" / "linked.yaml").symlink_to(outside)
    (folder.root / "techniques" / "circle.yaml").symlink_to("circle.yaml")
    (folder.root / "techniques" / "gone.yaml").symlink_to("nowhere.yaml")
    (folder.root / "techniques" / "near.yaml").symlink_to("hip-ball.yaml")
    (folder.root / "techniques" / "room.yaml").mkdir()
    circle, gone, linked, room = folder.problems()
    assert circle.startswith("techniques/circle.yaml:1:1: this cannot be read: ")
    assert gone == "techniques/gone.yaml:1:1: there is no such file; check the path"
    assert linked == (
        "techniques/linked.yaml:1:1: this leads out of the programs folder; "
        "put the file itself here"
    )
    assert room == (
        "techniques/room.yaml:1:1: this is no plain file; a program or technique is one file"
    )


def test_a_picture_must_lie_inside_the_folder(folder: ProgramFolder, tmp_path: Path) -> None:
    (folder.root / "media").mkdir()
    (folder.root / "media" / "hip.png").write_bytes(b"a picture")
    (tmp_path / "secret.png").write_bytes(b"no picture")
    (folder.root / "media" / "out.png").symlink_to(tmp_path / "secret.png")
    (folder.root / "media" / "folder.png").mkdir()
    expected = (
        ("media/hip.png", None),
        ("media/gone.png", 'there is no picture "media/gone.png"'),
        ("media/folder.png", 'there is no picture "media/folder.png"'),
        ("media/out.png", 'there is no picture "media/out.png"'),
        ("../secret.png", '"picture: ../secret.png" is not right; write a path such as'),
        ("media/../../secret.png", '"picture: media/../../secret.png" is not right'),
        ("/etc/hosts.png", '"picture: /etc/hosts.png" is not right'),
    )
    for picture, message in expected:
        folder.technique().write_text(f"{HIP}picture: {picture}\n", encoding="utf-8")
        problems = folder.problems()
        if message is None:
            assert problems == []
        else:
            assert len(problems) == 1
            assert problems[0].startswith(f"{IN_HIP}:31:10: {message}")


def test_checking_a_folder_finds_what_loading_it_finds(folder: ProgramFolder) -> None:
    folder.edit(folder.technique(), "muscle:", "muscel:")
    found = check_paths([folder.root])
    assert found == load_programs(folder.root).problems
    assert check_paths([folder.root, folder.technique()]) == found


def test_a_program_file_alone_is_checked_with_the_techniques_it_names(
    folder: ProgramFolder,
) -> None:
    folder.technique("other").write_text("name: [", encoding="utf-8")
    assert check_paths([folder.program()]) == ()
    folder.edit(folder.technique(), "muscle:", "muscel:")
    assert {Path(problem.file).name for problem in check_paths([folder.program()])} == {
        "hip-ball.yaml"
    }
    assert {Path(problem.file).name for problem in check_paths([folder.root / "techniques"])} == {
        "hip-ball.yaml",
        "other.yaml",
    }
    assert {Path(problem.file).name for problem in check_paths([folder.root / "programs"])} == {
        "hip-ball.yaml"
    }


def test_a_file_outside_a_programs_folder_is_known_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "march.yaml").write_text(MARCH, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(PROGRAM, encoding="utf-8")
    assert check_paths([tmp_path / "march.yaml"]) == ()
    messages = {problem.message.split(";")[0] for problem in check_paths([tmp_path / "own.yaml"])}
    assert messages == {
        f'there is no technique "{key}"' for key in ("march", "hip-ball", "thigh-roll", "bridge")
    }


def test_a_path_that_is_nothing_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    (nowhere,) = check_paths([tmp_path / "nowhere.yaml"])
    assert nowhere.message == "there is no such file; check the path"
    (empty,) = check_paths([tmp_path])
    assert empty.message == "no programs folder: it holds the folders techniques and programs"
