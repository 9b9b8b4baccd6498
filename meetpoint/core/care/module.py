"""What the care package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.care.erasure import run_retention
from meetpoint.core.care.privacy import KEEP_DAYS, PLAN
from meetpoint.core.consent.permissions import SEE
from meetpoint.core.modules.interface import Module, Option, OptionType, Schedule
from meetpoint.core.modules.pages import Page, PersonPlace
from meetpoint.core.people.permissions import (
    DEMOGRAPHICS_TELL,
    DEMOGRAPHICS_VIEW,
    DESTROY_KEY,
    ENROL,
    ERASE,
    EXPORT,
    MERGE,
    REPLACE_CODE,
    UNMASK,
    VIEW,
)
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

DAILY_MINUTES = 24 * 60


def _retain(by: Actor) -> None:
    run_retention(by=by, today=clock.now().date())


PLACES = (
    PersonPlace(
        label=_("Show the card again"), url_name="care:card", permission=UNMASK, icon="card", order=60
    ),
    PersonPlace(
        label=_("Lost code"), url_name="care:new_code", permission=REPLACE_CODE, icon="key", order=61
    ),
    PersonPlace(
        label=_("Join with another record"), url_name="care:join", permission=MERGE, icon="link", order=62
    ),
    PersonPlace(
        label=_("Consents and what left"), url_name="care:consents", permission=SEE, icon="shield", order=40
    ),
    PersonPlace(
        label=_("A copy for the person"), url_name="care:copy", permission=EXPORT, icon="copy", order=41
    ),
    PersonPlace(label=_("Erase"), url_name="care:erase", permission=ERASE, icon="trash", order=90),
)

MODULE = Module(
    slug="care",
    name=_("People"),
    privacy=PLAN,
    documents={
        "participant card": _("Participant card"),
        "participant record": _("A copy for the person"),
    },
    urls="meetpoint.core.care.urls",
    mount="people/",
    api="meetpoint.core.care.api",
    api_scopes=(VIEW, ENROL, DEMOGRAPHICS_TELL, DEMOGRAPHICS_VIEW),
    pages=(
        Page(
            label=_("People"), url_name="care:people", permission=VIEW, icon="people", group="main", order=20
        ),
        Page(
            label=_("Participant codes"),
            url_name="care:codes",
            permission=DESTROY_KEY,
            icon="key",
            group="settings",
            order=40,
        ),
    ),
    person_places=PLACES,
    schedules=(Schedule(slug="retention", every_minutes=DAILY_MINUTES, run=_retain),),
    options=(
        Option(
            name=KEEP_DAYS,
            label=_("Days without contact after which a participant is erased"),
            help=_(
                "Their contacts stay as anonymous counts. "
                "Until a number is set, nobody is erased for staying away."
            ),
            type=OptionType.COUNT,
            unit=_("days"),
        ),
    ),
    recounts=("participant.erased",),
    audit_words={
        "participant.erased": _("erased a participant"),
        "retention.run": _("removed what was kept long enough"),
    },
)
