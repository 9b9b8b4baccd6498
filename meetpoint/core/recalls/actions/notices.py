"""Opening, changing, closing and reopening a recall."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.recalls import permissions
from meetpoint.core.recalls.actions.lots import aside_now, keep_names, mark_lots
from meetpoint.core.recalls.actions.steps import locked_recall, write_step
from meetpoint.core.recalls.errors import SameRecallOtherContent
from meetpoint.core.recalls.models import Advice, Recall, StepKind
from meetpoint.core.recalls.rules import Name, problem_of_notice_date
from meetpoint.core.supplies.errors import refused
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What a notice says, apart from the lots: who issued it, its number and date, what is wrong."""

    source: str
    reference: str = ""
    issued_on: date | None = None
    problem: str = ""
    problem_es: str = ""
    advice: str = Advice.NOT_SAID


def open_recall(uid: UUID, notice: Notice, names: list[Name], *, set_aside: bool = True, by: Actor) -> Recall:
    """Open a recall and find the lots it means; `set_aside` keeps them, and kits with them, on the shelf.

    Lots that come in later are found then. Sending the same again answers the same. Raises NotAllowed,
    DomainError (nothing named, no source, a date that cannot be) or SameRecallOtherContent.
    """
    by.require(permissions.CHANGE)
    words = _checked(notice)
    if not names:
        raise refused("numbers", _("Write at least one lot number, or the first serial number."))
    with transaction.atomic():
        recall, made = Recall.objects.of(by).get_or_create(
            organisation_id=by.organisation_id, uid=uid, defaults={**words, "opened_at": clock.now()}
        )
        if not made:
            if any(getattr(recall, field) != value for field, value in words.items()):
                raise SameRecallOtherContent
            return recall
        keep_names(by, recall, names)
        found = mark_lots(by, recall)
        write_step(by, recall, StepKind.OPENED, amount=len(found))
        if set_aside:
            aside_now(by, recall)
    return recall


def change_recall(uid: UUID, notice: Notice, *, by: Actor) -> Recall:
    """Change what a recall's notice says. Raises NotAllowed, NotFound, RecallClosed or DomainError."""
    by.require(permissions.CHANGE)
    words = _checked(notice)
    with transaction.atomic():
        recall = locked_recall(by, uid)
        Recall.objects.of(by).filter(pk=recall.pk).update(**words)
        write_step(by, recall, StepKind.CHANGED)
        recall.refresh_from_db()
    return recall


def close_recall(uid: UUID, *, by: Actor) -> Recall:
    """Close a recall: nobody is warned any more, and its lots stay set aside.

    Raises NotAllowed, NotFound or RecallClosed.
    """
    by.require(permissions.CHANGE)
    with transaction.atomic():
        recall = locked_recall(by, uid)
        recall.closed_at = clock.now()
        recall.save(update_fields=["closed_at"])
        write_step(by, recall, StepKind.CLOSED)
    return recall


def reopen_recall(uid: UUID, *, by: Actor) -> Recall:
    """Open a closed recall again, and find lots that came in meanwhile; does nothing to one that is open."""
    by.require(permissions.CHANGE)
    with transaction.atomic():
        recall = locked_recall(by, uid, still_open=False)
        if recall.is_open:
            return recall
        recall.closed_at = None
        recall.save(update_fields=["closed_at"])
        found = mark_lots(by, recall)
        write_step(by, recall, StepKind.REOPENED, amount=len(found))
    return recall


def _checked(notice: Notice) -> dict[str, str | date | None]:
    source = " ".join(notice.source.split())
    if not source:
        raise refused("source", _("Say who issued the notice, such as the maker or an authority."))
    if notice.advice not in Advice.values:
        raise refused("advice", _("Choose one of the answers listed."))
    problem = problem_of_notice_date(notice.issued_on, clock.now().date())
    if problem:
        raise refused("issued_on", problem)
    return {
        "source": source,
        "reference": " ".join(notice.reference.split()),
        "issued_on": notice.issued_on,
        "problem": notice.problem.strip(),
        "problem_es": notice.problem_es.strip(),
        "advice": str(notice.advice),
    }
