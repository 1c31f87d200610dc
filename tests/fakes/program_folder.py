"""A small programs folder without any problem, for tests that break it in one place."""

from pathlib import Path

from storage.program_files.loader import load_programs

HIP = """\
name: side of hip
kind: press
muscle: gluteus medius
area: side_of_hip
purpose: Presses the side of the hip.
sides: both
dose: {seconds: 60, sets: 1}
feel: {low: 3, high: 5}
forms:
  - with: [hands, chair]
    steps:
      - Press the soft {side} hip.
  - with: [tennis_ball, wall]
    usual: yes
    steps:
      - Lean the {side} hip on the ball.
never:
  - Never on bone.
never_on: [kneecap, joint_line, back_of_knee, bone]
stop_when:
  - It hurts more than 5 of 10.
not_for:
  - Anyone on blood thinners, until a doctor agrees.
evidence:
  label: practice
  line: From practice.
sources:
  - title: Practice article
    url: seed
alt_text: A ball between hip and wall.
"""
THIGH = HIP.replace("side of hip", "outer thigh").replace("side_of_hip", "outer_thigh")
BRIDGE = """\
name: bridge
kind: strength
muscle: buttocks
area: hip_and_thigh
purpose: Makes the hips stronger.
sides: none
dose: {seconds: 60, sets: 1}
forms:
  - with: [chair]
    steps:
      - Push both heels down.
  - with: [floor]
    usual: yes
    steps:
      - Lift your hips slowly.
easier: Lift half as high.
harder: Lift with one leg.
never:
  - Never arch your back.
stop_when:
  - Your back hurts.
evidence:
  label: guideline
  line: Exercise comes first.
sources:
  - title: NICE guideline
    url: https://www.nice.org.uk/guidance/ng226
alt_text: Hips lifted.
"""
MARCH = (
    BRIDGE.replace("kind: strength", "kind: warm_up")
    .replace("name: bridge", "name: march")
    .replace("easier: Lift half as high.\nharder: Lift with one leg.\n", "")
)
PROGRAM = """\
name: Sample
summary: One short session.
days_per_week: {least: 3, most: 5, usual: [mon, wed, fri]}
have_ready: A tennis ball and a wall.
why:
  - It may feel easier for a while.
sources:
  - title: NICE guideline
    url: https://www.nice.org.uk/guidance/ng226
cautions:
  - Never on bone.
check_ins: [before, after, morning]
closing:
  - That was it.
sessions:
  - key: one
    title: Side of the hip
    week: 1
    focus: The hip.
    blocks:
      - technique: march
        in_short_form: yes
      - technique: hip-ball
        seconds: 90
        in_short_form: yes
      - technique: thigh-roll
        seconds: 120
      - technique: bridge
        in_short_form: yes
"""
TECHNIQUES = (("hip-ball", HIP), ("thigh-roll", THIGH), ("bridge", BRIDGE), ("march", MARCH))


class ProgramFolder:
    """A folder on disk that starts without problems."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "techniques").mkdir(parents=True)
        (root / "programs").mkdir()
        for key, text in TECHNIQUES:
            self.technique(key).write_text(text, encoding="utf-8")
        self.program().write_text(PROGRAM, encoding="utf-8")

    def technique(self, key: str = "hip-ball") -> Path:
        return self.root / "techniques" / f"{key}.yaml"

    def program(self) -> Path:
        return self.root / "programs" / "sample.yaml"

    def edit(self, path: Path, old: str, new: str) -> None:
        """Change one place of a file; the place must be there exactly once."""
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def problems(self) -> list[str]:
        """Load and return the problems as printed, without the folder's own path."""
        found = load_programs(self.root).problems
        return [str(problem).removeprefix(f"{self.root}/") for problem in found]
