"""What the encounters package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.facts.indicators import INDICATORS
from meetpoint.core.encounters.facts.tables import FACTS
from meetpoint.core.encounters.figures import FIGURES
from meetpoint.core.encounters.permissions import PERMISSIONS
from meetpoint.core.encounters.privacy import NOTE_DAYS, PRIVACY, mark_days_of
from meetpoint.core.encounters.queries import add_up_lately
from meetpoint.core.encounters.queries.timeline import TIMELINE
from meetpoint.core.modules.interface import Module, Option, OptionType, Schedule
from meetpoint.core.modules.pages import Page

_PRODUCT_CHOICE = "Product choice: long enough for a follow-up, short enough to have little to give away."

MODULE = Module(
    slug="encounters",
    name=_("Encounters"),
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    documents={"encounters": _("Encounters")},
    figures=FIGURES,
    facts=FACTS,
    indicators=INDICATORS,
    timeline=(TIMELINE,),
    pages=(
        Page(
            label=_("Log"),
            url_name="encounters:log",
            permission=permissions.RECORD,
            icon="log",
            group="main",
            order=10,
        ),
        Page(
            label=_("Encounters"),
            url_name="encounters:list",
            permission=permissions.VIEW,
            icon="list",
            order=15,
        ),
    ),
    on_people=mark_days_of,
    schedules=(Schedule(slug="encounters.day_totals", every_minutes=60, run=add_up_lately),),
    urls="meetpoint.core.encounters.urls",
    mount="",
    api="meetpoint.core.encounters.api",
    api_scopes=(permissions.VIEW, permissions.RECORD, permissions.VOID, permissions.READ_NOTE),
    options=(
        Option(
            name=NOTE_DAYS,
            label=_("Days that a note on a contact is kept"),
            help=_("After that the note is removed for good. The contact stays, without it."),
            type=OptionType.COUNT,
            default=90,
            source=_PRODUCT_CHOICE,
            unit=_("days"),
        ),
    ),
    audit_words={
        "encounter.recorded": _("recorded encounters"),
        "encounter.voided": _("voided an encounter"),
        "encounter.corrected": _("corrected an encounter"),
    },
    policy_fields={
        "encounter.participant": _("A participant's code on a contact"),
        "encounter.place_type": _("Kind of place of a contact"),
        "encounter.note": _("Note on a contact"),
    },
)
