"""Which headers are understood in one organisation: the core's, its modules', and its own catalogue's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meetpoint.core.imports.mapping.shape import ANSWER, DOSES, ITEM, PACKS, Target
from meetpoint.core.imports.mapping.words import HEADERS, plain
from meetpoint.core.modules.forms import ImportColumn
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.queries import ItemFacts, catalogue

_BEFORE = ("number of ", "no of ", "total ", "total de ", "numero de ", "cantidad de ", "# of ", "# ", "qty ")
_AFTER = (
    " total",
    " #",
    " out",
    " given",
    " distributed",
    " handed out",
    " dispensed",
    " provided",
    " entregadas",
    " entregados",
    " dadas",
)
_PACKS = (" packs", " pack", " boxes", " box", " bags", " paquetes", " cajas", " bolsas")
_DOSES = (" doses", " dose", " dosis")


@dataclass(frozen=True)
class Known:
    """What headers mean here, by their plain form, and the rank of those that mean the same."""

    targets: Mapping[str, Target]
    items: Mapping[str, ItemFacts]

    def target_of(self, header: str) -> Target | None:
        """Return what a header most likely means, or None."""
        for words, unit in _readings(plain(header)):
            found = self.targets.get(words)
            if found is not None:
                return Target(found.role, found.name, unit) if unit and found.role == ITEM else found
        return None

    def item_of(self, words: str) -> str:
        """Return the slug of the item that a word stands for, or an empty text."""
        base = plain(words)
        for candidate in (base, base.removesuffix("s"), base.removesuffix("es"), f"{base}s"):
            found = self.targets.get(candidate)
            if found is not None and found.role == ITEM:
                return found.name
        return ""


def known_here(organisation_id: int) -> Known:
    """Return what headers mean in an organisation; its retired items are known, too, since logs are old."""
    items = {facts.slug: facts for facts in catalogue(organisation_id).values()}
    targets: dict[str, Target] = {}
    for facts in items.values():
        for name in (facts.slug, facts.name, facts.name_es):
            targets.setdefault(plain(name), Target(ITEM, facts.slug))
    for column in registry().import_columns.values():
        target = target_of_column(column, items)
        if target is not None:
            targets.update(dict.fromkeys(map(plain, column.words), target))
    for role, headers in HEADERS.items():
        targets.update(dict.fromkeys(headers, Target(role)))
    targets.pop("", None)
    return Known(targets, items)


def target_of_column(column: ImportColumn, items: Mapping[str, ItemFacts]) -> Target | None:
    """Return what a module's column means with this catalogue; None when it has nothing of that kind."""
    if column.form:
        return Target(ANSWER, column.slug)
    if column.item in items:
        return Target(ITEM, column.item, column.unit)
    of_kind = [facts for facts in items.values() if facts.kind == column.kind and not facts.retired]
    if column.unit == DOSES:
        of_kind.sort(key=lambda facts: facts.doses_per_unit != 1)
    else:
        of_kind.sort(key=lambda facts: not facts.on_log)
    return Target(ITEM, of_kind[0].slug, column.unit) if of_kind else None


def _readings(words: str) -> Iterator[tuple[str, str]]:
    """Yield a header's plain form and what it may be short for, with the unit that it names."""
    yield words, ""
    for end in _PACKS:
        if words.endswith(end):
            yield from ((each, PACKS) for each in _shortened(words.removesuffix(end)))
    for end in _DOSES:
        if words.endswith(end):
            yield from ((each, DOSES) for each in _shortened(words.removesuffix(end)))
    yield from ((each, "") for each in _shortened(words))


def _shortened(words: str) -> Iterator[str]:
    yield words
    for start in _BEFORE:
        if words.startswith(start):
            yield words.removeprefix(start)
    for end in _AFTER:
        if words.endswith(end):
            yield words.removesuffix(end)
    yield words.removesuffix("s")
    yield f"{words}s"
