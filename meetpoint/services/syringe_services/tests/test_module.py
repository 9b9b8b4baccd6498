"""The declaration holds together: forms, items, columns and demo answers all name things that exist."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.apps import apps

from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.tests.factories import encounter, make_participant
from meetpoint.core.modules.fields import read_all
from meetpoint.services.syringe_services import demo
from meetpoint.services.syringe_services.models import InfectionTest
from meetpoint.services.syringe_services.module import MODULE
from meetpoint.services.syringe_services.privacy import COLUMNS
from meetpoint.services.syringe_services.queries import live_clean_ups, policy_versions


def test_privacy_plan_names_every_column_and_no_other() -> None:
    for model in apps.get_app_config("syringe_services").get_models():
        columns = {column.name for column in model._meta.fields} - {"id", "organisation"}
        assert columns == set(COLUMNS[f"syringe_services.{model.__name__}"])


def test_only_complete_syringes_count_as_syringes() -> None:
    sets = {kind.slug for kind in MODULE.supply_kinds if kind.counts_as_syringe}
    assert sets == {"syringes"}
    assert {item.kind for item in MODULE.starter_items if item.syringes_per_unit} == sets


def test_every_starter_item_has_a_kind_a_spanish_name_and_a_slug_of_its_own() -> None:
    kinds = {kind.slug for kind in MODULE.supply_kinds}
    assert all(item.kind in kinds and item.name_es for item in MODULE.starter_items)
    assert {item.kind for item in MODULE.starter_items} == kinds
    assert len({item.slug for item in MODULE.starter_items}) == len(MODULE.starter_items)


def test_nothing_has_to_be_said() -> None:
    for form in MODULE.forms:
        assert read_all(form.fields, {}) == ({}, {})


def test_export_gives_a_person_what_is_theirs_and_erasing_blanks_results(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    said = {"returns": {"counted": "5"}, "infections": {"hcv": "reactive", "hcv_linked": "1"}}
    encounter(ana, site, participant_id=person.pk, sections=said)
    encounter(ana, site, sections=said)
    theirs = MODULE.privacy.export(ana, person.pk)
    assert [row["syringes"] for row in theirs["returned_syringes"]] == [5]
    assert [row["result"] for row in theirs["infection_tests"]] == ["reactive"]
    MODULE.privacy.erase(ana, person.pk)
    rows = InfectionTest.objects.of(ana).order_by("id").values_list("step", "result", "linked_to_care")
    assert list(rows) == [("done", "", False), ("done", "reactive", True)]


def test_erasing_a_person_blanks_their_results_before_the_contacts_let_go(ana, dee, site) -> None:
    person = make_participant(ana.organisation_id)
    said = {"infections": {"hcv": "reactive"}}
    recorded = encounter(ana, site, participant_id=person.pk, sections=said)
    erase_participant(person, by=dee)
    assert Encounter.objects.of(ana).get(pk=recorded.id).participant_id is None
    assert InfectionTest.objects.of(ana).get().result == ""


@dataclass
class MadeUp:
    kinds: dict[str, int] = field(default_factory=lambda: {"syringes": 100, "wound": 1})
    local_date: date = date(2026, 10, 4)
    participant_id: int | None = 1
    heavy: bool = True


def test_demo_says_only_what_the_forms_understand() -> None:
    random = Random(7)
    forms = {form.slug: form for form in MODULE.forms}
    seen: set[str] = set()
    for _ in range(3000):
        for slug, said in demo.sections(random, MadeUp()).items():
            values, problems = read_all(forms[slug].fields, said)
            assert not problems
            assert values.keys() == said.keys()
            seen.add(slug)
    assert seen == set(forms)


def test_demo_repeats_with_its_seed() -> None:
    once, again = ([demo.sections(r, MadeUp()) for _ in range(50)] for r in (Random(3), Random(3)))
    assert once == again


def test_demo_adds_clean_ups_and_a_policy(dee, site) -> None:
    demo.after(dee, Random(1))
    assert live_clean_ups(dee).count() >= 50
    assert policy_versions(dee).count() == 1
