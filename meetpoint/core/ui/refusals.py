"""What an action refuses, put beside the form fields that it is about."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm

from meetpoint.lib.errors import DomainError

T = TypeVar("T")


def tried(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Run an action and return what it returns; when it refuses, say so in the form and return None.

    A message for a field that the form does not have stands above the form. NotAllowed and NotFound are
    not the form's to answer and pass through to the page that says so.
    """
    try:
        return act()
    except DomainError as problem:
        if problem.status in {403, 404}:
            raise
        for field, message in (problem.fields or {"": problem.message}).items():
            form.add_error(field if field in form.fields else None, message)
    return None
