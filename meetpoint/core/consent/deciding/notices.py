"""The notice that travels with what leaves: the exact federal sentence, and a clear word on the scope."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetpoint.core.consent.deciding.facts import Asked, Decision, Redisclosure
from meetpoint.core.consent.models import Consent
from meetpoint.core.consent.words import purposes_in_words, scope_in_words

STATEMENT = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""42 CFR 2.32(a), the second statement, word for word as amended in 2024; always in English."""

VERSION = "2.32-2024"


def part2_notice(asked: Asked, decision: Decision, consents: Iterable[Consent]) -> str:
    """Return the sentence of 42 CFR 2.32(a), a clear word on the scope (b), and what may be done with it.

    All but the first sentence are our own words, in the reader's language.
    """
    if len(decision.consents) == 1:
        scope = [_explained(consent) for consent in consents]
    elif decision.consents:
        scope = [
            _("Under each person’s own consent, for: %(kinds)s.") % {"kinds": scope_in_words(asked.scope)}
        ]
    else:
        scope = [_("Without consent, for: %(kinds)s.") % {"kinds": scope_in_words(asked.scope)}]
    return " ".join([STATEMENT, *scope, _onward(decision)])


def _explained(consent: Consent) -> str:
    signed = date_format(consent.signed_on) if consent.signed_on else ""
    return _("Consent of %(day)s: %(kinds)s; for %(purposes)s; to %(recipients)s; until %(end)s.") % {
        "day": signed,
        "kinds": scope_in_words(consent.scope.split(",")),
        "purposes": purposes_in_words(consent.purposes.split(",")),
        "recipients": recipients_in_words(consent),
        "end": end_in_words(consent),
    }


def recipients_in_words(consent: Consent) -> str:
    """Return whom a consent names, as a form says it."""
    names = [one.name for one in consent.recipients.all()]
    return ", ".join([*names, class_phrase()] if consent.to_class else names)


def class_phrase() -> str:
    """Return the general phrase that 42 CFR 2.31(a)(4)(i) allows for treatment, payment and operations."""
    return _(
        "my treating providers, health plans, third-party payers, and people helping to operate this program"
    )


def end_in_words(consent: Consent) -> str:
    """Return when a consent ends, as a form says it."""
    if consent.expires_on:
        return date_format(consent.expires_on)
    return consent.expires_event or _("taken back")


def _onward(decision: Decision) -> str:
    if decision.redisclosure == Redisclosure.HIPAA:
        return _(
            "You may pass it on as HIPAA permits, but not for civil, criminal, administrative or legislative "
            "proceedings against the person."
        )
    return _("You may not pass it on without the person’s written consent.")
