"""The lists of referrals and of follow-up tasks."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.organisations.models import Site
from meetpoint.core.referrals import rules
from meetpoint.core.referrals.models import FollowUpTask, Referral, ReferralStatus
from meetpoint.core.referrals.queries import destination
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Listing,
    Sort,
    Status,
    YesNoFilter,
)

_LEVELS = {ReferralStatus.COMPLETED: "ok", ReferralStatus.REJECTED: "soon", ReferralStatus.FAILED: "soon"}


def status_of(referral: Referral) -> Status:
    """Return a referral's status with the weight it should have on a page."""
    return Status(_LEVELS.get(ReferralStatus(referral.status), "note"), referral.get_status_display())


def words_of(task: FollowUpTask) -> str:
    """Return what a task asks for; one that follows a referral says so itself."""
    if task.referral is None:
        return task.what
    return _("Ask what became of: %(kind)s, %(place)s") % {
        "kind": task.referral.get_kind_display(),
        "place": destination(task.referral),
    }


def _due(task: FollowUpTask) -> Status:
    if task.done_at is not None:
        return Status("ok", _("Done"))
    overdue = task.due_on < today_at(task.site)
    return Status("now", _("Overdue")) if overdue else Status("note", _("Waiting"))


def _site_choices(actor: Actor) -> list[tuple[str, str]]:
    sites = Site.objects.of(actor).values_list("pk", "name")
    return [(str(pk), name) for pk, name in sites if actor.reaches(pk)]


def _open(rows: Any, wanted: bool) -> Any:
    return rows.filter(status__in=rules.OPEN) if wanted else rows.exclude(status__in=rules.OPEN)


REFERRALS = Listing(
    slug="referrals",
    caption=gettext_lazy("Referrals"),
    columns=(
        Column(name="made_at", label=gettext_lazy("Made"), value=lambda r: r.made_at),
        Column(name="kind", label=gettext_lazy("What for"), value=lambda r: r.get_kind_display()),
        Column(name="to", label=gettext_lazy("Where to"), value=destination),
        Column(name="status", label=gettext_lazy("Status"), value=status_of),
        Column(
            name="linked_on",
            label=gettext_lazy("First seen"),
            value=lambda r: r.linked_on,
            hide_on_phone=True,
        ),
        Column(name="site", label=gettext_lazy("Site"), value=lambda r: r.site.name, hide_on_phone=True),
    ),
    sorts=(Sort(name="made_at", label=gettext_lazy("Made"), field="made_at", descending=True),),
    filters=(
        YesNoFilter(name="open", label=gettext_lazy("Still open"), apply=_open),
        ChoiceFilter(name="kind", label=gettext_lazy("What for"), choices=ServiceKind.choices),
        ChoiceFilter(name="status", label=gettext_lazy("Status"), choices=ReferralStatus.choices),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=_site_choices),
        DateRangeFilter(name="made", label=gettext_lazy("Made"), lookup="made_at", moments=True),
    ),
    url=lambda referral: reverse("referrals:detail", args=[referral.uid]),
    empty_icon="referral",
    empty_title=gettext_lazy("No referrals yet"),
    empty_text=gettext_lazy(
        "Make one here or while logging a contact. It gives a slip that closes the loop."
    ),
)

TASKS = Listing(
    slug="follow-up",
    caption=gettext_lazy("Follow-up"),
    columns=(
        Column(name="due_on", label=gettext_lazy("Due"), value=lambda t: t.due_on),
        Column(name="what", label=gettext_lazy("What is to be done"), value=words_of),
        Column(name="state", label=gettext_lazy("State"), value=_due),
        Column(name="site", label=gettext_lazy("Site"), value=lambda t: t.site.name, hide_on_phone=True),
        Column(
            name="act",
            label=gettext_lazy("Done?"),
            value=lambda t: t.uid,
            cell_template="referrals/task_cell.html",
            export=False,
        ),
    ),
    sorts=(Sort(name="due_on", label=gettext_lazy("Due"), field="due_on"),),
    url=lambda t: reverse("referrals:detail", args=[t.referral.uid]) if t.referral else "",
    filters=(
        YesNoFilter(
            name="done",
            label=gettext_lazy("Done"),
            default="no",
            apply=lambda rows, done: rows.filter(done_at__isnull=not done),
        ),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=_site_choices),
        DateRangeFilter(name="due", label=gettext_lazy("Due"), lookup="due_on"),
    ),
    empty_icon="tasks",
    empty_title=gettext_lazy("Nothing is waiting"),
    empty_text=gettext_lazy(
        "Promises that you write down here, and referrals without an answer, appear on their day."
    ),
)
