"""What the consent package refuses, with a message beside the field that it is about."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError, NotAllowed


class ConsentRefused(DomainError):
    """An answer, a wish or a note that cannot be stored as it was written."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(_("Something is missing. What is marked says what."), fields=fields)


class DisclosureRefused(NotAllowed):
    """What the gate does not let leave; a form shows it where it was typed, so that nothing is lost."""


def refuse(problems: Mapping[str, str]) -> None:
    """Raise ConsentRefused unless there is no problem."""
    if problems:
        raise ConsentRefused(problems)
