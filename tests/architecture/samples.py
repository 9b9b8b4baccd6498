"""One object for every URL that names one. A new URL with a converter needs a line, or a test fails.

A package may keep its own in `tests/samples.py` of its folder: `OWNED`, `FIXED` and `API_OWNED`, as here.
A service always does.

OWNED: the object belongs to an organisation, and nobody of another one may learn that it exists.
PERSONAL: the object is one person's own; to everybody else, colleagues included, it does not exist.
FIXED: the word is the same in every organisation (a role, a field, a file format).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from django.conf import settings

from meetpoint.core.access.models import RoleName, StaffSession
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.tests.authenticator import passkey_of
from meetpoint.core.api.actions import NewToken, make_token
from meetpoint.core.consent.tests.factories import agreed, promised
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.directory.actions.files import receive_file
from meetpoint.core.directory.actions.merging import merge_entries
from meetpoint.core.directory.models import Agency, DirectoryEntry, Location, Service, Taxonomy, Term
from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.field.describing.bundle import bundle
from meetpoint.core.field.models import ReceivedEvent
from meetpoint.core.field.tests.phones import phone_of
from meetpoint.core.imports.actions import receive_log
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.recalls.tests.factories import recall
from meetpoint.core.reports.tests.factories import make_release, make_run, not_made, own_report, scheduled
from meetpoint.core.supplies.tests.factories import make_item, stock
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.planning.actions import start_run
from meetpoint.planning.tests.plans import plan
from tests.architecture.world import Sample, World

__all__ = [
    "API_OWNED",
    "CLOSED_TO_ADMINISTRATORS",
    "FINER",
    "FIXED",
    "NAMED_IN_THE_FORM",
    "OWNED",
    "PERSONAL",
    "World",
]


def _item(world: World) -> Mapping[str, Any]:
    return {"slug": make_item(world.dee).slug}


def _lot(world: World) -> Mapping[str, Any]:
    made = stock(world.dee, world.site.pk, make_item(world.dee), 20, lot="L1", expires_on=_in_a_year())
    assert made is not None
    return {"pk": made.pk}


def _encounter(world: World) -> Mapping[str, Any]:
    return {"uid": encounter(world.dee, world.site).uid}


def _report_run(world: World) -> Mapping[str, Any]:
    return {"uid": make_run(world.dee).uid}


def _release(world: World) -> Mapping[str, Any]:
    return {"uid": make_release(world.dee).uid}


def _participant(world: World) -> Mapping[str, Any]:
    return {"uid": participant(world.dee).uid}


def _consent(world: World) -> Mapping[str, Any]:
    person = participant(world.dee)
    return {"uid": person.uid, "consent": agreed(person, world.dee).uid}


def _wish(world: World) -> Mapping[str, Any]:
    person = participant(world.dee)
    return {"uid": person.uid, "wish": promised(person, world.dee).uid}


def _entry(world: World) -> Mapping[str, Any]:
    return {"uid": add_entry(uuid7(), EntryFacts(name="Warm Meals", kind="food"), by=world.dee).uid}


def _two_entries(world: World) -> Mapping[str, Any]:
    return {**_entry(world), "gone": _entry(world)["uid"]}


def _joined_entries(world: World) -> Mapping[str, Any]:
    two = _two_entries(world)
    return {"pk": merge_entries(two["uid"], two["gone"], by=world.dee).pk}


def _directory_file(world: World) -> Mapping[str, Any]:
    content = b'[{"id": "ac148810-d857-441c-9679-408f346de14b", "name": "Warm Meals", "status": "active"}]'
    return {"uid": receive_file(uuid7(), "service.json", content, "hsds", by=world.dee).uid}


def _hsds(model: Any) -> Sample:
    def made(world: World) -> Mapping[str, Any]:
        _entry(world)
        return {"uid": model.objects.of(world.dee).latest("pk").uid}

    return made


def _colleague(world: World) -> Mapping[str, Any]:
    return {"pk": world.colleague.pk}


def _session(world: World) -> Mapping[str, Any]:
    sessions.open_session(world.colleague, device="A phone")
    return {"pk": StaffSession.objects.of(world.dee).filter(member=world.colleague).latest("pk").pk}


def _passkey(world: World) -> Mapping[str, Any]:
    return {"pk": passkey_of(world.colleague.account).pk}


def _site(world: World) -> Mapping[str, Any]:
    return {"slug": world.site.slug}


def _recall(world: World) -> Mapping[str, Any]:
    return {"uid": recall(world.dee).uid}


def _person_to_tell(world: World) -> Mapping[str, Any]:
    return {**_recall(world), "person": participant(world.dee).uid}


def _import(world: World) -> Mapping[str, Any]:
    content = b"date,site,syringes\n2026-03-01,Plaza,5\n"
    return {"uid": receive_log(uuid7(), BytesIO(content), by=world.dee).uid}


def _plan(world: World) -> Mapping[str, Any]:
    return {"uid": plan(world.dee).uid}


def _inbox_report(world: World) -> Mapping[str, Any]:
    return {"uid": not_made(scheduled(world.dee), world.dee).uid}


def _report_schedule(world: World) -> Mapping[str, Any]:
    return {"uid": scheduled(world.dee).uid}


def _own_report(world: World) -> Mapping[str, Any]:
    return {"name": own_report(world.dee)}


def _plan_run(world: World) -> Mapping[str, Any]:
    run = start_run(uuid7(), plan(world.dee), "history", by=world.dee)
    return {"uid": run.plan.uid, "run": run.uid}


def _phone(world: World) -> Mapping[str, Any]:
    return {"uid": phone_of(world.dee).device.uid}


def _waiting_event(world: World) -> Mapping[str, Any]:
    phone = phone_of(world.dee)
    phone.hand_over(phone.event("encounter", {"site": world.site.pk, "people": 0}), by=world.dee)
    return {"pk": ReceivedEvent.objects.of(world.dee).latest("pk").pk}


def _token(world: World) -> Mapping[str, Any]:
    new = NewToken(
        name="County", scopes=["encounters:encounter:view"], expires_on=_in_a_month(), all_sites=True
    )
    return {"pk": make_token(new, by=world.dee)[0].pk}


def _in_a_month() -> Any:
    return clock.now().date() + timedelta(days=30)


def _in_a_year() -> Any:
    return clock.now().date() + timedelta(days=365)


def _of_packages(name: str) -> dict[str, Sample]:
    found: dict[str, Sample] = {}
    for path in [*settings.CORE_MODULES, *settings.SERVICE_MODULES]:
        if find_spec(f"{path}.tests") and find_spec(f"{path}.tests.samples"):
            found |= getattr(import_module(f"{path}.tests.samples"), name)
    return found


OWNED: dict[str, Sample] = {
    **_of_packages("OWNED"),
    **dict.fromkeys(
        ("supplies:item", "supplies:change_item", "supplies:retire_item", "supplies:set_contents"), _item
    ),
    **dict.fromkeys(("supplies:lot", "supplies:set_lot_aside", "supplies:correct_lot"), _lot),
    **dict.fromkeys(("encounters:detail", "encounters:correct", "encounters:void"), _encounter),
    **dict.fromkeys(("directory:detail", "directory:change", "directory:check", "directory:retire"), _entry),
    **dict.fromkeys(("directory:join", "directory:apart"), _two_entries),
    "directory:undo": _joined_entries,
    **{f"directory:{page}": _directory_file for page in ("file", "take_in", "let_go")},
    **{
        f"care:{page}": _participant
        for page in (
            "participant",
            "card",
            "new_code",
            "tell",
            "correct",
            "join",
            "separate",
            "copy",
            "erase",
            "consents",
            "ask_consent",
            "keep_back",
            "left",
            "left_sheet",
            "tell_anyway",
        )
    },
    **dict.fromkeys(("care:consent", "care:take_back", "care:end_consent"), _consent),
    **dict.fromkeys(("care:answer_wish", "care:end_wish"), _wish),
    **{
        f"web:staff:{page}": _colleague
        for page in ("person", "change", "end", "make_link", "remove_factor", "end_sessions")
    },
    **{
        f"recalls:{page}": _recall
        for page in (
            "detail",
            "change",
            "close",
            "reopen",
            "notice",
            "name_more",
            "set_aside",
            "dispose",
            "encounters",
            "people",
            "brought_back",
        )
    },
    **dict.fromkeys(("recalls:tell", "recalls:untell"), _person_to_tell),
    **dict.fromkeys(("dashboards:site", "dashboards:print_site"), _site),
    **{f"web:settings:{page}": _site for page in ("site", "close_site", "reopen_site")},
    **{
        f"imports:{page}": _import
        for page in (
            "detail",
            "columns",
            "preview",
            "start",
            "discard",
            "problems",
            "continue",
            "undo",
        )
    },
    **{
        f"planning:{page}": _plan
        for page in (
            "plan",
            "redraw",
            "save",
            "remove",
            "numbers",
            "today",
            "put_away",
            "take_out",
            "compare",
            "unknown",
            "promise",
            "split",
            "runs",
            "start",
            "board",
        )
    },
    **dict.fromkeys(("planning:run", "planning:cancel"), _plan_run),
    **{f"reports:{page}": _report_run for page in ("run", "compare", "publish", "paper")},
    "reports:download_run": lambda world: {**_report_run(world), "kind": "csv"},
    "reports:release": _release,
    "reports:download_release": lambda world: {**_release(world), "kind": "csv"},
    "reports:change": _own_report,
    **dict.fromkeys(("reports:inbox_report", "reports:again"), _inbox_report),
    "reports:stop_schedule": _report_schedule,
    "api:end_token": _token,
    "field:revoke": _phone,
    **dict.fromkeys(("field:event", "field:record_event", "field:set_event_aside"), _waiting_event),
}

PERSONAL: dict[str, Sample] = {
    "web:staff:own_end_session": _session,
    "web:staff:rename_passkey": _passkey,
    "web:staff:remove_passkey": _passkey,
}

FIXED: dict[str, Sample] = {
    **_of_packages("FIXED"),
    "access:link": lambda world: {"token": "x" * 43},
    "access:passkey_for_link": lambda world: {"token": "x" * 43},
    "field:file": lambda world: {"version": bundle().version, "name": "app.js"},
    "field:form": lambda world: {"slug": next(iter(registry().standalone_forms))},
    "reports:download": lambda world: {"form": "csv"},
    "dashboards:number": lambda world: {"code": "encounters.contacts"},
    **dict.fromkeys(
        ("quality:check", "quality:mark", "quality:unmark"),
        lambda world: {"slug": "quality.double_entries"},
    ),
    **dict.fromkeys(
        ("reports:report", "reports:keep", "reports:schedule"), lambda world: {"name": "ssp-indicators"}
    ),
    "web:staff:role": lambda world: {"role": RoleName.WORKER.value},
    "web:settings:rule": lambda world: {"field": next(iter(registry().policy_fields))},
    "web:settings:option": lambda world: {"name": next(iter(registry().options))},
}

API_OWNED: dict[str, Sample] = {
    **_of_packages("API_OWNED"),
    "/items/{slug}": _item,
    "/encounters/{uid}": _encounter,
    "/encounters/{uid}/correction": _encounter,
    "/encounters/{uid}/void": _encounter,
    "/directory/{uid}": _entry,
    "/hsds/services/{uid}": _hsds(Service),
    "/hsds/organizations/{uid}": _hsds(Agency),
    "/hsds/locations/{uid}": _hsds(Location),
    "/hsds/service_at_locations/{uid}": _hsds(DirectoryEntry),
    "/hsds/taxonomies/{uid}": _hsds(Taxonomy),
    "/hsds/taxonomy_terms/{uid}": _hsds(Term),
    "/participants/{uid}": _participant,
    "/participants/{uid}/told": _participant,
}
"""One object for every address of the API that names one."""

FINER: dict[str, str] = {
    "encounters:correct": "encounters:encounter:void",
    "encounters:void": "encounters:encounter:void",
    "care:consent": "consent:print:make",
    "care:left_sheet": "consent:print:make",
    "plans:end": "plans:load:manage",
    "plans:hand_over": "plans:load:manage",
    "sessions:sheet": "consent:print:make",
    "field:revoke": "field:device:manage",
    "reports:download": "consent:export:make",
    "reports:download_run": "consent:export:make",
    "reports:download_release": "consent:export:make",
    "reports:print": "consent:print:make",
    "dashboards:print": "consent:print:make",
    "dashboards:print_site": "consent:print:make",
    "reports:paper": "consent:print:make",
    "planning:board": "consent:print:make",
    "recalls:notice": "consent:print:make",
    "referrals:download": "consent:referral:send",
    "web:staff:make_link": "access:staff:reset",
}
"""Pages whose action asks for more than the page: for somebody else's entry, or to let something leave."""

CLOSED_TO_ADMINISTRATORS = {"sessions:note"}
"""What somebody else wrote and clinicians read; administrators, who hold every right, find nothing."""

NAMED_IN_THE_FORM = {"access:switch", "encounters:undo", "web:choose_site"}
"""Pages whose object is named in the form: an empty one names nothing, and nothing is found."""
