"""What the room refuses, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from meetpoint.lib.errors import Conflict, DomainError


class CapacityReached(DomainError):
    """The licensed capacity is reached; whoever may can let somebody in with a written reason."""

    def __init__(self, inside: int, licensed: int) -> None:
        self.inside, self.licensed = inside, licensed
        message = _(
            "The licence allows %(licensed)d people here, and %(inside)d are in. Let the next person wait, or"
            " write why an exception is right."
        ) % {"licensed": licensed, "inside": inside}
        super().__init__(message, fields={"reason": message})


class StationTaken(Conflict):
    """Somebody else was given this station first."""

    def __init__(self) -> None:
        super().__init__(_("Somebody is already at this station. Choose another."))


class NotNow(Conflict):
    """A visit is no longer where a step begins: somebody else moved it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has just moved this visit. Look at the board again."))


class RulesNotHeard(DomainError):
    """Nobody is given a station before they heard the rules of the room."""

    def __init__(self) -> None:
        message = _("Say the rules of the room first, and tick that the person agrees.")
        super().__init__(message, fields={"rules_heard": message})
