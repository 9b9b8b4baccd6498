"""What planning declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, Process
from meetpoint.core.modules.pages import Page
from meetpoint.planning import permissions
from meetpoint.planning.demo import DEMO
from meetpoint.planning.privacy import PRIVACY

MODULE = Module(
    slug="planning",
    name=_("Plans"),
    privacy=PRIVACY,
    permissions=permissions.PERMISSIONS,
    pages=(
        Page(
            label=_("Plans"),
            url_name="planning:list",
            group="numbers",
            permission=permissions.VIEW,
            icon="chart",
            order=37,
        ),
    ),
    processes=(
        Process(slug="planning", arguments=("planning_worker",)),
        Process(slug="planning-runs", arguments=("planning_runs",)),
    ),
    documents={"plans": _("Plans"), "plan_board": _("Plan: two pages for a board")},
    audit_words={
        "plan.made": _("made a plan"),
        "plan.numbers": _("changed the numbers of a plan"),
        "plan.settings": _("changed the services of a plan"),
        "plan.put_away": _("put a plan away"),
        "plan.taken_out": _("took a plan out again"),
        "plan.run_started": _("started a long run of a plan"),
        "plan.run_cancelled": _("cancelled a long run of a plan"),
        "plan.run_done": _("finished a long run of a plan"),
    },
    demo=DEMO,
    urls="meetpoint.planning.urls",
)
