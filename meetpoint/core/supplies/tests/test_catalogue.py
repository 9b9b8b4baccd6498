"""Items, kit contents, par levels, and the catalogue kept in memory."""

from dataclasses import replace

import pytest
from django.utils import translation

from meetpoint.core.modules.interface import StarterItem
from meetpoint.core.modules.registry import Registry, registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    ItemDetails,
    add_item,
    add_starter_items,
    change_item,
    restore_item,
    retire_item,
    set_kit_contents,
    set_par_level,
    set_par_levels,
)
from meetpoint.core.supplies.actions import catalogue as catalogue_actions
from meetpoint.core.supplies.models import Item, KitContent, ParLevel
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.supplies.tests.factories import KIND, make_item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed

STARTERS = (
    StarterItem(
        slug="kit",
        kind=KIND,
        name="Kit",
        name_es="Equipo",
        contents=(("spray", 2), ("not-there", 1)),
        on_log=True,
    ),
    StarterItem(
        slug="spray", kind=KIND, name="Spray", name_es="Atomizador", doses_per_unit=1, presets=(1, 2)
    ),
)


@pytest.fixture
def starters(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = tuple(
        replace(module, starter_items=STARTERS if module.slug == "supplies" else ()) for module in registry()
    )
    monkeypatch.setattr(catalogue_actions, "registry", lambda: Registry(modules))


def test_add_starter_items_brings_kits_with_contents_once(dee: Actor, starters: None) -> None:
    assert [item.slug for item in add_starter_items(by=dee)] == ["kit", "spray"]
    assert add_starter_items(by=dee) == []
    (content,) = KitContent.objects.of(dee).select_related("kit", "item")
    assert (content.kit.slug, content.item.slug, content.quantity) == ("kit", "spray", 2)
    assert Item.objects.of(dee).get(slug="spray").preset_amounts == (1, 2)


def test_add_starter_items_leaves_what_was_changed(dee: Actor, starters: None) -> None:
    _kit, spray = add_starter_items(by=dee)
    change_item(spray.pk, ItemDetails(kind=KIND, name="Nasal spray"), by=dee)
    add_starter_items(by=dee)
    assert Item.objects.of(dee).get(slug="spray").name == "Nasal spray"


def test_add_item_finds_a_free_slug(dee: Actor, ana: Actor) -> None:
    assert [make_item(dee, name).slug for name in ("Foil", "Foil", "針")] == ["foil", "foil-2", "item"]
    with pytest.raises(NotAllowed):
        make_item(ana)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"kind": "weapons"}, "kind"),
        ({"units_per_pack": 0}, "units_per_pack"),
        ({"doses_per_unit": -1}, "doses_per_unit"),
        ({"syringes_per_unit": 1_001}, "syringes_per_unit"),
        ({"presets": ()}, "presets"),
        ({"presets": (0,)}, "presets"),
    ],
)
def test_add_item_with_an_impossible_value_names_the_field(
    dee: Actor, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        add_item(replace(ItemDetails(kind=KIND, name="Foil"), **wrong), by=dee)  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}
    assert not Item.objects.of(dee).exists()


def test_change_item_of_another_organisation_is_refused(dee: Actor, cai: Actor) -> None:
    item = make_item(dee)
    with pytest.raises(DomainError):
        change_item(item.pk, ItemDetails(kind=KIND, name="Mine"), by=cai)


def test_retire_item_and_restore_item_say_so_once(dee: Actor) -> None:
    item = make_item(dee)
    for _time in range(2):
        assert retire_item(item.pk, by=dee).retired_at is not None
    assert catalogue(dee.organisation_id)[item.pk].retired
    restore_item(item.pk, by=dee)
    assert not catalogue(dee.organisation_id)[item.pk].retired


def test_set_kit_contents_replaces_what_was_there(dee: Actor) -> None:
    kit, spray, gloves = (make_item(dee, name) for name in ("Kit", "Spray", "Gloves"))
    set_kit_contents(kit.pk, {spray.pk: 2, gloves.pk: 0}, by=dee)
    set_kit_contents(kit.pk, {spray.pk: 3}, by=dee)
    assert list(KitContent.objects.of(dee).values_list("item_id", "quantity")) == [(spray.pk, 3)]
    assert catalogue(dee.organisation_id)[kit.pk].is_kit
    set_kit_contents(kit.pk, {}, by=dee)
    assert not catalogue(dee.organisation_id)[kit.pk].is_kit


def test_set_kit_contents_refuses_kits_in_kits_and_impossible_numbers(dee: Actor, cai: Actor) -> None:
    kit, outer, spray = (make_item(dee, name) for name in ("Kit", "Outer", "Spray"))
    set_kit_contents(kit.pk, {spray.pk: 2}, by=dee)
    for holder, contents in (
        (outer, {kit.pk: 1}),
        (outer, {outer.pk: 1}),
        (spray, {outer.pk: 1}),
        (outer, {spray.pk: 1_001}),
        (outer, {make_item(cai).pk: 1}),
    ):
        with pytest.raises(DomainError):
            set_kit_contents(holder.pk, contents, by=dee)
    assert KitContent.objects.of(dee).count() == 1


def test_set_par_level_sets_changes_and_takes_away(dee: Actor, site: Site, ana: Actor) -> None:
    item = make_item(dee)
    for quantity in (50, 80):
        set_par_level(site_id=site.pk, item_id=item.pk, quantity=quantity, by=dee)
    assert [par.quantity for par in ParLevel.objects.of(dee)] == [80]
    set_par_level(site_id=site.pk, item_id=item.pk, quantity=0, by=dee)
    assert not ParLevel.objects.of(dee).exists()
    with pytest.raises(DomainError) as refusal:
        set_par_levels({item.pk: -1}, site_id=site.pk, by=dee)
    assert set(refusal.value.fields) == {f"par-{item.pk}"}
    with pytest.raises(NotAllowed):
        set_par_level(site_id=site.pk, item_id=item.pk, quantity=5, by=ana)


def test_catalogue_is_read_again_only_after_a_change(dee: Actor, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    item = make_item(dee, "Foil", name_es="Papel aluminio", presets=(1, 10))
    first = catalogue(dee.organisation_id)
    with django_assert_num_queries(1):
        assert catalogue(dee.organisation_id) is first
    change_item(item.pk, ItemDetails(kind=KIND, name="Foil sheets"), by=dee)
    with django_assert_num_queries(3):
        assert catalogue(dee.organisation_id)[item.pk].name == "Foil sheets"
    assert first[item.pk].presets == (1, 10)
    with translation.override("es"):
        assert first[item.pk].label == "Papel aluminio"


def test_catalogue_without_a_version_is_never_kept(org, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    Item.objects.create(organisation=org, slug="foil", kind="gone", name="Foil")
    for _time in range(2):
        with django_assert_num_queries(3):
            (foil,) = catalogue(org.pk).values()
    assert (foil.kind_order, foil.counts_as_syringe) == (99, False)
