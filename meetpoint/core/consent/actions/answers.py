"""Recording what a person answered, when it ends, and that they took it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.consent import permissions
from meetpoint.core.consent.deciding.facts import TPO, Purpose, Scope
from meetpoint.core.consent.deciding.rules import name_key
from meetpoint.core.consent.errors import refuse
from meetpoint.core.consent.models import Consent, ConsentRecipient
from meetpoint.core.consent.models.consents import AnswerSaid, ExpiryKind, SignedHow
from meetpoint.core.organisations.policy import policy_for, version_and_day
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys

FORM = "2024-1"
"""The version of our own form; it carries the statements that elements 6 and 10 of 42 CFR 2.31(a) ask for."""

NAME_FIELD = "participant.name"
MOST_NAMES = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAnswer:
    """An answer to be recorded. `recipients` are names; `signature` is the name typed on this screen.

    `own_form` says that it was our form that was signed; of another, somebody says what stands on it.
    """

    uid: UUID
    answer: str
    discloser: str
    scope: Collection[str]
    purposes: Collection[str]
    recipients: Collection[str] = ()
    to_class: bool = False
    expiry: str = ""
    expires_on: date | None = None
    expires_event: str = ""
    signed_how: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    signature: str = ""
    kept_where: str = ""
    own_form: bool = True
    tells_revocation: bool = False
    tells_redisclosure: bool = False


def record_answer(participant: Participant, new: NewAnswer, *, by: Actor) -> Consent:
    """Store what a person answered: a consent with its ten elements, or a refusal. It counts at once.

    The same `uid` again returns what was stored before. Raises ConsentRefused beside the field that lacks
    something, Erased, NotAllowed.
    """
    by.require(permissions.RECORD)
    refuse(_problems(new, by))
    with transaction.atomic():
        (kept,) = hold(by, participant)
        refuse_erased(kept)
        before = Consent.objects.of(by).filter(uid=new.uid).first()
        if before is not None:
            return before
        consent = _stored(kept, new, by)
        record(by, "consent.answered", "consent", [consent.pk], fields={"answer": consent.answer})
    return consent


def refuse_unwritten(new: NewAnswer) -> None:
    """Do nothing if a form could be printed with this, for the person to sign. Raises ConsentRefused."""
    refuse({**_problems_of_content(new), **_problems_of_end(new)})


def revoke_consent(consent: Consent, how: str, *, by: Actor) -> Consent:
    """Take an answer back from this moment on; what left before stays as it was.

    A second time changes nothing. Raises NotAllowed.
    """
    by.require(permissions.RECORD)
    with transaction.atomic():
        held = Consent.objects.of(by).select_for_update().get(pk=consent.pk)
        if held.revoked_at is None:
            held.revoked_at, held.revoked_by, held.revoked_how = clock.now(), by.staff_id, how
            held.save(update_fields=["revoked_at", "revoked_by", "revoked_how"])
            record(by, "consent.revoked", "consent", [held.pk], fields={"how": how})
    return held


def note_event(consent: Consent, *, by: Actor) -> Consent:
    """Note that the event has come after which a consent has ended. Raises ConsentRefused, NotAllowed."""
    by.require(permissions.RECORD)
    if consent.expiry != ExpiryKind.EVENT:
        refuse({"expiry": _("This consent does not end with an event.")})
    with transaction.atomic():
        held = Consent.objects.of(by).select_for_update().get(pk=consent.pk)
        if held.event_at is None:
            held.event_at = clock.now()
            held.save(update_fields=["event_at"])
            record(by, "consent.ended", "consent", [held.pk])
    return held


def signature_of(consent: Consent) -> str:
    """Return the name that was typed as a signature, or nothing. Raises KeyMissing."""
    if not consent.signature:
        return ""
    opened = keys.unseal(_key(), bytes(consent.signature), bound_to=_binding(consent.uid))
    return opened.decode()


def _problems(new: NewAnswer, by: Actor) -> dict[str, str]:
    problems = _problems_of_content(new)
    if new.answer == AnswerSaid.GIVEN:
        problems.update(_problems_of_end(new))
        problems.update(_problems_of_signature(new, by))
        if not new.own_form and not new.tells_revocation:
            problems["tells_revocation"] = _("Without it the form is no consent: let the person sign ours.")
        if not new.own_form and set(new.purposes) & TPO and not new.tells_redisclosure:
            problems["tells_redisclosure"] = _("Without it the form is no consent: let the person sign ours.")
    return problems


def _problems_of_content(new: NewAnswer) -> dict[str, str]:
    problems: dict[str, str] = {}
    scope, purposes, names = set(new.scope), set(new.purposes), _names(new)
    if not scope or not scope <= set(Scope):
        problems["scope"] = _("Choose what may be told.")
    elif Scope.COUNSELLING_NOTES in scope and len(scope) > 1:
        problems["scope"] = _("Counselling notes need a consent of their own: choose them alone.")
    if not purposes or not purposes <= set(Purpose):
        problems["purposes"] = _("Choose what for.")
    elif Purpose.PROCEEDINGS in purposes and len(purposes) > 1:
        problems["purposes"] = _("Proceedings need a consent of their own: choose them alone.")
    if not names and not new.to_class:
        problems["recipients"] = _("Write who may be told, one name on a line.")
    elif len(names) > MOST_NAMES or any(len(name) > 160 for name in names):
        problems["recipients"] = _("Please name at most ten, each in at most 160 characters.")
    if new.to_class and not names and not purposes <= TPO:
        problems["to_class"] = _(
            "The general phrase is for treatment, payment and operations only. Name who may be told, too."
        )
    if not new.discloser.strip() or len(new.discloser) > 200:
        problems["discloser"] = _("Write who may tell it.")
    return problems


def _problems_of_end(new: NewAnswer) -> dict[str, str]:
    if new.expiry == ExpiryKind.DATE:
        too_early = new.expires_on is None or (new.signed_on is not None and new.expires_on < new.signed_on)
        return {"expires_on": _("Choose a day after the signature.")} if too_early else {}
    if new.expiry == ExpiryKind.EVENT:
        said = new.expires_event.strip()
        return {} if 0 < len(said) <= 200 else {"expires_event": _("Write what ends it.")}
    if new.expiry == ExpiryKind.NONE and set(new.purposes) <= TPO:
        return {}
    return {"expiry": _("Choose when it ends. Only treatment, payment and operations may go without an end.")}


def _problems_of_signature(new: NewAnswer, by: Actor) -> dict[str, str]:
    problems: dict[str, str] = {}
    if new.signed_how not in SignedHow.values:
        problems["signed_how"] = _("Choose how it was signed.")
    if new.signed_on is None or new.signed_on > version_and_day(by.organisation_id)[1]:
        problems["signed_on"] = _("Write the day on which it was signed.")
    if new.signed_how == SignedHow.SCREEN:
        if policy_for(by.organisation_id).is_forbidden(NAME_FIELD):
            problems["signed_how"] = _("No name may be kept here: let the person sign on paper.")
        elif not 0 < len(new.signature.strip()) <= 120:
            problems["signature"] = _("The person types their name here, as a signature.")
    return problems


def _stored(kept: Participant, new: NewAnswer, by: Actor) -> Consent:
    given = new.answer == AnswerSaid.GIVEN
    signed = new.signature.strip() if given and new.signed_how == SignedHow.SCREEN else ""
    consent = Consent.objects.create(
        organisation_id=by.organisation_id,
        uid=new.uid,
        participant=kept,
        answer=new.answer,
        discloser=new.discloser.strip(),
        scope=",".join(sorted(new.scope)),
        purposes=",".join(sorted(new.purposes)),
        to_class=new.to_class,
        tells_revocation=given and (new.own_form or new.tells_revocation),
        tells_redisclosure=given and (new.own_form or new.tells_redisclosure),
        expiry=new.expiry if given else "",
        expires_on=new.expires_on if given and new.expiry == ExpiryKind.DATE else None,
        expires_event=new.expires_event.strip() if given and new.expiry == ExpiryKind.EVENT else "",
        named=given,
        signed_how=new.signed_how if given else "",
        signed_by=new.signed_by if given else "",
        signed_on=new.signed_on if given else None,
        signature=keys.seal(_key(), signed.encode(), bound_to=_binding(new.uid)) if signed else b"",
        kept_where=new.kept_where.strip()[:120] if given and not signed else "",
        form=FORM if given and new.own_form else "",
        recorded_at=clock.now(),
        recorded_by=by.staff_id,
    )
    rows = [
        ConsentRecipient(organisation_id=by.organisation_id, consent=consent, name=name, key=name_key(name))
        for name in _names(new)
    ]
    ConsentRecipient.objects.bulk_create(rows)
    return consent


def _names(new: NewAnswer) -> list[str]:
    """Return the names that were written, each once."""
    by_key = {name_key(name): " ".join(name.split()) for name in new.recipients}
    return [name for key, name in by_key.items() if key]


def _key() -> bytes:
    return keys.key(settings.KEYS, "fields")


def _binding(uid: UUID) -> str:
    return f"consent-signature:{uid}"
