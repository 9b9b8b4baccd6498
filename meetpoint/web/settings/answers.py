"""Turning what an action refuses into messages beside the fields of a form."""

from collections.abc import Callable

from django.forms import BaseForm

from meetpoint.lib.errors import DomainError


def tried(form: BaseForm, act: Callable[[], object]) -> bool:
    """Run an action and return True; when it refuses, put what it says into the form and return False."""
    try:
        act()
    except DomainError as refused:
        show_refusal(form, refused)
        return False
    return True


def show_refusal(form: BaseForm, refused: DomainError) -> None:
    """Put each message beside its field, and those without a field above the form."""
    for name, message in (refused.fields or {"": refused.message}).items():
        form.add_error(name if name in form.fields else None, message)
