"""A field in which one entry is chosen: it offers those that somebody here knows, and takes any in use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator

from meetpoint.core.directory.queries import entries_of
from meetpoint.core.tenancy.actor import Actor

MOST = 200
"""A list that one can still look through; a national directory has thousands."""


class _Known(ModelChoiceIterator):  # type: ignore[type-arg]  # not generic while it runs
    """Offers entries written or checked here, and the one that is chosen."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        chosen = getattr(self.field, "chosen", None)
        known = Q(by_hand=True) | Q(checked_on__isnull=False)
        if chosen:
            known |= Q(pk=chosen)
        for entry in self.queryset.filter(known).order_by("name")[:MOST]:
            yield self.choice(entry)


class EntryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic while it runs
    """One entry of the directory."""

    iterator = _Known
    chosen: int | None = None

    def offer(self, actor: Actor, chosen: object) -> None:
        """Let somebody choose among their organisation's entries; `chosen` is offered in any case."""
        self.chosen = int(str(chosen)) if str(chosen or "").isdecimal() else None
        self.queryset = entries_of(actor)
