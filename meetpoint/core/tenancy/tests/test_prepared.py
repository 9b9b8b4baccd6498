from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet, Sum

from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.encounters.tests.factories import make_item, make_participant, new_encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import UnscopedQuery
from meetpoint.core.tenancy.prepared import LARGEST, Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib import clock

pytestmark = pytest.mark.django_db


def _newest(owner: Slot, reach: Slot | None, *, before: Slot) -> QuerySet[Encounter]:
    rows = Encounter.objects.of(owner).filter(occurred_at__lt=before, voided_at=None)
    return within(rows, reach).select_related("participant", "site").order_by("-occurred_at", "-id")


def _by_uid(owner: Slot, _reach: Slot | None, *, uids: Slot) -> QuerySet[Encounter]:
    return Encounter.objects.of(owner).filter(uid__in=uids).order_by("id").values_list("id")


def _at(owner: Slot, _reach: Slot | None, *, site: Slot) -> QuerySet[Encounter]:
    return Encounter.objects.of(owner).filter(site_id=site)


@pytest.fixture
def contacts(ana: Actor, site: Site, van: Site) -> list[Encounter]:
    item = make_item(site.organisation_id, "syringe")
    person = make_participant(site.organisation_id)
    now = clock.now().replace(microsecond=0)
    for hours, place, who in ((3, site, person.pk), (2, van, None), (1, site, None)):
        entry = new_encounter(place, {item: hours}, participant_id=who)
        record_encounter(replace(entry, occurred_at=now - timedelta(hours=hours)), by=ana)
    return list(Encounter.objects.of(ana).order_by("-occurred_at"))


def test_objects_are_the_same_as_those_of_the_query_set(ana: Actor, contacts: list[Encounter]) -> None:
    found = Prepared[Encounter](_newest).fetch(ana, before=clock.now())
    assert [vars(one).keys() - {"_state"} for one in found] == [vars(found[0]).keys() - {"_state"}] * 3
    for one, same in zip(found, contacts, strict=True):
        assert (one.pk, one.uid, one.occurred_at, one.local_date) == (
            same.pk,
            same.uid,
            same.occurred_at,
            same.local_date,
        )


def test_related_objects_come_along_without_a_query(
    ana: Actor, contacts: list[Encounter], django_assert_num_queries: Callable[[int], Any]
) -> None:
    query = Prepared[Encounter](_newest)
    with django_assert_num_queries(1):
        found = query.fetch(ana, before=clock.now())
        assert [one.site.name for one in found] == ["Plaza", "Van", "Plaza"]
        assert [one.participant is None for one in found] == [True, True, False]


def test_values_change_from_one_use_to_the_next(ana: Actor, contacts: list[Encounter]) -> None:
    query = Prepared[Encounter](_newest)
    for known in contacts:
        assert query.fetch(ana, limit=1, before=known.occurred_at + timedelta(seconds=1)) == [known]


def test_only_sites_within_reach_are_read(ana: Actor, van: Site, contacts: list[Encounter]) -> None:
    query = Prepared[Encounter](_newest)
    assert len(query.fetch(replace(ana, site_ids=frozenset({van.pk})), before=clock.now())) == 1
    assert query.fetch(replace(ana, site_ids=frozenset()), before=clock.now()) == []


def test_another_organisation_reads_nothing(cai: Actor, contacts: list[Encounter]) -> None:
    assert Prepared[Encounter](_newest).fetch(cai, before=clock.now()) == []


def test_query_that_forgot_the_organisation_is_refused(ana: Actor) -> None:
    forgotten = Prepared[Encounter](lambda owner, reach: Encounter.objects.filter(voided_at=None))
    with pytest.raises(UnscopedQuery):
        forgotten.fetch(ana)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_lists_of_any_length_find_their_own(ana: Actor, contacts: list[Encounter], count: int) -> None:
    wanted = contacts[:count]
    found = Prepared[tuple[int]](_by_uid).fetch(ana, uids=[one.uid for one in wanted])
    assert sorted(pk for (pk,) in found) == sorted(one.pk for one in wanted)
    assert Prepared[tuple[int]](_by_uid).fetch(ana, uids=[uuid4()]) == []


def test_statement_is_put_together_once_for_lists_of_like_length(ana: Actor) -> None:
    built = []

    def counted(owner: Slot, reach: Slot | None, *, uids: Slot) -> QuerySet[Encounter]:
        built.append(uids.count)
        return _by_uid(owner, reach, uids=uids)

    query = Prepared[tuple[int]](counted)
    for length in (3, 4, 3, 5, 8):
        query.fetch(ana, uids=[uuid4() for _one in range(length)])
    assert built == [4, 8]


def test_sums_keep_the_order_that_was_asked_for(ana: Actor, contacts: list[Encounter]) -> None:
    def sums(owner: Slot, _reach: Slot | None) -> QuerySet[EncounterLine]:
        rows = EncounterLine.objects.of(owner).order_by().values_list("item_id")
        return rows.annotate(Sum("quantity"))

    item = make_item(ana.organisation_id, "other")
    assert [quantity for pk, quantity in Prepared[tuple[int, int]](sums).fetch(ana) if pk != item.pk] == [6]


@pytest.mark.parametrize("site_id", [LARGEST, LARGEST + 1, -LARGEST - 2, 10**40])
def test_number_beyond_any_column_fits_no_row(ana: Actor, contacts: list[Encounter], site_id: int) -> None:
    assert Prepared[Encounter](_at).fetch(ana, site=site_id) == []


@pytest.mark.parametrize("value", [None, 1.5, object(), [None]])
def test_value_of_another_kind_is_refused(ana: Actor, value: object) -> None:
    with pytest.raises(TypeError, match="takes no"):
        Prepared[Encounter](_at).fetch(ana, site=value)
