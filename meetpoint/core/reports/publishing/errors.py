"""What is refused: a sentence that names the file, the table and the cell, and says how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from meetpoint.lib.errors import DomainError


class PublishingError(DomainError):
    """A table or a policy that cannot be used. Its text is for the person who made the file."""


def unknown(what: str, given: object, allowed: Iterable[str]) -> str:
    """Say that a name is not known, what it may have meant, and what there is."""
    names = sorted(allowed)
    near = get_close_matches(str(given), names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no {what} {given!r}.{hint} There are: {', '.join(names) or 'none'}."
