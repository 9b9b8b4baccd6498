"""How a service lets others point at its records: by what is written on a slip, never by importing it.

Services meet only through the core. One that keeps something which another may want to name, such as a
sample that was checked before it was used, declares how it is found and how it is shown; the other stores no
more than the module's slug and the record's `uid`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from meetpoint.core.modules.fields import Words

if TYPE_CHECKING:
    from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedRecord:
    """A record of some module: which one, what to call it, and where it is shown."""

    module: str
    uid: UUID
    label: Words
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Linkable:
    """The records of a module that others may point at.

    `find(actor, text)` reads what is on a slip, and returns the record in the actor's reach, or None; it
    raises DomainError for text that cannot be one. `show(actor, uid)` returns a record that was linked
    before, or None when the actor may not see it (any more). `label` and `help` stand beside the field.
    """

    label: Words
    help: Words
    find: Callable[[Actor, str], LinkedRecord | None]
    show: Callable[[Actor, UUID], LinkedRecord | None]
