"""The door of every list: pages, files, who may take one, and the accounting of it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from meetpoint.core.consent.lists import list_response
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import Column, Listing, SearchFilter, Sort
from meetpoint.lib.errors import NotAllowed

SITES = Listing(
    slug="sites",
    caption="Sites",
    columns=(Column(name="name", label="Name", value=lambda site: site.name),),
    sorts=(Sort(name="name", label="Name", field="name"),),
    filters=(SearchFilter(label="Search", lookups=("name__icontains",)),),
)


def ask(actor: Actor, query: str = "", *, fresh: bool = True) -> HttpRequest:
    request = RequestFactory().get(f"/sites/{query}")
    request.actor = actor
    request.staff = SimpleNamespace(
        is_fresh=lambda: fresh, site_id=None, time_zone="UTC", organisation_name="Harbor Light", theme=""
    )
    return request


def answer(actor: Actor, query: str = "", *, fresh: bool = True) -> Any:
    return list_response(ask(actor, query, fresh=fresh), SITES, Site.objects.of(actor), what="sites")


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_page_shows_the_rows_and_offers_files(dee: Actor, site: Site) -> None:
    page = answer(dee).content.decode()
    assert "Plaza" in page
    assert "?format=csv" in page


def test_files_are_not_offered_to_those_who_may_not_take_them(ana: Actor, site: Site) -> None:
    assert b"format=csv" not in answer(ana).content


def test_csv_holds_what_the_filters_leave(dee: Actor, site: Site, van: Site) -> None:
    response = answer(dee, "?format=csv&q=van")
    assert content(response).decode("utf-8-sig") == "Name\r\nVan\r\n"
    assert response["Content-Type"].startswith("text/csv")
    assert response["Cache-Control"] == "no-store"
    assert 'filename="sites-' in response["Content-Disposition"]


def test_xlsx_is_a_workbook(dee: Actor, site: Site) -> None:
    assert content(answer(dee, "?format=xlsx")).startswith(b"PK")


def test_file_is_accounted_for_with_its_rows(dee: Actor, site: Site, van: Site) -> None:
    content(answer(dee, "?format=csv"))
    entry = Disclosure.objects.of(dee).get()
    assert (entry.kind, entry.what, entry.rows, entry.allowed) == ("export", "sites", 2, True)


def test_file_asks_again_who_one_is(dee: Actor, site: Site) -> None:
    response = answer(dee, "?format=csv&q=van", fresh=False)
    assert response.status_code == 302
    assert "next=%2Fsites%2F%3Fformat%3Dcsv%26q%3Dvan" in response["Location"]
    assert not Disclosure.objects.of(dee).exists()


def test_file_is_refused_without_the_permission_and_the_refusal_kept(ana: Actor, site: Site) -> None:
    with pytest.raises(NotAllowed):
        answer(ana, "?format=csv")
    assert Disclosure.objects.of(ana).get().allowed is False


def test_unknown_format_gives_the_page(dee: Actor, site: Site) -> None:
    assert b"<html" in answer(dee, "?format=pdf").content


def test_file_holds_only_the_own_organisation(dee: Actor, site: Site, other_site: Site) -> None:
    assert b"Pier" not in content(answer(dee, "?format=csv"))


@pytest.mark.parametrize("sites", [1, 3])
def test_page_takes_the_same_queries_whatever_its_length(
    sites: int, dee: Actor, org: Organisation, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(1, sites):
        Site.objects.create(organisation=org, name=f"Site {number}", slug=f"s{number}")
    with django_assert_num_queries(2):  # the rows, and the sites of the frame
        answer(dee)
