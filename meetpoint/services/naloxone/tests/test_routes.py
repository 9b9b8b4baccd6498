"""Saying which naloxone items are nasal and which are injected."""

import pytest
from django.urls import reverse

from meetpoint.core.encounters.tests.factories import audit_of, make_item
from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.services.naloxone.actions.routes import say_routes
from meetpoint.services.naloxone.catalogue import STARTER_ITEMS, STARTER_ROUTES
from meetpoint.services.naloxone.models import ItemRoute
from meetpoint.services.naloxone.queries import naloxone_items, routes_of_items


def test_every_starter_item_with_naloxone_has_its_route() -> None:
    assert set(STARTER_ROUTES) == {item.slug for item in STARTER_ITEMS if item.kind == "naloxone"}


def test_what_the_programme_says_goes_before_what_ships(dee, site) -> None:
    add_starter_items(by=Actor.system(dee.organisation_id, "test"))
    ours = make_item(dee.organisation_id, "ours", "naloxone", unit="kit")
    vial = next(item for item in naloxone_items(dee) if item.slug == "naloxone-vial")
    assert routes_of_items(dee)[vial.pk] == "injected"
    assert ours.pk not in routes_of_items(dee)
    say_routes({ours.pk: "injected", vial.pk: "nasal"}, by=dee)
    say_routes({ours.pk: "nasal"}, by=dee)
    assert routes_of_items(dee)[ours.pk] == routes_of_items(dee)[vial.pk] == "nasal"
    assert len(audit_of(dee, "naloxone_route.said")) == 2


def test_only_own_naloxone_items_known_routes_and_those_who_may(dee, ana, cai, site, other_site) -> None:
    ours = make_item(dee.organisation_id, "ours", "naloxone")
    syringe = make_item(dee.organisation_id, "syringe")
    with pytest.raises(NotFound):
        say_routes({ours.pk: "nasal"}, by=cai)
    with pytest.raises(NotFound):
        say_routes({syringe.pk: "nasal"}, by=dee)
    with pytest.raises(DomainError):
        say_routes({ours.pk: "swallowed"}, by=dee)
    with pytest.raises(NotAllowed):
        say_routes({ours.pk: "nasal"}, by=ana)
    assert routes_of_items(dee) == {}


def test_page_keeps_what_was_said(sign_in, dee, dee_member) -> None:
    browser = sign_in(None, dee_member)
    assert "No naloxone items yet" in browser.get(reverse("naloxone:routes")).content.decode()
    ours, other = (make_item(dee.organisation_id, slug, "naloxone") for slug in ("ours", "other"))
    answer = browser.post(reverse("naloxone:routes"), {f"item-{ours.pk}": "nasal", f"item-{other.pk}": ""})
    assert answer.status_code == 302
    assert routes_of_items(dee) == {ours.pk: "nasal"}
    assert browser.post(reverse("naloxone:routes"), {f"item-{ours.pk}": "swallowed"}).status_code == 200


def test_what_was_said_by_mistake_is_taken_back(sign_in, dee, dee_member) -> None:
    add_starter_items(by=Actor.system(dee.organisation_id, "test"))
    ours = make_item(dee.organisation_id, "ours", "naloxone")
    vial = next(item for item in naloxone_items(dee) if item.slug == "naloxone-vial")
    say_routes({ours.pk: "nasal", vial.pk: "nasal"}, by=dee)
    browser = sign_in(None, dee_member)
    said = {f"item-{pk}": route for pk, route in routes_of_items(dee).items()}
    browser.post(reverse("naloxone:routes"), {**said, f"item-{ours.pk}": "", f"item-{vial.pk}": ""})
    assert ours.pk not in routes_of_items(dee)
    assert routes_of_items(dee)[vial.pk] == "injected"
    assert ItemRoute.objects.of(dee).count() == 0
