"""Referrals and contacts as tests need them."""

from datetime import date

from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.referrals import actions
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

TODAY = date(2026, 3, 14)


def new(site, **more):  # type: ignore[no-untyped-def]
    """A referral that could be made."""
    given = {
        "uid": uuid7(),
        "site_id": site.pk,
        "kind": "housing",
        "local_date": TODAY,
        "made_at": clock.now(),
    }
    return actions.NewReferral(**{**given, **more})


def contact(site, said, **more):  # type: ignore[no-untyped-def]
    """A contact with something said about a referral (None: nothing)."""
    sections = {} if said is None else {"referral": said}
    given = {"uid": uuid7(), "site_id": site.pk, "occurred_at": clock.now(), "sections": sections}
    return NewEncounter(**{**given, **more})


def recorded(by, site, said, **more):  # type: ignore[no-untyped-def]
    """Such a contact, recorded."""
    return record_encounter(contact(site, said, **more), by=by)


def promised(by, site, **more):  # type: ignore[no-untyped-def]
    """A promise to bring boots today."""
    given = {"uid": uuid7(), "site_id": site.pk, "what": "Bring boots", "due_on": TODAY, "by": by}
    return actions.add_task(**{**given, **more})
