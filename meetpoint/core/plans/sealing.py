"""What a person said and what colleagues wrote about them, sealed at rest."""

from uuid import UUID

from django.conf import settings

from meetpoint.core.plans.models import Assignment, Goal, Helper
from meetpoint.lib import keys


def sealed_words(uid: UUID, text: str) -> bytes:
    """Return a goal's words as they are stored."""
    return _sealed(text, f"plans:goal:words:{uid}")


def words_of(goal: Goal) -> str:
    """Return a goal's words in the clear; nothing after an erasure."""
    return _opened(goal.words, f"plans:goal:words:{goal.uid}")


def sealed_note(uid: UUID, text: str) -> bytes | None:
    """Return a note of hand-over as it is stored, None where nothing was written."""
    return _sealed(text, f"plans:assignment:note:{uid}") if text else None


def note_of(assignment: Assignment) -> str:
    """Return what was said at a hand-over, in the clear."""
    return _opened(assignment.note, f"plans:assignment:note:{assignment.uid}")


def sealed_name(uid: UUID, text: str) -> bytes:
    """Return an outside helper's name as it is stored, nothing for none."""
    return _sealed(text, f"plans:helper:name:{uid}") if text else b""


def name_of(helper: Helper) -> str:
    """Return the name of somebody outside who helps, in the clear."""
    return _opened(helper.name, f"plans:helper:name:{helper.uid}")


def _sealed(text: str, bound_to: str) -> bytes:
    return keys.seal(keys.key(settings.KEYS, "fields"), text.encode(), bound_to=bound_to)


def _opened(sealed: bytes | memoryview | None, bound_to: str) -> str:
    if not sealed:
        return ""
    return keys.unseal(keys.key(settings.KEYS, "fields"), bytes(sealed), bound_to=bound_to).decode()
