"""The Log: one contact after another, saved in a few taps, undone in place."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.actions import record_encounter, void_encounter
from meetpoint.core.encounters.forms.reading import COUNT, ITEM, KNOWN, by_input, participant_of, read_entry
from meetpoint.core.encounters.forms.screen import Draft, Said, screen_for
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.preparing import zone_of_site
from meetpoint.core.encounters.queries import LastAmounts, last_amounts, lines_of, shift_totals, span_of
from meetpoint.core.encounters.views import saving
from meetpoint.core.encounters.words import amount, handed_out
from meetpoint.core.modules.forms import Draft as Contact
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.people.handles import handle
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

SCRIPTS = (
    "encounters/log.js",
    "encounters/log_fields.js",
    "encounters/log_totals.js",
    "encounters/log_keys.js",
)


@require_http_methods(["GET", "HEAD", "POST"])
@page(permissions.RECORD)
def log(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _save(request)
    return _show(request)


@require_POST
@page(permissions.RECORD)
def undo(request: StaffRequest) -> HttpResponse:
    by = request.actor
    void_encounter(_uid_in(request.POST), reason="undo", by=by)
    if wants_json(request):
        return JsonResponse({"undone": request.POST["uid"]})
    messages.success(request, _("Undone. Nothing of it is counted, and the supplies are back on the shelf."))
    return HttpResponseRedirect(reverse("encounters:log"))


def wants_json(request: StaffRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def present_site(request: StaffRequest) -> Site | None:
    """Return the site where the person is working, which the staff shell puts on the request."""
    return cast("Site | None", request.site)


def zone_of(request: StaffRequest, site_id: int) -> ZoneInfo:
    """Return the clock of a site: the present one's is already under the request."""
    present = present_site(request)
    if present is None or present.pk != site_id:
        zone = zone_of_site(request.actor.organisation_id, site_id)
        if zone is not None:
            return zone
    return ZoneInfo(timezone.get_current_timezone_name())


def site_in(request: StaffRequest) -> int:
    """Return the site that the page was made for, or nought when it names none."""
    text = request.POST.get("site", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _save(request: StaffRequest) -> HttpResponse:
    by = request.actor
    site_id = site_in(request)
    try:
        new = read_entry(request.POST, by=by, site_id=site_id, zone=zone_of(request, site_id))
        record = record_encounter if request.POST.get("occurred_at") else saving.save_now
        recorded = record(new, by=by)
    except DomainError as problem:
        return _refuse(request, problem)
    items = catalogue(by.organisation_id)
    shortages = saving.shortage_words(recorded.shortages, items)
    warnings = saving.remarks(new, items, by=by)
    if wants_json(request):
        said = {"uid": str(recorded.uid), "saved_at": _time_of(clock.now()), "url": _address_of(recorded.uid)}
        said["what"] = ", ".join(amount(units, items[item_id]) for item_id, units in new.items.items())
        totals = saving.totals_of(new, items) if recorded.created else {}
        told = [{"text": one.text, "url": one.url, "act": str(one.act)} for one in warnings]
        return JsonResponse({**said, "shortages": shortages, "warnings": told, "totals": totals})
    for sentence in [*shortages, *map(saving.with_link, warnings)]:
        messages.warning(request, sentence)
    kept = {"saved": str(recorded.uid)} | ({"who": COUNT} if new.count_only else {})
    return HttpResponseRedirect(f"{reverse('encounters:log')}?{urlencode(kept)}")


def _refuse(request: StaffRequest, problem: DomainError) -> HttpResponse:
    fields = by_input(problem.fields)
    if wants_json(request):
        return JsonResponse({"message": str(problem), "fields": fields}, status=problem.status)
    if isinstance(problem, NotAllowed | NotFound):
        raise problem
    said = Said.posted(request.POST)
    response = _show(request, said=said, errors=fields, problem=str(problem))
    response.status_code = problem.status
    return response


def _show(
    request: StaffRequest,
    *,
    said: Said | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> HttpResponse:
    by = request.actor
    site = present_site(request)
    if site is None or not by.reaches(site.pk):
        return render(request, "encounters/no_site.html")
    today = timezone.localdate(clock.now())
    start, end = span_of(today, zone_of(request, site.pk))
    items = catalogue(by.organisation_id)
    last = _in_use(last_amounts(by, site.pk, since=start), items)
    said = said or _beginning(request, last, by)
    draft = Draft(said=said, errors=errors or {}, remembered=last.by_item)
    context = {
        "screen": screen_for(by, items, policy_for(by.organisation_id), draft),
        "totals": shift_totals(by, site.pk, start=start, end=end),
        "uid": uuid7(),
        "now": clock.now(),
        "last": {f"{ITEM}{pk}": quantity for pk, quantity in last.last.items()},
        "saved": _saved(request, by),
        "person": _person(said, by),
        "remarks": _beforehand(said, by, site_id=site.pk, today=today),
        "problem": problem,
        "scripts": SCRIPTS,
    }
    return render(request, "encounters/log.html", context)


def _in_use(last: LastAmounts, items: saving.Items) -> LastAmounts:
    """Return remembered amounts without items that were retired since."""
    return LastAmounts(
        *(
            {pk: n for pk, n in amounts.items() if not items[pk].retired}
            for amounts in (last.by_item, last.last)
        )
    )


def _beginning(request: StaffRequest, last: LastAmounts, by: Actor) -> Said:
    """Return what the screen starts with: a person who was chosen elsewhere, the last amounts, or nothing."""
    values: dict[str, list[str]] = {}
    chosen = request.GET.get("participant", "")
    if participant_of(by, chosen) is not None:
        values |= {"who": [KNOWN], "participant": [chosen]}
    elif request.GET.get("who") == COUNT:
        values |= {"who": [COUNT]}
    if "repeat" in request.GET:
        values |= {f"{ITEM}{pk}": [str(quantity)] for pk, quantity in last.last.items()}
    return Said(values)


def _person(said: Said, by: Actor) -> Mapping[str, Any] | None:
    found = participant_of(by, said.one("participant"))
    return {"uid": found.uid, "handle": handle(found.uid)} if found else None


def _beforehand(said: Said, by: Actor, *, site_id: int, today: date) -> list[SafeString | str]:
    """Return what the modules have to say about a person who is known before anything is written down."""
    person = participant_of(by, said.one("participant")) if said.one("who") == KNOWN else None
    if person is None:
        return []
    draft = Contact(site_id=site_id, local_date=today, participant_id=person.pk)
    return [saving.with_link(remark) for remark in saving.remarks_on(draft, by=by)]


def _saved(request: StaffRequest, by: Actor) -> Mapping[str, Any] | None:
    """Return what to say about the entry that was just saved, unless it was undone since."""
    try:
        uid = UUID(request.GET.get("saved", ""))
    except ValueError:
        return None
    saved = Encounter.objects.of(by).filter(uid=uid, staff_id=by.staff_id, voided_at=None).first()
    if saved is None:
        return None
    lines = lines_of(by, [saved.pk]).get(saved.pk, [])
    what = ", ".join(handed_out(lines, catalogue(by.organisation_id)))
    said = {"time": _time_of(saved.recorded_at), "url": _address_of(saved.uid), "what": what}
    return {"uid": saved.uid, **said}


def _address_of(uid: UUID) -> str:
    return reverse("encounters:detail", args=[uid])


def _time_of(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _uid_in(post: QueryDict) -> UUID:
    try:
        return UUID(post.get("uid", ""))
    except ValueError:
        raise NotFound(_("This entry is not here. It may belong to another site.")) from None
