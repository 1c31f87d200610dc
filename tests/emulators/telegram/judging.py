"""Refuses what the real Bot API would let pass in silence, and writes it down as our fault."""

from tests.emulators.telegram.fields import FIELDS
from tests.emulators.telegram.given import Given
from tests.emulators.telegram.refusals import refuse, unknown_method
from tests.emulators.telegram.spec import Spec, attachments
from tests.emulators.telegram.world import World


class Judge:
    """Checks each request before its method sees it.

    An unknown field, or anything that the description of the Bot API forbids, is refused and goes
    into `World.faults_of_ours`. Without the description only unknown fields are found.
    """

    def __init__(self, world: World, spec: Spec | None) -> None:
        self._world = world
        self._spec = spec

    @property
    def validates(self) -> bool:
        """Tell whether the description is at hand."""
        return self._spec is not None

    def check(self, method: str, given: Given) -> None:
        """Let a request pass.

        Raises:
            Refused: if it is wrong in form.
        """
        if method not in FIELDS:
            self._unknown(method)
        faults = [
            f"{method}: unknown field {name}"
            for name in sorted(set(given.sent) - FIELDS[method] - attachments(given.sent))
        ]
        if self._spec is not None:
            faults += [one for one in self._spec.faults(method, given.sent) if one not in faults]
        for fault in faults:
            self._world.fault(fault)
        if faults:
            refuse(f"wrong in form: {faults[0]}")

    def _unknown(self, method: str) -> None:
        self._world.fault(f"{method}: unknown or not imitated")
        if self._spec is not None and self._spec.has(method):
            refuse(f"this emulator does not imitate {method}")
        raise unknown_method()
