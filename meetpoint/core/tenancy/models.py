"""The base of every tenant table, and a manager that answers nothing until it knows whose data is meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.db import models

from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.slots import Slot

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(Exception):
    """A tenant table was touched without naming the organisation: a programming error, never a person's."""


class TenantQuerySet(models.QuerySet[M]):
    """A query set that refuses to touch the database until `of()` or `unscoped()` was called on it.

    Related managers (`encounter.lines`) start from an object that was itself fetched in scope, and may run.
    """

    _scope: str | None = None

    def of(self, owner: Actor | int | Slot) -> Self:
        """Return the rows of one organisation: an actor's, by id, or, in a prepared query, by its slot."""
        organisation_id = owner.organisation_id if isinstance(owner, Actor) else owner
        scoped = self.filter(organisation_id=organisation_id)
        scoped._scope = f"organisation {organisation_id}"
        return scoped

    def unscoped(self, reason: str) -> Self:
        """Return rows of every organisation. Each use is listed by a test, with its reason."""
        opened = self._chain()  # type: ignore[attr-defined]
        opened._scope = reason
        return opened  # type: ignore[no-any-return]

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._scope = self._scope
        return clone  # type: ignore[no-any-return]

    def check_scope(self) -> None:
        """Raise UnscopedQuery unless it is known whose rows are meant."""
        if self._scope is None and "instance" not in self._hints:  # type: ignore[attr-defined]
            raise UnscopedQuery(f"{self.model.__name__}: call .of(actor) first, or .unscoped('the reason').")

    def _fetch_all(self) -> None:
        self.check_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self.check_scope()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self.check_scope()
        return super().count()

    def exists(self) -> bool:
        self.check_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.check_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self.check_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.check_scope()
        return super().delete()

    def explain(self, *, format: str | None = None, **options: Any) -> str:
        self.check_scope()
        return super().explain(format=format, **options)


class TenantModel(models.Model):
    """A row that belongs to exactly one organisation."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True
