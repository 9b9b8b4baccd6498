"""What the rules of a place, or the settings of an organisation, do not allow, in words for people."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError


class FieldForbidden(DomainError):
    """Something was entered that must not be asked here; `fields` says which, by whom and on what ground."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()), fields=fields)


class SettingRefused(DomainError):
    """A setting cannot be stored as it was entered; `fields` says what to change."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(_("Not saved yet. Please look at the marked fields."), fields=fields)


def refuse(problems: Mapping[str, str]) -> None:
    """Do nothing when there is no problem; otherwise raise SettingRefused with all of them."""
    if problems:
        raise SettingRefused(problems)
