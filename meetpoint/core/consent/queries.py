"""Reading what one person agreed to, asked for, and what left about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.facts import Answer
from meetpoint.core.consent.deciding.notices import end_in_words, recipients_in_words
from meetpoint.core.consent.deciding.preparing import consent_facts
from meetpoint.core.consent.models import Consent, Disclosure, Restriction
from meetpoint.core.consent.models.consents import ExpiryKind
from meetpoint.core.consent.words import ground, purposes_in_words, scope_in_words, what_left, who_got_it
from meetpoint.core.modules.pages import TimelineEntry
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import Status
from meetpoint.lib import clock


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer in words, and what may be done with it."""

    consent: Consent
    status: Status
    scope: str
    purposes: str
    recipients: str
    end: str
    may_be_revoked: bool
    may_end: bool


@dataclass(frozen=True, kw_only=True)
class Left:
    """One disclosure in words."""

    entry: Disclosure
    what: str
    to: str
    ground: str
    scope: str
    staff: str


def answers_of(by: Actor, ids: Sequence[int]) -> list[Said]:
    """Return what one person agreed to or refused, newest first, across joined records. Three queries."""
    found = Consent.objects.of(by).filter(participant_id__in=ids).prefetch_related("recipients")
    day = version_and_day(by.organisation_id)[1]
    return [_said(consent, day) for consent in found.order_by("-recorded_at", "-id")]


def timeline(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return what somebody agreed to, refused and took back before a moment, newest first. Two queries.

    An answer belongs to no site: only who sees the person's records of every site sees it here.
    """
    if by.site_ids is not None:
        return []
    answers = Consent.objects.of(by).filter(participant_id=participant_id).prefetch_related("recipients")
    entries = [entry for consent in answers for entry in _steps(consent) if entry.at < before]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def _steps(consent: Consent) -> Iterator[TimelineEntry]:
    to = recipients_in_words(consent)
    said = _("Agreed to share") if consent.answer == Answer.GIVEN else _("Said no to sharing")
    what = f"{scope_in_words(consent.scope.split(','))} → {to}"
    yield TimelineEntry(
        at=consent.recorded_at, title=said, detail=what, site_id=None, icon="shield", uid=consent.uid
    )
    if consent.revoked_at is not None:
        taken = _("Took back what was agreed to")
        yield TimelineEntry(
            at=consent.revoked_at, title=taken, detail=to, site_id=None, icon="undo", uid=consent.uid
        )


def _said(consent: Consent, day: date) -> Said:
    now = clock.now()
    stands = rules.standing(consent_facts(consent), now, day)
    counts = stands in (rules.CONSENT, rules.REFUSED)
    return Said(
        consent=consent,
        status=status_in_words(stands),
        scope=scope_in_words(consent.scope.split(",")),
        purposes=purposes_in_words(consent.purposes.split(",")),
        recipients=recipients_in_words(consent),
        end=end_in_words(consent),
        may_be_revoked=counts,
        may_end=stands == rules.CONSENT and consent.expiry == ExpiryKind.EVENT,
    )


def status_in_words(stands: str) -> Status:
    """Return how an answer stands, as a badge says it."""
    words = {
        rules.CONSENT: ("ok", _("Counts")),
        rules.REFUSED: ("soon", _("Said no")),
        rules.REVOKED: ("note", _("Taken back")),
        rules.EXPIRED: ("note", _("Has ended")),
        rules.INCOMPLETE: ("soon", _("Lacks something")),
    }
    return Status(*words[stands])


def wishes_of(by: Actor, ids: Sequence[int]) -> list[tuple[Restriction, str]]:
    """Return what one person asked to be kept back, newest first, with the kinds of information in words."""
    found = Restriction.objects.of(by).filter(participant_id__in=ids).order_by("-asked_at", "-id")
    return [(wish, scope_in_words(wish.scope.split(",")) or _("everything")) for wish in found]


def left_about(by: Actor, ids: Sequence[int]) -> list[Left]:
    """Return what left about one person, or was refused to, newest first: their accounting. Two queries."""
    found = (
        Disclosure.objects.of(by)
        .filter(participant_id__in=ids)
        .select_related("without_consent")
        .order_by("-at", "-id")
    )
    staff = {entry.staff_id for entry in found if entry.staff_id is not None}
    names = dict(StaffMember.objects.of(by).filter(pk__in=staff).values_list("pk", "display_name"))
    return [
        Left(
            entry=entry,
            what=what_left(entry),
            to=entry.to_name or who_got_it(entry),
            ground=ground(entry),
            scope=scope_in_words(entry.scope.split(",")),
            staff=names.get(entry.staff_id or 0, ""),
        )
        for entry in found
    ]
