"""Asking once what several parts of one page need.

A page's columns, filters and frame ask for the same small things, each without knowing of the others. While
a page is only read, the first answer serves them all:

    @once_a_page
    def site_names(by): ...
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep the answers of `once_a_page` inside this block; nothing may be written in it."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once_a_page(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function run once for its positional arguments while a page is read; elsewhere, every time.

    The answer is shared by those who ask, so it must not be changed by them.
    """

    @wraps(function)
    def asked(*args: P.args, **named: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None or named:
            return function(*args, **named)
        key = (function, args)
        if key not in answers:
            answers[key] = function(*args, **named)
        answer: T = answers[key]
        return answer

    return asked
