"""Finding participants, and following records that were joined."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Q, QuerySet

from meetpoint.core.organisations.models import CodeScheme, Organisation
from meetpoint.core.people import code_keys, codes, recipes
from meetpoint.core.people.errors import CodeProblem
from meetpoint.core.people.models import (
    CodeKind,
    Demographics,
    Participant,
    ParticipantCode,
    ParticipantMerge,
)
from meetpoint.core.people.permissions import VIEW
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared
from meetpoint.core.tenancy.slots import Slot


def find_by_code(by: Actor, text: str) -> Participant | None:
    """Return the participant whose code was typed, said or scanned, or None when nobody here has it.

    A retired code finds nobody. A joined record leads to the one that was kept. Whether the answer is
    a person or None, the same hashes are made and the same query runs. Raises CodeProblem when the text
    cannot be a code (nothing is looked up then), NotAllowed, and CodeKeyMissing.
    """
    by.require(VIEW)
    lookups = lookups_of_typed(by.organisation_id, text)
    in_force = ParticipantCode.objects.of(by).filter(retired_at=None).select_related("participant")
    found = (
        in_force.filter(Q(short_lookup__in=lookups) | Q(full_lookup__in=lookups))
        .order_by("tie_break", "id")
        .first()
    )
    return kept_record(by, found.participant) if found else None


def lookups_of_typed(organisation_id: int, text: str) -> list[str]:
    """Return the hashes under which typed text may be stored: as a code of a card, as answers, or both.

    Where people brought codes of an earlier system along, it may be one of these, too. Raises CodeProblem
    when it can be none.
    """
    secret = code_keys.of(organisation_id)
    slug, has_earlier = _kinds_in_use(organisation_id)
    found = _lookups_as_answers(secret, organisation_id, text, recipes.RECIPES.get(slug))
    if has_earlier:
        found.append(recipes.earlier_lookup(secret, organisation_id, text))
    try:
        return [codes.lookup(secret, organisation_id, codes.read(text)), *found]
    except CodeProblem:
        if not found:
            raise
        return found


def old_codes(organisation_id: int) -> recipes.OldCodes:
    """Return what turns the codes of an organisation's earlier system into what is kept of them."""
    return recipes.OldCodes(organisation_id, code_keys.of(organisation_id), recipe_of(organisation_id))


def recipe_of(organisation_id: int) -> recipes.Recipe | None:
    """Return the recipe of an organisation's derived codes, or None when it has none."""
    slug = Organisation.objects.values_list("code_recipe", flat=True).get(pk=organisation_id)
    return recipes.RECIPES.get(slug)


def recipe_in_use(by: Actor) -> recipes.Recipe | None:
    """Return the recipe by which new codes are made here; None means random codes."""
    scheme = Organisation.objects.values_list("code_scheme", flat=True).get(pk=by.organisation_id)
    return recipe_of(by.organisation_id) if scheme == CodeScheme.DERIVED else None


def _kinds_in_use(organisation_id: int) -> tuple[str, bool]:
    """Return the slug of an organisation's recipe, and whether anybody has a code of an earlier system."""
    earlier = ParticipantCode.objects.of(organisation_id).filter(kind=CodeKind.EARLIER, retired_at=None)
    known = Organisation.objects.annotate(has_earlier=Exists(earlier))
    return known.values_list("code_recipe", "has_earlier").get(pk=organisation_id)


def _lookups_as_answers(
    secret: bytes, organisation_id: int, text: str, recipe: recipes.Recipe | None
) -> list[str]:
    typed = recipes.read_typed(recipe, text) if recipe else None
    if typed is None:
        return []
    code, tie = typed
    hashed = recipes.slow_hash(code_keys.salt(secret), code)
    return recipes.lookups(secret, organisation_id, hashed, ties=[tie])


def kept_record(by: Actor | int, participant: Participant) -> Participant:
    """Return the record that this one was joined into, however often, or the record itself."""
    current, passed = participant, {participant.pk}
    while current.merged_into_id is not None:
        current = Participant.objects.of(by).get(pk=current.merged_into_id)
        if current.pk in passed:
            raise RuntimeError("Joined records lead in a ring.")
        passed.add(current.pk)
    return current


