"""What somebody has to decide about: an event as the phone wrote it, beside what stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries import lines_of
from meetpoint.core.encounters.words import handed_out
from meetpoint.core.field.actions.deciding import open_for_review
from meetpoint.core.field.models import ReceivedEvent
from meetpoint.core.field.queries.offers import offer
from meetpoint.core.field.reading import ContactBody, Event, SheetBody, Unreadable, read_event
from meetpoint.core.modules.fields import Field, YesNo
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.queries import site_names
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One version of an entry, as lines of label and text."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What there is to decide: the phone's version, the one that stands (or None), and what is wrong."""

    sent: Shown | None
    stands: Shown | None
    standing: Encounter | None
    problems: tuple[str, ...]
    event: Event | None


def case_of(row: ReceivedEvent, by: Actor) -> Case:
    """Return what a reviewer looks at; `sent` is None for what cannot be read."""
    plain, problems = open_for_review(row)
    standing = Encounter.objects.of(by).filter(uid=row.uid).select_related("site").first()
    try:
        event: Event | None = read_event(plain)
    except Unreadable:
        event = None
    return Case(
        sent=_sent(event, by) if event else None,
        stands=_standing(standing, by) if standing else None,
        standing=standing,
        problems=tuple(_named(name, said) for name, said in problems.items()),
        event=event,
    )


def _sent(event: Event, by: Actor) -> Shown:
    body = event.body
    if isinstance(body, ContactBody):
        return Shown(title=_("Contact"), lines=tuple(_encounter_lines(body, by)))
    if isinstance(body, SheetBody):
        form = registry().standalone_forms.get(body.form)
        fields = {field.name: field for field in form.fields} if form else {}
        found = offer(body.form, by)
        if found and body.site in found.places:
            fields |= {field.name: field for field in found.fields_at(body.site)}
        lines = [(_("Site"), _site(body.site, by)), *_answers(body.raw, fields)]
        return Shown(title=str(form.title) if form else body.form, lines=tuple(lines))
    return Shown(title=_("Undo"), lines=((_("Entry"), str(body.target)[:8]),))


def _encounter_lines(body: ContactBody, by: Actor) -> list[tuple[str, str]]:
    items = catalogue(by.organisation_id)
    lines = [(_("Site"), _site(body.site, by))]
    for item, units in body.items.items():
        known = items.get(int(item)) if item.isdecimal() else None
        lines.append((known.label if known else item, str(units)))
    if body.code:
        lines.append((_("Code"), body.code))
    if body.count_only:
        lines.append((_("People"), str(body.people)))
    if body.for_others:
        lines.append((_("For others"), str(body.for_others)))
    for slug, raw in body.sections.items():
        form = registry().forms.get(slug)
        lines += _answers(raw, {field.name: field for field in form.fields} if form else {})
    lines += [(label, said) for label, said in ((_("Note"), body.note), (_("When"), body.at)) if said]
    return lines


def _answers(raw: dict[str, Any], fields: dict[str, Field]) -> list[tuple[str, str]]:
    return [
        (str(fields[name].label), _said(said, fields[name])) if name in fields else (name, _plain(said))
        for name, said in raw.items()
    ]


def _said(said: Any, field: Field) -> str:
    """Return an answer in the words that the worker saw."""
    if isinstance(field, YesNo):
        return _("Yes")
    words = {word: str(label) for word, label in getattr(field, "choices", ())}
    if isinstance(said, dict):
        return ", ".join(f"{words.get(word, word)}: {text}" for word, text in said.items())
    return ", ".join(words.get(word, word) for word in ([said] if isinstance(said, str) else said))


def _plain(said: Any) -> str:
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def _standing(encounter: Encounter, by: Actor) -> Shown:
    lines = lines_of(by, [encounter.pk]).get(encounter.pk, [])
    said = [(_("Site"), encounter.site.name)]
    said += [("", text) for text in handed_out(lines, catalogue(by.organisation_id))]
    if encounter.people > 1:
        said.append((_("People"), str(encounter.people)))
    return Shown(title=_("Contact"), lines=tuple(said))


def _site(site_id: int, by: Actor) -> str:
    return site_names(by).get(site_id, _("A site out of reach"))


def _named(name: str, said: str) -> str:
    return f"{name}: {said}" if name and "." not in name else said
