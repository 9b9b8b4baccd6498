"""The words that the accounting keeps, said in the reader's language."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.facts import Purpose, Scope
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.registry import registry

BASES = {
    rules.OWN_RECORD: _("the person’s own record"),
    rules.OWN_USE: _("the organisation’s own use"),
    rules.ROLE: _("permission of the role"),
    "no permission": _("the role does not include it"),
    rules.CONSENT: _("42 CFR Part 2: consent"),
    rules.NO_CONSENT: _("42 CFR Part 2: no consent"),
    rules.REFUSED: _("42 CFR Part 2: the person said no"),
    rules.REVOKED: _("42 CFR Part 2: the consent was taken back"),
    rules.EXPIRED: _("42 CFR Part 2: the consent has ended"),
    rules.INCOMPLETE: _("42 CFR Part 2: the consent lacks something"),
    rules.NOTHING_TO_TELL: _("42 CFR Part 2: nobody there, or no consent"),
    rules.RESTRICTED: _("we promised to keep it back"),
    rules.EMERGENCY: _("medical emergency (42 CFR 2.51)"),
    rules.AUDIT: _("audit or evaluation (42 CFR 2.53)"),
    rules.COURT_ORDER: _("a court order is for a person to read"),
    rules.NO_GROUND: _("without consent, and without its ground"),
    rules.NOTES_APART: _("counselling notes are kept apart"),
}

SCOPES: Mapping[str, Words] = {
    Scope.ATTENDANCE: _("that and when I came"),
    Scope.SUPPLIES: _("what I was given"),
    Scope.PERSONAL: _("what I told about myself"),
    Scope.REFERRALS: _("where I was referred, and what came of it"),
    Scope.OVERDOSES: _("overdoses and reversals"),
    Scope.MEDICATION: _("medication for opioid use disorder"),
    Scope.DIAGNOSIS: _("diagnoses"),
    Scope.DRUG_TESTS: _("results of drug tests"),
    Scope.COUNSELLING_NOTES: _("counselling notes"),
}
"""What a consent lets be told, in the words of the person who signs it."""

PURPOSES: Mapping[str, Words] = {
    Purpose.TREATMENT: _("my treatment"),
    Purpose.PAYMENT: _("payment for my treatment"),
    Purpose.OPERATIONS: _("running the programme (health care operations)"),
    Purpose.SUPPORT: _("housing, benefits and other help"),
    Purpose.REQUEST: _("at my own request"),
    Purpose.PROCEEDINGS: _("civil, criminal, administrative or legislative proceedings"),
}

RECIPIENTS = {
    "participant": _("the person"),
    "staff": _("own staff"),
    "other service": _("another service"),
}


def what_left(disclosure: Disclosure) -> str:
    """Return the name of a list or document in the reader's language."""
    return str(registry().documents.get(disclosure.what, disclosure.what.replace("_", " ")))


def who_got_it(disclosure: Disclosure) -> str:
    """Return the kind of receiver in the reader's language."""
    return str(RECIPIENTS.get(disclosure.recipient, disclosure.recipient))


def ground(disclosure: Disclosure) -> str:
    """Return on what ground it left, or was refused to, in the reader's language."""
    return str(BASES.get(disclosure.basis, disclosure.basis))


def scope_in_words(kinds: Iterable[str]) -> str:
    """Return kinds of information in the reader's language, in the order of the form."""
    wanted = set(kinds)
    return ", ".join(str(words) for kind, words in SCOPES.items() if kind in wanted)


def purposes_in_words(purposes: Iterable[str]) -> str:
    """Return purposes in the reader's language, in the order of the form."""
    wanted = set(purposes)
    return ", ".join(str(words) for purpose, words in PURPOSES.items() if purpose in wanted)
