"""Plain rows: they arrive as the ORM would have written them."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows, next_ids, read_rows, update_rows

COLUMNS = (
    "organisation_id", "site_id", "uid", "digest", "occurred_at", "recorded_at", "local_date",
    "place_type", "for_others", "people", "count_only", "void_reason",
)  # fmt: skip
AT = datetime(2026, 3, 2, 17, 4, 5, 678901, tzinfo=UTC)


def row(site: Site, uid: UUID) -> tuple[object, ...]:
    return (site.organisation_id, site.pk, uid, "d" * 32, AT, AT, date(2026, 3, 2), "", 0, 1, False, "")


def needed(site: Site, uid: UUID) -> tuple[tuple[str, ...], tuple[object, ...]]:
    """The columns that the table really wants today, so that a new one does not break this test."""
    given = dict(zip(COLUMNS, row(site, uid), strict=True))
    for field in Encounter._meta.concrete_fields:
        if field.primary_key or field.attname in given or field.null or field.has_db_default():
            continue
        given[field.attname] = field.get_default()
    return tuple(given), tuple(given.values())


def test_rows_read_back_as_they_were_given(org: Organisation, site: Site) -> None:
    uids = [uuid7() for _ in range(3)]
    columns = needed(site, uids[0])[0]
    assert insert_rows(Encounter, columns, [needed(site, uid)[1] for uid in uids]) == 3
    for uid in uids:
        found = Encounter.objects.of(org.pk).get(uid=uid)
        assert (found.occurred_at, found.local_date, found.count_only) == (AT, date(2026, 3, 2), False)


@pytest.mark.parametrize("count", [1, 3])
def test_rows_go_in_with_one_call(site: Site, count: int) -> None:
    made = [needed(site, uuid7()) for _ in range(count)]
    with CaptureQueriesContext(connection) as queries:
        insert_rows(Encounter, made[0][0], (values for _, values in made))
    assert len(queries) == 1


def test_no_rows_are_no_statement(site: Site) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert insert_rows(Encounter, COLUMNS, []) == 0
    assert len(queries) == 0


def test_missing_date_stays_missing(org: Organisation) -> None:
    columns = ("organisation_id", "name", "slug", "kind", "time_zone", "area", "closed_on")
    given = {
        "organisation_id": org.pk,
        "name": "Pier",
        "slug": "pier",
        "kind": "fixed",
        "time_zone": "",
        "area": "",
        "closed_on": None,
    }
    for field in Site._meta.concrete_fields:
        if not (field.primary_key or field.attname in given or field.null or field.has_db_default()):
            given[field.attname] = field.get_default()
    insert_rows(Site, tuple(given), [tuple(given.values())])
    assert set(columns) <= set(given)
    assert Site.objects.of(org.pk).get(slug="pier").closed_on is None


def test_reserved_ids_are_new_and_distinct(site: Site) -> None:
    with transaction.atomic():
        first = next_ids(Encounter, 3)
        columns, values = needed(site, uuid7())
        insert_rows(Encounter, ("id", *columns), [(first[-1], *values)])
        second = next_ids(Encounter, 2)
    assert len({*first, *second}) == 5
    assert min(second) > first[-1]


def test_objects_are_read_as_the_orm_reads_them(org: Organisation, other_org: Organisation) -> None:
    for slug, closed_on in (("b", None), ("a", date(2026, 3, 2))):
        Site.objects.create(organisation=org, name=slug, slug=slug, closed_on=closed_on)
    Site.objects.create(organisation=other_org, name="c", slug="c")
    found = read_rows(Site, "organisation_id = %s ORDER BY name", [org.pk])
    expected = list(Site.objects.of(org.pk).order_by("name"))
    assert found == expected
    assert [site.__dict__["closed_on"] for site in found] == [date(2026, 3, 2), None]


def test_identifiers_and_flags_come_back_as_python_has_them(site: Site) -> None:
    columns, values = needed(site, uuid7())
    insert_rows(Encounter, columns, [values])
    (read,) = read_rows(Encounter, "organisation_id = %s", [site.organisation_id])
    ours = Encounter.objects.of(site.organisation_id).get()
    assert (read.uid, read.count_only, read.local_date) == (ours.uid, ours.count_only, ours.local_date)
    assert read.occurred_at == AT
    assert isinstance(read.count_only, bool)


def test_times_of_any_zone_are_stored_as_the_same_moment(site: Site) -> None:
    columns, values = needed(site, uuid7())
    elsewhere = list(values)
    place = columns.index("occurred_at")
    elsewhere[place] = AT.astimezone(ZoneInfo("America/New_York"))
    insert_rows(Encounter, columns, [elsewhere])
    assert Encounter.objects.of(site.organisation_id).get().occurred_at == AT


def test_plain_values_are_written_over_rows_that_exist(org: Organisation, site: Site) -> None:
    uids = [uuid7() for _ in range(3)]
    columns = needed(site, uids[0])[0]
    insert_rows(Encounter, columns, [needed(site, uid)[1] for uid in uids])
    ids = dict(Encounter.objects.of(org.pk).values_list("uid", "pk"))
    later = datetime(2026, 3, 9, 1, tzinfo=ZoneInfo("America/New_York"))
    rows = [[ids[uid], later, date(2026, 3, 9), number] for number, uid in enumerate(uids[:2], start=7)]
    with CaptureQueriesContext(connection) as queries:
        assert update_rows(Encounter, ("occurred_at", "local_date", "people"), rows) == 2
    assert len(queries) == 1
    found = Encounter.objects.of(org.pk).order_by("pk").values_list("occurred_at", "local_date", "people")
    day = date(2026, 3, 9)
    assert list(found) == [(later, day, 7), (later, day, 8), (AT, date(2026, 3, 2), 1)]
    assert update_rows(Encounter, ("people",), []) == 0
