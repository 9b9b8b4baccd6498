"""What referrals declare."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.modules.fields import Choice, ShortText
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Notice, NoticeSource, Page, PersonPlace, TimelineSource
from meetpoint.core.referrals import actions, figures, permissions, queries
from meetpoint.core.referrals.demo import DEMO
from meetpoint.core.referrals.facts.indicators import INDICATORS
from meetpoint.core.referrals.facts.planning import PLANNING_INPUTS
from meetpoint.core.referrals.facts.tables import FACTS
from meetpoint.core.referrals.options import OPTIONS
from meetpoint.core.referrals.privacy import PLAN
from meetpoint.core.tenancy.actor import Actor

REFERRAL_FOR = _("Referral: {what}")


def tasks_waiting(actor: Actor, site_id: int, today: date) -> Iterable[Notice]:
    """Say how many promises are due at a site."""
    due = queries.tasks_due(actor, site_id, today).count()
    if due:
        text = ngettext("%(due)d follow-up is due.", "%(due)d follow-ups are due.", due) % {"due": due}
        yield Notice(text=text, url=reverse("referrals:tasks"), urgency="soon", icon="tasks")


MODULE = Module(
    slug="referrals",
    name=_("Referrals and follow-up"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    forms=(
        EncounterForm(
            slug="referral",
            title=_("Referral"),
            help=_("Gives a slip that closes the loop, also without a code."),
            fields=(
                Choice(name="kind", label=_("What for"), choices=ServiceKind.choices),
                ShortText(
                    name="to_name",
                    label=_("Where to"),
                    help=_("A place or a service, if you know one."),
                    max_length=160,
                ),
            ),
            save=actions.save_sections,
            load=queries.sections_of,
            on_void=actions.void_referrals_of,
            before_save=actions.may_save,
            permission=permissions.MAKE,
            icon="referral",
            order=70,
        ),
    ),
    documents={
        "referrals": _("Referrals"),
        "tasks": _("Follow-up"),
        "referral_slip": _("Referral slip"),
        "referral_fhir": _("Referrals as FHIR"),
        **{f"referral:{kind}": format_lazy(REFERRAL_FOR, what=label) for kind, label in ServiceKind.choices},
    },
    figures=figures.FIGURES,
    facts=FACTS,
    indicators=INDICATORS,
    planning_inputs=PLANNING_INPUTS,
    timeline=(
        TimelineSource(
            slug="referrals",
            label=_("Referrals"),
            permission=permissions.VIEW,
            scopes=("referrals",),
            read=queries.timeline,
        ),
    ),
    notices=(NoticeSource(permission=permissions.VIEW_TASKS, read=tasks_waiting, order=30),),
    person_places=(
        PersonPlace(
            label=_("Make a referral"),
            url_name="referrals:add_for",
            permission=permissions.MAKE,
            icon="referral",
            order=20,
        ),
    ),
    pages=(
        Page(
            label=_("Referrals"),
            url_name="referrals:list",
            permission=permissions.VIEW,
            icon="referral",
            order=40,
        ),
        Page(
            label=_("Open loops"),
            url_name="referrals:open",
            permission=permissions.VIEW,
            icon="repeat",
            group="care",
            order=40,
        ),
        Page(
            label=_("Follow-up"),
            url_name="referrals:tasks",
            permission=permissions.VIEW_TASKS,
            icon="tasks",
            order=41,
        ),
    ),
    options=OPTIONS,
    recounts=(
        "referral.made",
        "referral.sent",
        "referral.changed",
    ),
    audit_words={
        "referral.made": _("made a referral"),
        "referral.drafted": _("wrote a draft of a referral"),
        "referral.revised": _("changed a draft of a referral"),
        "referral.sent": _("sent a referral"),
        "referral.planned": _("wrote down an appointment or the way there"),
        "referral.handed_off": _("wrote down a warm hand-off"),
        "referral.changed": _("wrote down what became of a referral"),
        "task.added": _("promised to follow up"),
        "task.given": _("said whose a follow-up is"),
        "task.finished": _("finished a follow-up"),
        "task.reopened": _("reopened a follow-up"),
    },
    demo=DEMO,
    urls="meetpoint.core.referrals.urls",
    api="meetpoint.core.referrals.api",
    api_scopes=(
        permissions.VIEW,
        permissions.MAKE,
        permissions.CHANGE,
        permissions.VIEW_TASKS,
        permissions.CHANGE_TASKS,
    ),
)
