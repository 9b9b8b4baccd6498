"""What can go wrong with participants and their codes, in words for the person at the desk."""

from meetpoint.lib.errors import Conflict, DomainError


class CodeProblem(DomainError):
    """What was typed cannot be a code; the text says what to check."""


class CodeInUse(Conflict):
    """Somebody already has the code that these answers make."""


class EnrolledOtherwise(Conflict):
    """An enrolment that is stored already came again asking for another code."""


class CodeKeyMissing(DomainError):
    """The key of an organisation's codes is not where the keys are kept."""

    status = 503


class AlreadyReplaced(Conflict):
    """The code that was to be replaced is not the newest any more."""


class NoCardKept(Conflict):
    """There is no code in force whose text is kept."""


class AlreadyAsked(Conflict):
    """The person was asked about themselves before; asking happens once."""


class CannotMerge(Conflict):
    """Two records that cannot be joined, or a join that cannot be taken back."""


class Erased(Conflict):
    """The participant was erased; nothing more can be done with the record."""