def record_now(by: Actor | int, participant: Participant) -> Participant:
    """Return the record as it stands now, joins followed; for actions, which may hold an old copy.

    Raises Participant.DoesNotExist for a record of another organisation.
    """
    return kept_record(by, Participant.objects.of(by).get(pk=participant.pk))


def _joined(owner: Slot, _reach: Slot | None, *, kept: Slot) -> QuerySet[Participant, Any]:
    return Participant.objects.of(owner).filter(merged_into_id__in=kept).order_by("id").values_list("pk")


JOINED = Prepared[tuple[int]](_joined)


def kept_ids(by: Actor | int) -> dict[int, int]:
    """Return, for each record that was joined into another, the record that was kept in the end.

    One query. Whoever counts people counts `kept.get(participant_id, participant_id)`.
    """
    joined = Participant.objects.of(by).exclude(merged_into=None)
    into: dict[int, int] = dict(joined.values_list("pk", "merged_into_id"))
    return {pk: _kept_in_the_end(pk, into) for pk in into}


def _kept_in_the_end(participant_id: int, into: dict[int, int]) -> int:
    passed = set()
    while participant_id in into and participant_id not in passed:
        passed.add(participant_id)
        participant_id = into[participant_id]
    return participant_id


def joined_ids(by: Actor | int, participant: Participant) -> list[int]:
    """Return the ids of this record and of all that were joined into it: everything about one person.

    Two queries for a record that nothing was joined into or one level was; one more for each further level.
    """
    ids = level = [participant.pk]
    while level:
        level = [pk for (pk,) in JOINED.fetch(by, kept=level)]
        ids = ids + level
    return ids


def codes_in_force(by: Actor | int, participant: Participant) -> QuerySet[ParticipantCode]:
    """Return the codes that lead to this person now, also those of records joined into theirs."""
    ids = joined_ids(by, participant)
    return ParticipantCode.objects.of(by).filter(participant_id__in=ids, retired_at=None)


def codes_counted(by: Actor | int) -> int:
    """Return how many people of an organisation can be found by a code."""
    in_force = ParticipantCode.objects.of(by).filter(retired_at=None)
    return in_force.values("participant_id").distinct().count()


def newest_code(by: Actor | int, participant: Participant) -> int:
    """Return the id of the code in force that was given last, 0 when there is none."""
    newest = codes_in_force(by, participant).order_by("-issued_at", "-id").values_list("pk", flat=True)
    return newest.first() or 0


def code_history(by: Actor | int, ids: list[int]) -> QuerySet[ParticipantCode]:
    """Return every code that some records ever had, newest first; none of them can be read."""
    return ParticipantCode.objects.of(by).filter(participant_id__in=ids).order_by("-issued_at", "-id")


def _merges(owner: Slot, _reach: Slot | None, *, records: Slot) -> TenantQuerySet[ParticipantMerge]:
    joins = ParticipantMerge.objects.of(owner).filter(Q(kept_id__in=records) | Q(joined_id__in=records))
    return joins.select_related("joined", "kept").order_by("-merged_at", "-id")


MERGES = Prepared[ParticipantMerge](_merges)


def merge_history(by: Actor | int, ids: list[int]) -> list[ParticipantMerge]:
    """Return the joins and separations of some records, newest first, with the record that was joined."""
    return MERGES.fetch(by, records=ids)


def demographics_of(by: Actor | int, participant: Participant) -> Demographics | None:
    """Return what this person told: on their own record, else on one joined into it; None if never asked."""
    return told_in(by, joined_ids(by, participant))


def _told(owner: Slot, _reach: Slot | None, *, records: Slot) -> TenantQuerySet[Demographics]:
    return Demographics.objects.of(owner).filter(participant_id__in=records)


TOLD = Prepared[Demographics](_told)


def told_in(by: Actor | int, ids: list[int]) -> Demographics | None:
    """Return what was told on the first of one person's records that has an answer, in the order given."""
    told = {row.participant_id: row for row in TOLD.fetch(by, records=ids)}
    return next((told[pk] for pk in ids if pk in told), None)
