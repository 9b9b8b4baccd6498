"""What can be wrong with a document."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError


class DocumentRefused(DomainError):
    """A document cannot be stored; `fields` says what is wrong."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)
