"""Counting the shelf, with the differences shown before they are saved, and settling shortfalls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.supplies import actions, permissions, queries
from meetpoint.core.supplies.actions import Count
from meetpoint.core.supplies.errors import ChangedMeanwhile
from meetpoint.core.supplies.forms import kind_label
from meetpoint.core.supplies.queries import CountRow, ItemFacts, Place
from meetpoint.core.supplies.rules import MOST_UNITS
from meetpoint.core.supplies.views.choosing import chosen_place, named, place_links
from meetpoint.lib.errors import DomainError
from meetpoint.lib.numbers import whole_number

ALL = "all"


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of the count with what was typed into it."""

    row: CountRow
    typed: str
    seen: int
    changes: int | None
    problem: str = ""

    @property
    def counted(self) -> int:
        return int(self.typed)

    @property
    def expected(self) -> int:
        return max(0, self.seen)

    @property
    def difference(self) -> int:
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class KindButton:
    """Shows another part of the shelf; what was typed so far goes along."""

    slug: str
    label: str
    is_current: bool


@require_http_methods(["GET", "POST"])
@page(permissions.COUNT)
def count(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    here = chosen_place(request, places)
    typed = _typed(request, here)
    step = request.POST.get("step", "")
    if step in ("review", "save") and not any(entry.problem for entry in typed):
        changed = [entry for entry in typed if entry.difference]
        if step == "save" and changed:
            return _save(request, here, typed, changed)
        return render(request, "supplies/count_review.html", _review_context(request, here, changed))
    return _ask(request, places, here, typed)


@require_GET
@page(permissions.VIEW)
def show_shortfalls(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    here = places.get(named(request.GET.get("site", "")))
    found = queries.shortfalls(actor, site_id=here.id if here else None)
    context = {
        "places": place_links(request, places, here.id if here else None, with_all=True),
        "shortfalls": [(shortfall, uuid4()) for shortfall in found],
        "may_settle": actor.may(permissions.COUNT),
        "may_receive": actor.may(permissions.RECEIVE),
    }
    return render(request, "supplies/shortfalls.html", context)


class SettleForm(forms.Form):
    """Which shortfall comes out of which lot; without a lot, the shelf was right as recorded."""

    batch = forms.UUIDField()
    site = forms.IntegerField()
    item = forms.IntegerField()
    lot = forms.IntegerField(required=False)
    units = forms.IntegerField(min_value=1)


@require_POST
@page(permissions.COUNT)
def settle(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("This form was not complete. Open the page again."))
    said = form.cleaned_data
    place = {"site_id": said["site"], "by": actor, "batch": said["batch"]}
    if said["lot"]:
        posted = actions.settle_shortfall(item_id=said["item"], lot_id=said["lot"], **place)
    else:
        seen = -min(said["units"], MOST_UNITS)
        posted = actions.count_stock([Count(said["item"], None, 0, seen)], **place)
        if not posted.lines:
            raise DomainError(_("Nothing is short here any more."))
    units = sum(line.quantity for line in posted.lines if line.lot_id is None)
    text = ngettext("Settled: %(units)d unit.", "Settled: %(units)d units.", units)
    messages.success(request, text % {"units": units})
    return redirect(f"{reverse('supplies:shortfalls')}?{urlencode({'site': said['site']})}")


def _typed(request: StaffRequest, here: Place) -> list[Counted]:
    # The changes first: what comes between the two looks is then noticed, not missed.
    changes = queries.changes_at(request.actor, here.id)
    rows = queries.count_rows(request.actor, here.id)
    return [_read(request, row, changes.get(row.item.id, 0)) for row in rows]


def _read(request: StaffRequest, row: CountRow, changes: int) -> Counted:
    text = str(request.POST.get(f"counted-{row.key}", row.expected)).strip()
    told = _told(request, f"seen-{row.key}")
    seen = row.seen if told is None else told
    is_first_look = f"counted-{row.key}" not in request.POST
    known = changes if is_first_look else _told(request, f"changes-{row.key}")
    counted = whole_number(text, most=MOST_UNITS)
    if counted is None or counted < 0:
        problem = _("Write a number from 0 to %(most)d.") % {"most": MOST_UNITS}
        return Counted(row, text, seen, known, problem)
    return Counted(row, str(counted), seen, known)


def _told(request: StaffRequest, name: str) -> int | None:
    return whole_number(str(request.POST.get(name, "")), most=MOST_UNITS)


def _look_again(request: StaffRequest, here: Place) -> list[Counted]:
    """What was typed, against the record as it is now; what nobody typed into follows the record."""
    changes = queries.changes_at(request.actor, here.id)
    fresh = []
    for row in queries.count_rows(request.actor, here.id):
        now = changes.get(row.item.id, 0)
        entry = _read(request, row, now)
        if entry.changes == now:
            fresh.append(entry)
        elif entry.difference and entry.counted != row.expected:
            problem = _("Recorded anew while you were counting. Is this number still right?")
            fresh.append(Counted(row, entry.typed, row.seen, now, problem))
        else:
            fresh.append(Counted(row, str(row.expected), row.seen, now))
    return fresh


def _ask(
    request: StaffRequest,
    places: Mapping[int, Place],
    here: Place,
    typed: Sequence[Counted],
    *,
    problem: str = "",
) -> HttpResponse:
    kinds = list(dict.fromkeys(entry.row.item.kind for entry in typed))
    kind = _kind_asked(request, kinds)
    shown = [entry for entry in typed if entry.problem or kind in (ALL, entry.row.item.kind)]
    hidden = [entry for entry in typed if not entry.problem and kind not in (ALL, entry.row.item.kind)]
    context = {
        "here": here,
        "places": place_links(request, places, here.id),
        "kinds": [KindButton(one, kind_label(one), one == kind) for one in kinds],
        "everything": KindButton(ALL, _("Everything"), kind == ALL),
        "kept": [entry for entry in hidden if entry.difference],
        "groups": [
            (kind_label(of_kind), _by_item(list(rows)))
            for of_kind, rows in groupby(shown, key=lambda entry: entry.row.item.kind)
        ],
        "batch": _batch(request),
        "problem": problem,
        "has_problem": any(entry.problem for entry in typed),
    }
    return render(request, "supplies/count.html", context)


def _kind_asked(request: StaffRequest, kinds: Sequence[str]) -> str:
    said = request.POST.get("kind") or request.GET.get("kind", "")
    return said if said in (*kinds, ALL) else next(iter(kinds), ALL)


def _by_item(entries: Sequence[Counted]) -> list[tuple[ItemFacts, list[Counted]]]:
    return [(item, list(rows)) for item, rows in groupby(entries, key=lambda entry: entry.row.item)]


def _review_context(request: StaffRequest, here: Place, changed: Sequence[Counted]) -> dict[str, object]:
    return {"here": here, "changed": changed, "batch": _batch(request), "query": request.GET.urlencode()}


def _save(
    request: StaffRequest, here: Place, typed: Sequence[Counted], changed: Sequence[Counted]
) -> HttpResponse:
    actor = request.actor
    counts = [Count(e.row.item.id, e.row.lot_id, e.counted, e.seen, e.changes) for e in changed]
    try:
        actions.count_stock(counts, site_id=here.id, by=actor, batch=_batch(request))
    except ChangedMeanwhile as problem:
        fresh = _look_again(request, here)
        return _ask(request, queries.places_of(actor), here, fresh, problem=str(problem))
    except DomainError as problem:
        return _ask(request, queries.places_of(actor), here, typed, problem=str(problem))
    text = ngettext(
        "Count saved: %(count)d correction at %(site)s.",
        "Count saved: %(count)d corrections at %(site)s.",
        len(changed),
    )
    messages.success(request, text % {"count": len(changed), "site": here.name})
    return redirect(f"{reverse('supplies:levels')}?{urlencode({'site': here.id})}")


def _batch(request: StaffRequest) -> UUID:
    try:
        return UUID(str(request.POST.get("batch", "")))
    except ValueError:
        return uuid4()
