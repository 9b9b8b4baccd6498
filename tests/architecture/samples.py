"""One object for every URL that names one. A new URL with a converter needs a line here, or a test fails.

OWNED: the object belongs to an organisation, and nobody of another one may learn that it exists.
PERSONAL: the object is one person's own; to everybody else, colleagues included, it does not exist.
FIXED: the word is the same in every organisation (a role, a field, a file format).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from meetpoint.core.access.models import RoleName, StaffMember, StaffSession
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.tests.authenticator import passkey_of
from meetpoint.core.api.actions import NewToken, make_token
from meetpoint.core.consent.tests.factories import agreed, promised
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.encounters.tests.factories import make_item as item_of_kind
from meetpoint.core.field.describing.bundle import bundle
from meetpoint.core.field.models import ReceivedEvent
from meetpoint.core.field.tests.phones import phone_of
from meetpoint.core.imports.actions import receive_log
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.recalls.tests.factories import recall
from meetpoint.core.referrals.actions import NewReferral, add_task, make_referral
from meetpoint.core.reports.tests.factories import make_release, make_run, not_made, own_report, scheduled
from meetpoint.core.supplies.tests.factories import make_item, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.planning.actions import start_run
from meetpoint.planning.tests.plans import plan
from meetpoint.services.drug_checking.tests.factories import (
    alert,
    brought,
    data_set,
    lab_file,
    public_alert,
    strip,
)
from meetpoint.services.naloxone.tests.factories import held, reported
from meetpoint.services.syringe_services.tests.factories import clean_up
from meetpoint.services.vending.intake.keeping import keep
from meetpoint.services.vending.tests.factories import machine_called


@dataclass(frozen=True, slots=True)
class World:
    """The organisation in which samples are made: its administrator Dee, a colleague, a site."""

    dee: Actor
    colleague: StaffMember
    site: Site


Sample = Callable[[World], Mapping[str, Any]]


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


def _referral(world: World) -> Mapping[str, Any]:
    today = clock.now().date()
    new = NewReferral(
        uid=uuid7(),
        site_id=world.site.pk,
        kind="housing",
        local_date=today,
        made_at=clock.now(),
        to_name="Home Again",
    )
    return {"uid": make_referral(new, by=world.dee).uid}


def _task(world: World) -> Mapping[str, Any]:
    due = clock.now().date() + timedelta(days=7)
    return {
        "uid": add_task(uid=uuid7(), site_id=world.site.pk, what="Ring back", due_on=due, by=world.dee).uid
    }


def _colleague(world: World) -> Mapping[str, Any]:
    return {"pk": world.colleague.pk}


def _session(world: World) -> Mapping[str, Any]:
    sessions.open_session(world.colleague, device="A phone")
    return {"pk": StaffSession.objects.of(world.dee).filter(member=world.colleague).latest("pk").pk}


def _passkey(world: World) -> Mapping[str, Any]:
    return {"pk": passkey_of(world.colleague.account).pk}


def _site(world: World) -> Mapping[str, Any]:
    return {"slug": world.site.slug}


def _reversal(world: World) -> Mapping[str, Any]:
    return {"uid": reported(world.dee, world.site).uid}


def _training(world: World) -> Mapping[str, Any]:
    return {"uid": held(world.dee, world.site).uid}


def _clean_up(world: World) -> Mapping[str, Any]:
    return {"uid": clean_up(world.dee, world.site).uid}


def _recall(world: World) -> Mapping[str, Any]:
    return {"uid": recall(world.dee).uid}


def _person_to_tell(world: World) -> Mapping[str, Any]:
    return {**_recall(world), "person": participant(world.dee).uid}


def _drug_sample(world: World) -> Mapping[str, Any]:
    return {"uid": brought(world.dee, world.site).uid}


def _drug_test(world: World) -> Mapping[str, Any]:
    return {"uid": strip(world.dee, brought(world.dee, world.site)).uid}


def _drug_strip(world: World) -> Mapping[str, Any]:
    return {"slug": item_of_kind(world.dee.organisation_id, f"strips-{uuid7().hex[-8:]}", "test_strips").slug}


def _drug_alert(world: World) -> Mapping[str, Any]:
    return {"uid": alert(world.dee).uid}


def _public_drug_alert(world: World) -> Mapping[str, Any]:
    return {"uid": public_alert(world.dee).uid}


def _lab_file(world: World) -> Mapping[str, Any]:
    return {"uid": lab_file(world.dee, world.site).uid}


def _drug_data(world: World) -> Mapping[str, Any]:
    return {"uid": data_set(world.dee).uid}


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


def _machine(world: World) -> Mapping[str, Any]:
    return {"uid": machine_called("east-01", world.dee).uid}


def _device(world: World) -> Mapping[str, Any]:
    return {"slug": machine_called("east-01", world.dee).device}


def _kept_message(world: World) -> Mapping[str, Any]:
    return {"uid": keep(world.dee, "hr/v1/x/machine/y/vend", b"{}", "It is not JSON.").uid}


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


OWNED: dict[str, Sample] = {
    **dict.fromkeys(
        ("supplies:item", "supplies:change_item", "supplies:retire_item", "supplies:set_contents"), _item
    ),
    **dict.fromkeys(("supplies:lot", "supplies:set_lot_aside", "supplies:correct_lot"), _lot),
    **dict.fromkeys(("encounters:detail", "encounters:correct", "encounters:void"), _encounter),
    **dict.fromkeys(("directory:detail", "directory:change", "directory:check", "directory:retire"), _entry),
    **dict.fromkeys(("referrals:detail", "referrals:change", "referrals:slip"), _referral),
    **dict.fromkeys(("referrals:finish_task", "referrals:reopen_task"), _task),
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
    **{f"naloxone:{page}": _reversal for page in ("reversal", "correct_reversal", "void_reversal")},
    "naloxone:void_training": _training,
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
    **{
        f"vending:{page}": _machine
        for page in ("machine", "change_machine", "slots", "retire_machine", "keys", "new_keys")
    },
    **{f"vending:{page}": _kept_message for page in ("message", "try_message_again", "put_message_away")},
    **{
        f"drug_checking:{page}": _drug_sample
        for page in ("sample", "receipt", "add_test", "void_sample", "release", "hold_back")
    },
    "drug_checking:void_test": _drug_test,
    "drug_checking:strip_product": _drug_strip,
    **{f"drug_checking:{page}": _lab_file for page in ("lab_file", "take_in_lab_file", "discard_lab_file")},
    **{f"drug_checking:{page}": _drug_alert for page in ("alert", "dismiss_alert", "publish_alert")},
    "drug_checking:withdraw_alert": _public_drug_alert,
    "drug_checking:withdraw_data": _drug_data,
    "field:revoke": _phone,
    **dict.fromkeys(("field:event", "field:record_event", "field:set_event_aside"), _waiting_event),
    **{f"syringe_services:{page}": _clean_up for page in ("clean_up", "correct_clean_up", "void_clean_up")},
}

PERSONAL: dict[str, Sample] = {
    "web:staff:own_end_session": _session,
    "web:staff:rename_passkey": _passkey,
    "web:staff:remove_passkey": _passkey,
}

FIXED: dict[str, Sample] = {
    "access:link": lambda world: {"token": "x" * 43},
    "access:passkey_for_link": lambda world: {"token": "x" * 43},
    "field:file": lambda world: {"version": bundle().version, "name": "app.js"},
    "field:form": lambda world: {"slug": next(iter(registry().standalone_forms))},
    "drug_checking:public_alert": _public_drug_alert,
    "drug_checking:download_data": _drug_data,
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
    "/items/{slug}": _item,
    "/encounters/{uid}": _encounter,
    "/encounters/{uid}/correction": _encounter,
    "/encounters/{uid}/void": _encounter,
    "/directory/{uid}": _entry,
    "/referrals/{uid}": _referral,
    "/referrals/{uid}/status": _referral,
    "/tasks/{uid}/finish": _task,
    "/tasks/{uid}/reopen": _task,
    "/participants/{uid}": _participant,
    "/participants/{uid}/told": _participant,
    "/clean-ups/{uid}/correction": _clean_up,
    "/clean-ups/{uid}/void": _clean_up,
    "/reversals/{uid}": _reversal,
    "/reversals/{uid}/correction": _reversal,
    "/reversals/{uid}/void": _reversal,
    "/trainings/{uid}/void": _training,
    "/machines/{slug}": _device,
    "/machines/{slug}/messages": _device,
    "/drug-samples/{uid}": _drug_sample,
    "/drug-samples/{uid}/tests": _drug_sample,
}
"""One object for every address of the API that names one."""

FINER: dict[str, str] = {
    "encounters:correct": "encounters:encounter:void",
    "encounters:void": "encounters:encounter:void",
    "care:consent": "consent:print:make",
    "care:left_sheet": "consent:print:make",
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
    "web:staff:make_link": "access:staff:reset",
}
"""Pages whose action asks for more than the page: for somebody else's entry, or to let something leave."""

NAMED_IN_THE_FORM = {"access:switch", "encounters:undo", "web:choose_site"}
"""Pages whose object is named in the form: an empty one names nothing, and nothing is found."""
