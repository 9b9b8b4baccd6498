"""What can be wrong with a session, a stay, a ride or a note."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError


class SessionRefused(DomainError):
    """Something cannot be stored; `fields` says what."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)
