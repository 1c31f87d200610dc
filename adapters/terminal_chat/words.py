"""What the terminal itself says; all other words come from the core."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalWords:
    """Lines that exist only here; what is not given is plain English. `{seconds}` is filled in."""

    hint: str = "Type the number or the words of a button. /quit leaves."
    edited: str = "(edited)"
    file_kept: str = "Your file, readable only by you:"
    file_failed: str = "I could not write the file into this folder:"
    time_left: str = "⏱ {seconds} s left"
    goodbye: str = "All is saved. Start me again, and it goes on from here."
