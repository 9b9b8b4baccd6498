"""What can be wrong with a plan or a case load."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import Conflict, DomainError


class PlanRefused(DomainError):
    """Something cannot be stored; `fields` says what."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)


class OtherContent(Conflict):
    """The identifier is known with other content."""

    def __init__(self) -> None:
        super().__init__(_("This was already saved with other content. Go back, look, and begin again."))


class PlanClosed(Conflict):
    """The plan is closed, so nothing is added to it."""

    def __init__(self) -> None:
        super().__init__(_("This plan is closed. Open it again, or begin a new one."))
