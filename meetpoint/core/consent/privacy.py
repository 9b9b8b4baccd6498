"""Why each column of the accounting exists, and how a person's part is given to them or untied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.consent.actions.answers import signature_of
from meetpoint.core.consent.models import Consent, Disclosure, Restriction, WithoutConsent
from meetpoint.core.consent.words import (
    purposes_in_words,
    scope_in_words,
    what_left,
    who_got_it,
)
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor

ACCOUNTING_YEARS = 6
"""An accounting of disclosures reaches back six years: 45 CFR 164.528(a)(1)."""

_ACCOUNT = Kept(why="to tell what left the programme, when and on what ground", until="six years are over")

_ANSWER = "the person is erased"
_SAID = Kept(why="an element of the consent that the law wants written down", until=_ANSWER, personal=True)
_WISH = Kept(why="what the person asked to be kept back", until=_ANSWER, personal=True)
_WHOSE = Kept(why="whose answer it is", until=_ANSWER, personal=True)
_WHO = Kept(why="who wrote it down", until=_ANSWER)
_WHEN = Kept(why="from when on it counts", until=_ANSWER)
_ABOUT_ONE = Kept(
    why="to tell a person who received what about them", until="the person is erased", personal=True
)

COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "consent.Disclosure": {
        **dict.fromkeys(("at", "kind", "what", "purpose", "recipient", "rows", "allowed", "basis"), _ACCOUNT),
        "staff_id": Kept(why="who let it leave", until="six years are over"),
        "participant_id": Kept(
            why="to tell a person what left about them",
            until="the person is erased",
            personal=True,
        ),
        "notice": Kept(why="which version of the notice went along", until="six years are over"),
        **dict.fromkeys(("to_name", "scope", "consent"), _ABOUT_ONE),
    },
    "consent.WithoutConsent": {
        "disclosure": Kept(why="which disclosure it explains", until=_ANSWER),
        "reason": Kept(why="why it was told without consent", until=_ANSWER),
        "to_person": Kept(why="who received it: 42 CFR 2.51(c) asks for it", until=_ANSWER, personal=True),
        "ground": Kept(why="the emergency or the agreement: 42 CFR 2.51(c)", until=_ANSWER, personal=True),
    },
    "consent.Consent": {
        "uid": Kept(why="so that one sent twice is stored once", until=_ANSWER),
        "participant": _WHOSE,
        **dict.fromkeys(
            (
                "answer",
                "discloser",
                "scope",
                "purposes",
                "to_class",
                "tells_revocation",
                "tells_redisclosure",
                "expiry",
                "expires_on",
                "expires_event",
                "named",
                "signed_how",
                "signed_by",
                "signed_on",
            ),
            _SAID,
        ),
        "signature": Kept(why="the name typed as a signature, sealed", until=_ANSWER, personal=True),
        "kept_where": Kept(why="where the signed paper lies", until=_ANSWER, personal=True),
        "form": Kept(why="which of our forms was signed", until=_ANSWER),
        "event_at": _WHEN,
        "recorded_at": _WHEN,
        "recorded_by": _WHO,
        "revoked_at": Kept(why="from when on it counts no more", until=_ANSWER),
        "revoked_by": _WHO,
        "revoked_how": Kept(why="whether it was taken back in writing", until=_ANSWER),
    },
    "consent.ConsentRecipient": {
        "consent": Kept(why="which consent names them", until=_ANSWER),
        "name": _SAID,
        "key": Kept(why="to find the name however it is spelled", until=_ANSWER, personal=True),
    },
    "consent.Restriction": {
        "uid": Kept(why="so that one sent twice is stored once", until=_ANSWER),
        "participant": _WHOSE,
        **dict.fromkeys(("to_name", "key", "scope"), _WISH),
        "agreed": Kept(why="whether it was promised", until=_ANSWER, personal=True),
        **dict.fromkeys(("asked_at", "answered_at", "ended_at"), _WHEN),
        **dict.fromkeys(("asked_by", "answered_by"), _WHO),
    },
}


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return what one participant agreed to or asked for, and what left about them, oldest first."""
    about = Disclosure.objects.of(by).filter(participant_id=participant_id, allowed=True).order_by("at", "id")
    consents = Consent.objects.of(by).filter(participant_id=participant_id).order_by("recorded_at", "id")
    wishes = Restriction.objects.of(by).filter(participant_id=participant_id).order_by("asked_at", "id")
    return {
        _("What you agreed to or refused"): [_answer(consent) for consent in consents],
        _("What you asked to be kept back"): [
            {
                _("When"): wish.asked_at,
                _("From whom"): wish.to_name or _("everybody"),
                _("What"): scope_in_words(wish.scope.split(",")) or _("everything"),
                _("Promised"): wish.agreed,
                _("Ended"): wish.ended_at,
            }
            for wish in wishes
        ],
        _("What left about you"): [
            {
                _("When"): entry.at,
                _("How"): entry.get_kind_display(),
                _("What"): what_left(entry),
                _("To"): entry.to_name or who_got_it(entry),
            }
            for entry in about
        ],
    }


def _answer(consent: Consent) -> Mapping[str, Any]:
    return {
        _("When"): consent.recorded_at,
        _("Answer"): consent.get_answer_display(),
        _("What"): scope_in_words(consent.scope.split(",")),
        _("What for"): purposes_in_words(consent.purposes.split(",")),
        _("To"): [one.name for one in consent.recipients.order_by("id")],
        _("Signed by"): signature_of(consent),
        _("Signed on"): consent.signed_on,
        _("Ends"): consent.expires_on or consent.expires_event,
        _("Taken back"): consent.revoked_at,
    }


def erase(by: Actor, participant_id: int) -> None:
    """Remove a participant's answers and wishes, and untie the accounting; that something left stays."""
    about = Disclosure.objects.of(by).filter(participant_id=participant_id)
    WithoutConsent.objects.of(by).filter(disclosure__in=about).delete()
    about.update(participant_id=None, to_name="", scope="", consent=None)
    Consent.objects.of(by).filter(participant_id=participant_id).delete()
    Restriction.objects.of(by).filter(participant_id=participant_id).delete()


def retain(by: Actor, today: date) -> int:
    """Remove entries older than six years; return how many."""
    return Disclosure.objects.of(by).filter(at__date__lt=years_before(today, ACCOUNTING_YEARS)).delete()[0]


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; the last of February for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


PLAN = PrivacyPlan(columns=COLUMNS, export=export, erase=erase, retain=retain)
