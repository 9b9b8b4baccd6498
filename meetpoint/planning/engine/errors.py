"""What the engine refuses: a sentence that says where the fault stands and what would be allowed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class PlanError(ValueError):
    """A model, scenario or parameter that cannot be run. Its text is for the person who wrote the file."""


def unknown(what: str, given: object, allowed: Iterable[str]) -> str:
    """Say that a name is not known, what it may have meant, and what is allowed."""
    names = sorted(allowed)
    near = get_close_matches(str(given), names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"there is no {what} {given!r}.{hint} Allowed: {', '.join(names) or 'none'}."
