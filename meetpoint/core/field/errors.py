"""What can be wrong with what came from the field, in words for people."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError


class FormRefused(DomainError):
    """Some of what was filled in cannot be stored; `fields` says which and how to mend each."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)
