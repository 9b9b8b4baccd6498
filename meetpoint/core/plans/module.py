"""What case load and plans declare."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Notice, NoticeSource, Page, PersonPlace, TimelineSource
from meetpoint.core.plans import permissions
from meetpoint.core.plans.demo import DEMO
from meetpoint.core.plans.facts.indicators import INDICATORS
from meetpoint.core.plans.facts.tables import FACTS
from meetpoint.core.plans.options import OPTIONS
from meetpoint.core.plans.privacy import PLAN
from meetpoint.core.plans.queries.plans import hint, timeline, to_look_at
from meetpoint.core.tenancy.actor import Actor


def plans_to_look_at(actor: Actor, site_id: int, today: date) -> Iterable[Notice]:
    """Say how many plans of a site are to be looked at again."""
    due = to_look_at(actor, site_id, today).count()
    if due:
        said = ngettext(
            "%(due)d plan is to be looked at again.", "%(due)d plans are to be looked at again.", due
        )
        yield Notice(text=said % {"due": due}, url=reverse("plans:people"), urgency="note", icon="calendar")


MODULE = Module(
    slug="plans",
    name=_("Case load and plans"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    options=OPTIONS,
    documents={
        "case load": _("Who goes along with whom"),
        "care plan": _("Care plan"),
        "care plans": _("Care plans"),
    },
    facts=FACTS,
    indicators=INDICATORS,
    timeline=(
        TimelineSource(
            slug="plans",
            label=_("Plans"),
            permission=permissions.VIEW,
            scopes=("attendance", "personal"),
            read=timeline,
        ),
    ),
    notices=(NoticeSource(permission=permissions.VIEW, read=plans_to_look_at, order=35),),
    pages=(
        Page(
            label=_("My people"),
            url_name="plans:people",
            group="care",
            permission=permissions.HOLD,
            icon="heart",
            order=42,
        ),
    ),
    person_places=(
        PersonPlace(
            label=_("Care plan"),
            url_name="plans:plan",
            permission=permissions.VIEW,
            icon="flag",
            order=10,
            says=hint,
        ),
    ),
    recounts=("goal.added", "goal.moved", "goal.reworded"),
    audit_words={
        "case.began": _("went along with a person, or let a colleague"),
        "case.ended": _("ended going along with a person"),
        "case.handed_over": _("handed a person over"),
        "plan.began": _("began a plan"),
        "plan.review": _("chose when to look at a plan again"),
        "plan.closed": _("closed a plan"),
        "plan.reopened": _("opened a plan again"),
        "plan.helper_added": _("wrote down who else helps"),
        "plan.helper_ended": _("wrote down that somebody helps no longer"),
        "goal.added": _("wrote down a goal"),
        "goal.reworded": _("put a goal in other words"),
        "goal.moved": _("wrote down where a goal stands"),
    },
    demo=DEMO,
    urls="meetpoint.core.plans.urls",
    api="meetpoint.core.plans.api",
    api_scopes=(permissions.HOLD, permissions.MANAGE, permissions.VIEW, permissions.CHANGE),
)
