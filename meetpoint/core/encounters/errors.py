"""What can be wrong with an encounter, in words for the person who recorded it."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import Conflict, DomainError


class EncounterRefused(DomainError):
    """Some of what was entered cannot be stored; `fields` says which and how to mend each."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)


class SameIdOtherContent(Conflict):
    """An identifier that is already stored came again with other content: a person has to decide."""

    def __init__(self) -> None:
        super().__init__(
            _("This entry was saved before with other content. Open the saved one and correct it there.")
        )


class AlreadyVoided(Conflict):
    """The encounter was voided or corrected before."""

    def __init__(self) -> None:
        super().__init__(_("This entry was already voided or corrected. Reload the page to see what stands."))
