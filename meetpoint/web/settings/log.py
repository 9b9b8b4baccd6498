"""The audit log as a list: who, what, when, in plain words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.audit.queries import said_plainly
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor, ActorKind
from meetpoint.core.ui.listing import ChoiceFilter, Column, DateRangeFilter, Listing, Sort

SHOWN = 3
"""How many numbers are listed before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, ready to be read."""

    seq: int
    at: datetime
    who: str
    what: str
    which: str
    details: str


def prepare(entries: Sequence[AuditEntry], actor: Actor) -> list[Line]:
    """Return the lines of some entries; their authors are looked up in one query."""
    ids = {entry.staff_id for entry in entries if entry.staff_id is not None}
    names = dict(StaffMember.objects.of(actor).filter(pk__in=ids).values_list("pk", "display_name"))
    return [_line(entry, names) for entry in entries]


def _line(entry: AuditEntry, names: Mapping[int, str]) -> Line:
    return Line(
        seq=entry.seq,
        at=entry.at,
        who=_author(entry, names),
        what=capfirst(str(said_plainly(entry.action))),
        which=which_ones(json.loads(entry.subjects)),
        details=", ".join(_detail(name, value) for name, value in json.loads(entry.fields).items() if value),
    )


def _detail(name: str, value: str | int | bool) -> str:
    words = name.replace("_", " ")
    return words if value is True else f"{words}: {value}"


def _author(entry: AuditEntry, names: Mapping[int, str]) -> str:
    if entry.staff_id is not None:
        name = names.get(entry.staff_id, _("Somebody of another time"))
        is_program = entry.actor_kind == ActorKind.TOKEN
        return _("%(name)s, through the API") % {"name": name} if is_program else name
    return _("A device") if entry.actor_kind == ActorKind.DEVICE else _("Meetpoint itself")


def which_ones(numbers: Sequence[int | str]) -> str:
    """Return the first few numbers, and how many more there are."""
    first = ", ".join(str(number) for number in numbers[:SHOWN])
    rest = len(numbers) - SHOWN
    if rest <= 0:
        return first
    more = ngettext("and %(count)d more", "and %(count)d more", rest) % {"count": rest}
    return f"{first} {more}"


def _staff_choices(actor: Actor) -> list[tuple[str, str]]:
    members = StaffMember.objects.of(actor).order_by("display_name").values_list("pk", "display_name")
    return [(str(pk), name) for pk, name in members]


def _action_choices(actor: Actor) -> list[tuple[str, str]]:
    named = [(action, capfirst(str(words))) for action, words in registry().audit_words.items()]
    return sorted(named, key=lambda pair: pair[1])


LOG = Listing(
    slug="audit-log",
    caption=gettext_lazy("Who did what"),
    columns=(
        Column(name="when", label=gettext_lazy("When"), value=lambda line: line.at),
        Column(name="who", label=gettext_lazy("Who"), value=lambda line: line.who),
        Column(name="what", label=gettext_lazy("What"), value=lambda line: line.what),
        Column(
            name="which", label=gettext_lazy("Numbers"), value=lambda line: line.which, hide_on_phone=True
        ),
        Column(
            name="details", label=gettext_lazy("Details"), value=lambda line: line.details, hide_on_phone=True
        ),
        Column(
            name="seq",
            label=gettext_lazy("Entry"),
            value=lambda line: line.seq,
            numeric=True,
            hide_on_phone=True,
        ),
    ),
    sorts=(Sort(name="seq", label=gettext_lazy("Entry"), field="seq", descending=True),),
    filters=(
        ChoiceFilter(name="who", label=gettext_lazy("Who"), lookup="staff_id", choices=_staff_choices),
        ChoiceFilter(name="what", label=gettext_lazy("What"), lookup="action", choices=_action_choices),
        DateRangeFilter(name="on", label=gettext_lazy("When"), lookup="at", moments=True),
    ),
    prepare=prepare,
    page_size=50,
    empty_icon="history",
    empty_title=gettext_lazy("Nothing has been done yet"),
    empty_text=gettext_lazy("Every change appears here, with who made it and when. Nobody can take it out."),
)
