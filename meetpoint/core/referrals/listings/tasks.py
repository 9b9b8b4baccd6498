"""The list of follow-up tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.access.queries import staff_names
from meetpoint.core.referrals.listings.referrals import site_choices, urgency_of
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.referrals.queries import destination
from meetpoint.core.referrals.words import ReferralStatus, TaskAbout, Urgency
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.dates import say_moment
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Listing,
    Sort,
    Status,
    YesNoFilter,
)

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Promise:
    """A task, and whose it is."""

    task: FollowUpTask
    owner: str


def with_owners(tasks: Sequence[FollowUpTask], by: Actor) -> list[Promise]:
    """Return tasks with the names of those whose they are."""
    names = staff_names(by)
    return [Promise(task, names.get(task.owner_id or 0, "")) for task in tasks]


def words_of(task: FollowUpTask) -> str:
    """Return what a task asks for; one that follows a referral says so itself."""
    referral = task.referral
    if referral is None:
        return task.what
    said = {"kind": referral.get_kind_display(), "place": destination(referral)}
    if task.about == TaskAbout.APPOINTMENT and referral.appointment_at is not None:
        with timezone.override(ZoneInfo(referral.appointment_zone)):
            said["when"] = say_moment(referral.appointment_at)
        return _("Remind of the appointment %(when)s: %(kind)s, %(place)s") % said
    if referral.status == ReferralStatus.DRAFT:
        return _("Send the draft: %(kind)s, %(place)s") % said
    return _("Ask what became of: %(kind)s, %(place)s") % said


def _due(task: FollowUpTask) -> Status:
    if task.done_at is not None:
        return Status("ok", _("Done"))
    overdue = task.due_on < today_at(task.site)
    return Status("now", _("Overdue")) if overdue else Status("note", _("Waiting"))


def _owners(actor: Actor) -> list[tuple[str, str]]:
    mine = str(actor.staff_id)
    others = [(str(pk), name) for pk, name in staff_names(actor).items() if str(pk) != mine]
    own = [(mine, _("Mine"))] if actor.staff_id is not None else []
    return [*own, (NOBODY, _("Nobody’s")), *others]


def _whose(rows: Any, owner: str) -> Any:
    return rows.filter(owner_id=None if owner == NOBODY else int(owner))


TASKS = Listing(
    slug="follow-up",
    caption=gettext_lazy("Follow-up"),
    columns=(
        Column(name="due_on", label=gettext_lazy("Due"), value=lambda p: p.task.due_on),
        Column(name="what", label=gettext_lazy("What is to be done"), value=lambda p: words_of(p.task)),
        Column(name="state", label=gettext_lazy("State"), value=lambda p: _due(p.task)),
        Column(
            name="priority",
            label=gettext_lazy("Priority"),
            value=lambda p: urgency_of(p.task.priority),
            hide_on_phone=True,
        ),
        Column(name="owner", label=gettext_lazy("Whose"), value=lambda p: p.owner or _("Nobody’s")),
        Column(name="site", label=gettext_lazy("Site"), value=lambda p: p.task.site.name, hide_on_phone=True),
        Column(
            name="act",
            label=gettext_lazy("Done?"),
            value=lambda p: p.task.uid,
            cell_template="referrals/task_cell.html",
            export=False,
        ),
    ),
    sorts=(Sort(name="due_on", label=gettext_lazy("Due"), field="due_on"),),
    prepare=with_owners,
    url=lambda p: reverse("referrals:detail", args=[p.task.referral.uid]) if p.task.referral else "",
    filters=(
        YesNoFilter(
            name="done",
            label=gettext_lazy("Done"),
            default="no",
            apply=lambda rows, done: rows.filter(done_at__isnull=not done),
        ),
        ChoiceFilter(name="owner", label=gettext_lazy("Whose"), choices=_owners, apply=_whose),
        ChoiceFilter(name="priority", label=gettext_lazy("Priority"), choices=Urgency.choices),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=site_choices),
        DateRangeFilter(name="due", label=gettext_lazy("Due"), lookup="due_on"),
    ),
    empty_icon="tasks",
    empty_title=gettext_lazy("Nothing is waiting"),
    empty_text=gettext_lazy(
        "Promises that you write down here, and referrals without an answer, appear on their day."
    ),
)
