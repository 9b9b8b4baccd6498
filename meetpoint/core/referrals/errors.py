"""What can be wrong with a referral or a task."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import Conflict, DomainError


class ReferralRefused(DomainError):
    """Something about the referral cannot be stored; `fields` says what."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)


class StepNotPossible(Conflict):
    """The referral's present status does not lead to the one asked for."""

    def __init__(self, before: str, after: str) -> None:
        said = {"before": before, "after": after}
        super().__init__(_("A referral that is “%(before)s” cannot become “%(after)s”.") % said)
