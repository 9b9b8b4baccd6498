"""What stands on a participant's card, and drawing or deriving the code that goes on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from meetpoint.core.people import code_keys, codes, recipes
from meetpoint.core.people.errors import CodeInUse, CodeProblem
from meetpoint.core.people.models import CodeKind, Participant, ParticipantCode
from meetpoint.core.people.queries import recipe_of
from meetpoint.lib import clock


@dataclass(frozen=True, kw_only=True, repr=False)
class Card:
    """A code as its person carries it. Shown once or printed; never logged, never stored like this.

    `spoken` is what is said and typed; `groups` is the whole code (none for a code made from answers);
    `scanned` is what the QR code holds.
    """

    kind: CodeKind
    issued_at: datetime
    spoken: str
    scanned: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class FromAnswers:
    """A code made from answers, hashed slowly before any lock is taken; `tied` asks for a tie-break digit."""

    code: str
    hashed: bytes
    tied: bool


def card_of(code: codes.Code, issued_at: datetime) -> Card:
    """Return the card of a random code."""
    return Card(
        kind=CodeKind.RANDOM,
        issued_at=issued_at,
        spoken=code.spoken,
        scanned=code.full,
        groups=tuple(code.groups),
    )


def prepare_answers(organisation_id: int, answers: Mapping[str, str], *, not_theirs: bool) -> FromAnswers:
    """Make and slowly hash the code of some answers; call it before the transaction (150 ms of work).

    Raises CodeProblem for answers that make no code, and when the organisation has no recipe.
    """
    recipe = recipe_of(organisation_id)
    if recipe is None:
        raise CodeProblem(_("Your programme hands out random codes. There are no questions to answer."))
    code = recipes.compose(recipe, answers)
    hashed = recipes.slow_hash(code_keys.salt(code_keys.of(organisation_id)), code)
    return FromAnswers(code=code, hashed=hashed, tied=not_theirs)


def issue(participant: Participant, answers: FromAnswers | None) -> Card:
    """Store a new code for a participant, in the caller's transaction, and return its card.

    Raises CodeInUse when the answers make a code that somebody has, unless `tied`; then the first free
    digit from 2 to 9 is added.
    """
    secret = code_keys.of(participant.organisation_id)
    return (
        _issue_random(participant, secret)
        if answers is None
        else _issue_derived(participant, secret, answers)
    )


def is_first_code(participant: Participant, answers: FromAnswers | None) -> bool:
    """Tell whether a participant's first code is the one that `issue` would have made.

    True also when none is left to compare with: the person was erased, or the key of the codes destroyed.
    """
    owner = participant.organisation_id
    first = (
        ParticipantCode.objects.of(owner).filter(participant=participant).order_by("issued_at", "id").first()
    )
    if first is None or first.unlinked_at is not None:
        return True
    if answers is None or first.kind != CodeKind.DERIVED:
        return answers is None and first.kind == CodeKind.RANDOM
    return first.short_lookup in _lookups(code_keys.of(owner), owner, answers).values()


def _lookups(secret: bytes, organisation_id: int, answers: FromAnswers) -> dict[int, str]:
    """Return what a code made from answers is found by, for each tie-break digit that it may have."""
    ties = [0, *range(2, recipes.HIGHEST_TIE_BREAK + 1)]
    found = recipes.lookups(secret, organisation_id, answers.hashed, ties=ties)
    return dict(zip(ties, found, strict=True))


def _issue_random(participant: Participant, secret: bytes) -> Card:
    code = codes.draw()
    while _is_taken(
        participant.organisation_id, codes.lookup(secret, participant.organisation_id, code.short)
    ):
        code = codes.draw()
    short_lookup = codes.lookup(secret, participant.organisation_id, code.short)
    issued = ParticipantCode.objects.create(
        organisation_id=participant.organisation_id,
        participant=participant,
        kind=CodeKind.RANDOM,
        short_lookup=short_lookup,
        full_lookup=codes.lookup(secret, participant.organisation_id, code.full),
        sealed=codes.seal(code_keys.sealing(secret), code, row=short_lookup),
        issued_at=clock.now(),
    )
    return card_of(code, issued.issued_at)


def _issue_derived(participant: Participant, secret: bytes, answers: FromAnswers) -> Card:
    organisation_id = participant.organisation_id
    lookups = _lookups(secret, organisation_id, answers)
    found = ParticipantCode.objects.of(organisation_id).filter(short_lookup__in=lookups.values())
    taken = set(found.values_list("short_lookup", flat=True))
    tie = _free_tie([tie for tie, lookup in lookups.items() if lookup not in taken], tied=answers.tied)
    issued = ParticipantCode.objects.create(
        organisation_id=organisation_id,
        participant=participant,
        kind=CodeKind.DERIVED,
        short_lookup=lookups[tie],
        tie_break=tie,
        issued_at=clock.now(),
    )
    spoken = recipes.with_tie_break(answers.code, tie)
    return Card(
        kind=CodeKind.DERIVED, issued_at=issued.issued_at, spoken=spoken, scanned=spoken.replace("-", "")
    )


def _free_tie(free: list[int], *, tied: bool) -> int:
    if 0 in free:
        return 0
    if not tied:
        raise CodeInUse(
            _(
                "Somebody already has this code. "
                "If it is the same person, open their page. If not, add a digit."
            )
        )
    if not free:
        raise CodeInUse(
            _("Too many people share this code. Please give this person a random code on a card.")
        )
    return free[0]


def _is_taken(organisation_id: int, short_lookup: str) -> bool:
    return ParticipantCode.objects.of(organisation_id).filter(short_lookup=short_lookup).exists()
