"""What an action refuses, put beside the form fields that it is about."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm

from meetpoint.lib.errors import DomainError

T = TypeVar("T")


def tried(form: BaseForm, act: Callable[[], T], *, also: tuple[type[DomainError], ...] = ()) -> T | None:
    """Run an action and return what it returns; when it refuses, say so in the form and return None.

    A message for a field that the form does not have stands above the form. NotAllowed and NotFound are
    not the form's to answer and pass through to the page that says so, but for errors of the `also` kinds.
    """
    try:
        return act()
    except DomainError as problem:
        if problem.status in {403, 404} and not isinstance(problem, also):
            raise
        for field, message in (problem.fields or {"": problem.message}).items():
            form.add_error(field if field in form.fields else None, message)
    return None
