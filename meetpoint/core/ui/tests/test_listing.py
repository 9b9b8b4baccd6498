"""Lists by key: pages, orders, filters, and what bad parameters do."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Link,
    Listing,
    ListingPage,
    SearchFilter,
    Sort,
    Status,
    YesNoFilter,
)
from meetpoint.core.ui.listing.keyset import Order
from meetpoint.lib import clock

SITES = Listing(
    slug="sites",
    caption="Sites",
    page_size=3,
    columns=(
        Column(name="name", label="Name", value=lambda site: site.name),
        Column(name="area", label="Area", value=lambda site: site.area),
        Column(name="kind", label="Kind", value=lambda site: Status("note", site.get_kind_display())),
        Column(
            name="more", label="More", value=lambda site: Link("Open", f"/sites/{site.slug}"), export=False
        ),
    ),
    sorts=(Sort(name="name", label="Name", field="name"), Sort(name="slug", label="Address", field="slug")),
    filters=(
        SearchFilter(label="Search", lookups=("name__icontains", "area__icontains")),
        ChoiceFilter(name="kind", label="Kind", choices=[("fixed", "Fixed"), ("mobile", "Mobile")]),
        YesNoFilter(
            name="open",
            label="Open",
            lookup="closed_on__isnull",
        ),
        DateRangeFilter(name="closed", label="Closed", lookup="closed_on"),
    ),
    url=lambda site: f"/sites/{site.slug}",
)

MOMENTS = Listing(
    slug="audit",
    page_size=2,
    columns=(Column(name="at", label="When", value=lambda entry: entry.at),),
    sorts=(Sort(name="at", label="When", field="at", descending=True),),
    filters=(DateRangeFilter(name="at", label="When", moments=True),),
)


def make_sites(organisation: Organisation, *names: str, **values: Any) -> None:
    for number, name in enumerate(names):
        Site.objects.create(organisation=organisation, name=name, slug=f"{name.lower()}-{number}", **values)


def get(actor: Actor, query: str = "") -> HttpRequest:
    request = RequestFactory().get(f"/sites/{query}")
    request.actor = actor
    return request


def names_on(page: ListingPage) -> list[str]:
    return [str(row[0].html) for row in page.rows]


def open_page(actor: Actor, address: str = "", rows: QuerySet[Site] | None = None) -> ListingPage:
    query = f"?{urlsplit(address).query}" if address else ""
    return SITES.page(get(actor, query), Site.objects.of(actor) if rows is None else rows)


def test_pages_go_forward_to_the_end_and_back_to_the_start(dee: Actor, org: Organisation) -> None:
    make_sites(org, *"ABCDEFG")
    first = open_page(dee)
    second = open_page(dee, first.next_url)
    third = open_page(dee, second.next_url)
    assert [names_on(page) for page in (first, second, third)] == [list("ABC"), list("DEF"), ["G", "Plaza"]]
    assert not first.previous_url
    assert not third.next_url
    back = open_page(dee, third.previous_url)
    again = open_page(dee, back.previous_url)
    assert [names_on(back), names_on(again)] == [list("DEF"), list("ABC")]
    assert not again.previous_url
    assert again.next_url


def test_equal_keys_are_neither_skipped_nor_repeated(dee: Actor, org: Organisation) -> None:
    make_sites(org, *["Same"] * 7)
    seen, address = [], ""
    while True:
        page = open_page(dee, address, Site.objects.of(dee).filter(name="Same"))
        seen += [row[0].url for row in page.rows]
        address = page.next_url
        if not address:
            break
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("word", ["-name", "name", "slug", "-slug"])
def test_order_is_kept_across_pages(word: str, dee: Actor, org: Organisation) -> None:
    make_sites(org, *"DABCE")
    first = open_page(dee, f"/?sort={word}")
    both = names_on(first) + names_on(open_page(dee, first.next_url))
    assert both == sorted(both, reverse=word.startswith("-"), key=str.lower)
    assert len(both) == 6


def test_moments_are_paged_exactly(dee: Actor) -> None:
    now = clock.now()
    for seq in range(5):
        AuditEntry.objects.create(
            organisation_id=dee.organisation_id, seq=100 + seq, at=now - timedelta(microseconds=seq), mac="x"
        )
    rows = AuditEntry.objects.of(dee).filter(seq__gte=100)
    first = MOMENTS.page(get(dee), rows)
    second = MOMENTS.page(get(dee, f"?{urlsplit(first.next_url).query}"), rows)
    third = MOMENTS.page(get(dee, f"?{urlsplit(second.next_url).query}"), rows)
    assert [len(page.rows) for page in (first, second, third)] == [2, 2, 1]


@pytest.mark.parametrize(
    "query",
    [
        "?after=nonsense",
        "?before=WyJzIiwgIkEiLCA5OTk5OTk5OTk5OTk5OTk5OTk5OV0:x:y",
        "?sort=nothing",
        "?sort=",
        "?kind=elsewhere",
        "?open=maybe",
        "?closed_from=yesterday&closed_to=2026-02-30",
        "?closed_from=0001-01-01",
        "?closed_from=2026-03-02&closed_to=2026-03-01",
        "?q=%00",
        "?q=%ED%A0%80",
        f"?q={'x' * 500}",
        "?q=%F0%9F%92%89",
        "?format=pdf",
        "?unknown=1",
    ],
)
def test_bad_parameters_never_fail(query: str, dee: Actor, org: Organisation) -> None:
    make_sites(org, "A")
    page = SITES.page(get(dee, query), Site.objects.of(dee))
    assert render_to_string("ui/listing.html", {"listing": page})


def test_bad_values_are_said_and_ignored(dee: Actor, org: Organisation) -> None:
    make_sites(org, "A")
    page = open_page(dee, "/?kind=elsewhere&closed_from=soon")
    assert len(page.problems) == 2
    assert not page.chips
    assert len(page.rows) == 2


def test_a_cursor_of_another_order_gives_the_first_page(dee: Actor, org: Organisation) -> None:
    make_sites(org, *"ABCDEF")
    cursor = parse_qs(urlsplit(open_page(dee).next_url).query)["after"][0]
    assert names_on(open_page(dee, f"/?sort=-name&after={cursor}"))[0] == "Plaza"


def test_filters_narrow_and_show_as_chips(dee: Actor, org: Organisation) -> None:
    make_sites(org, "North", "South", area="Hills")
    make_sites(org, "Bus", kind="mobile")
    page = open_page(dee, "/?q=hills&kind=fixed&open=yes")
    assert names_on(page) == ["North", "South"]
    assert page.is_narrowed
    assert [chip.words for chip in page.chips] == ["“hills”", "Fixed", "Yes"]
    assert names_on(open_page(dee, page.chips[0].url)) == ["North", "Plaza", "South"]


def test_dates_narrow_with_both_ends_included(dee: Actor, org: Organisation) -> None:
    for day in (1, 2, 3):
        make_sites(org, f"C{day}", closed_on=date(2026, 3, day))
    assert names_on(open_page(dee, "/?closed_from=2026-03-02&closed_to=2026-03-03")) == ["C2", "C3"]
    assert names_on(open_page(dee, "/?closed_to=2026-03-01")) == ["C1"]
    assert names_on(open_page(dee, "/?closed_from=2026-03-03")) == ["C3"]


def test_moments_narrow_by_local_days(dee: Actor) -> None:
    zone = ZoneInfo("America/New_York")
    for seq, hour in enumerate((3, 5)):  # 3:00 UTC is still the evening before in New York
        at = clock.now().replace(year=2026, month=3, day=2, hour=hour)
        AuditEntry.objects.create(organisation_id=dee.organisation_id, seq=200 + seq, at=at, mac="x")
    rows = AuditEntry.objects.of(dee).filter(seq__gte=200)
    with timezone.override(zone):
        page = MOMENTS.page(get(dee, "?at_from=2026-03-02&at_to=2026-03-02"), rows)
        before = MOMENTS.page(get(dee, "?at_to=2026-03-01"), rows)
    assert len(page.rows) == len(before.rows) == 1


def test_default_answer_holds_until_everything_is_asked_for(dee: Actor, org: Organisation) -> None:
    make_sites(org, "Bus", kind="mobile")
    choices = [("fixed", "Fixed"), ("mobile", "Mobile")]
    kind = ChoiceFilter(name="kind", label="Kind", default="mobile", choices=lambda actor: choices)
    listing = Listing(slug="s", columns=SITES.columns, sorts=SITES.sorts, filters=(kind,))
    page = listing.page(get(dee), Site.objects.of(dee))
    assert names_on(page) == ["Bus"]
    assert page.chips[0].url == "/sites/?kind="
    assert not page.is_narrowed
    assert len(listing.page(get(dee, "?kind="), Site.objects.of(dee)).rows) == 2


def test_header_turns_the_order_round(dee: Actor) -> None:
    page = open_page(dee)
    assert page.headers[0].direction == "ascending"
    assert page.headers[0].url == "/sites/?sort=-name"
    assert not page.headers[1].url


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_one_query_whatever_its_length(
    count: int, dee: Actor, org: Organisation, django_assert_num_queries: Any
) -> None:
    make_sites(org, *"ABC"[: count - 1])
    with django_assert_num_queries(1):
        page = open_page(dee)
        render_to_string("ui/listing.html", {"listing": page})
    assert len(page.rows) == count


def test_prepare_hands_the_columns_what_they_read(dee: Actor, org: Organisation) -> None:
    listing = Listing(
        slug="s",
        columns=(Column(name="name", label="Name", value=lambda row: row.upper()),),
        sorts=SITES.sorts,
        prepare=lambda rows, actor: [row.name for row in rows],
    )
    make_sites(org, "north")
    assert names_on(listing.page(get(dee), Site.objects.of(dee))) == ["PLAZA", "NORTH"]
    assert names_on(listing.page(get(dee), Site.objects.of(dee).none())) == []


def test_sort_by_a_column_that_may_be_empty_is_refused(dee: Actor) -> None:
    listing = Listing(slug="s", columns=(), sorts=(Sort(name="closed", label="Closed", field="closed_on"),))
    with pytest.raises(ImproperlyConfigured, match="may be empty"):
        listing.page(get(dee), Site.objects.of(dee))


def test_an_empty_list_says_why(dee: Actor, org: Organisation) -> None:
    narrowed = render_to_string("ui/listing.html", {"listing": open_page(dee, "/?q=zzz")})
    assert "Nothing fits these filters" in narrowed
    Site.objects.of(dee).delete()
    empty = render_to_string("ui/listing.html", {"listing": open_page(dee)})
    assert "Nothing here yet" in empty


def test_filters_are_offered_where_there_is_something_to_narrow(dee: Actor, site: Site) -> None:
    def filters(path: str = "/") -> bool:
        return "data-filters" in render_to_string("ui/listing.html", {"listing": open_page(dee, path)})

    assert filters()
    assert filters("/?q=zzz")
    Site.objects.of(dee).delete()
    assert not filters()


def test_column_for_files_only_is_not_on_the_page(dee: Actor, site: Site) -> None:
    columns = (
        *SITES.columns[:1],
        Column(name="slug", label="Slug", value=lambda row: row.slug, on_page=False),
    )
    listing = Listing(slug="s", columns=columns, sorts=SITES.sorts)
    page = listing.page(get(dee), Site.objects.of(dee))
    assert [header.column.name for header in page.headers] == ["name"]
    assert len(page.rows[0]) == 1


def test_text_from_people_is_escaped(dee: Actor, org: Organisation) -> None:
    make_sites(org, "<b>bold</b>")
    page = render_to_string("ui/listing.html", {"listing": open_page(dee, "/?q=%3Cb%3E")})
    assert "<b>" not in page
    assert "&lt;b&gt;bold" in page


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own words for a plan")
@pytest.mark.parametrize("backwards", [False, True])
def test_a_page_starts_at_its_place_in_the_index(backwards: bool, dee: Actor) -> None:
    order = Order(MOMENTS.sorts[0], descending=True)
    rows = order.arrange(AuditEntry.objects.of(dee), backwards=backwards)
    plan = order.beyond(rows, (clock.now(), 7), backwards=backwards)[:26].explain()
    assert "audit_when (organisation_id=? AND at" in plan
    assert "TEMP B-TREE" not in plan
