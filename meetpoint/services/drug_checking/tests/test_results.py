"""Tests of samples: what they may say, what is counted from them, and lots that are set aside later."""

from datetime import timedelta
from decimal import Decimal

import pytest

from meetpoint.core.encounters.tests.factories import make_item
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.tests.factories import stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.actions.results import hold_back, release, void_analysis
from meetpoint.services.drug_checking.actions.strips import say_strip
from meetpoint.services.drug_checking.models import Alert, Check, Finding, Sample, Seen
from meetpoint.services.drug_checking.queries.samples import told_under
from meetpoint.services.drug_checking.queries.strips import doubtful_results, results_of_lots
from meetpoint.services.drug_checking.rules import checks_of
from meetpoint.services.drug_checking.tests.factories import brought, lab, some_days_ago, strip
from meetpoint.services.drug_checking.vocabulary.expected import unexpected


def checks(actor: Actor) -> set[tuple[str, str, bool]]:
    return set(Check.objects.of(actor).values_list("target", "level", "found"))


def test_strips_and_laboratories_never_share_a_row(ana, site) -> None:
    sample = brought(ana, site)
    strip(ana, sample, "negative")
    lab(ana, sample, "cocaine", "fentanyl:trace")
    assert {("fentanyl", "presumptive", False), ("fentanyl", "confirmed", True)} <= checks(ana)
    assert ("xylazine", "presumptive", False) not in checks(ana)
    assert ("xylazine", "confirmed", False) in checks(ana)
    sample.refresh_from_db()
    assert (sample.presumptive_match, sample.confirmed_match) == ("", "unexpected")


def test_infrared_cannot_say_that_something_is_not_there(ana, site) -> None:
    sample = brought(ana, site)
    lab(ana, sample, "cocaine", "levamisole:trace", method="ftir")
    assert checks(ana) == set()
    sample.refresh_from_db()
    assert (sample.presumptive_match, sample.confirmed_match) == ("unexpected", "")
    assert Seen.objects.of(ana).filter(level="presumptive").count() == 2


@pytest.mark.parametrize(
    ("tests", "found"),
    [
        ([("strip", "fentanyl", "positive", [])], {("fentanyl", "presumptive"): True}),
        ([("strip", "fentanyl", "invalid", [])], {}),
        (
            [("strip", "fentanyl", "negative", []), ("strip", "fentanyl", "positive", [])],
            {("fentanyl", "presumptive"): True},
        ),
        ([("reagent", "", "positive", [])], {}),
    ],
)
def test_what_a_strip_speaks_of(tests, found) -> None:
    assert checks_of(tests) == found


def test_by_products_are_not_the_drug_but_families_count(ana, site) -> None:
    lab(ana, brought(ana, site), "4-ANPP", "metonitazene", "bromazolam:trace")
    confirmed = {target for target, level, found in checks(ana) if found and level == "confirmed"}
    assert confirmed == {"nitazenes", "benzodiazepines"}


@pytest.mark.parametrize(
    ("expected", "found", "strange"),
    [
        (("cocaine",), ("cocaine", "benzoylecgonine", "mannitol"), ()),
        (("cocaine",), ("cocaine", "levamisole"), ("levamisole",)),
        (("crack", "fentanyl"), ("cocaine", "fentanyl", "4-anpp"), ()),
        (("benzodiazepines",), ("bromazolam",), ()),
        (("fentanyl",), ("fentanyl", "medetomidine"), ("medetomidine",)),
        (("unknown",), ("fentanyl",), None),
        ((), ("fentanyl",), None),
        (("other", "cocaine"), ("fentanyl",), None),
        (("cocaine",), ("nobody-knows",), ()),
    ],
)
def test_unexpected_is_told_only_where_it_can_be(expected, found, strange) -> None:
    assert unexpected(expected, found) == strange


def test_no_match_is_a_result_and_says_nothing_of_what_is_there(ana, site) -> None:
    sample = brought(ana, site)
    lab(ana, sample, method="ftir", outcome="no_match")
    sample.refresh_from_db()
    assert (sample.presumptive_match, Seen.objects.of(ana).count()) == ("", 0)
    assert release([sample], by=ana) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"method": "strip", "outcome": "found"}, "outcome"),
        ({"method": "gcms", "outcome": "positive"}, "outcome"),
        ({"method": "gcms", "outcome": "found"}, "found"),
        ({"method": "strip", "outcome": "negative", "target": ""}, "target"),
        ({"tested_on": clock.now().date() + timedelta(days=3)}, "tested_on"),
    ],
)
def test_answers_that_cannot_be_are_refused_beside_their_field(ana, site, more, field) -> None:
    told = {"method": "gcms", "outcome": "nothing", **more}
    with pytest.raises(DomainError) as refusal:
        lab(ana, brought(ana, site), **told)
    assert set(refusal.value.fields) == {field}


def test_test_is_stored_once_and_voided_once(ana, ben, site, other_site, cai) -> None:
    sample = brought(ana, site)
    one = strip(ana, sample)
    assert strip(ana, sample, uid=one.uid, tested_on=one.tested_on).pk == one.pk
    with pytest.raises(Conflict):
        strip(ana, sample, "negative", uid=one.uid, tested_on=one.tested_on)
    with pytest.raises(NotAllowed):
        strip(ben, sample)
    void_analysis(one, by=ana)
    assert checks(ana) == set()
    with pytest.raises(Conflict):
        void_analysis(one, by=ana)


def test_lot_keeps_its_limit_with_each_result_and_a_recall_finds_it(ana, dee, site) -> None:
    item = make_item(dee.organisation_id, "strip-x", "test_strips")
    lot = stock(dee, site.pk, item, 50, lot="L7")
    assert lot is not None
    said = {
        "target": "fentanyl",
        "cutoff_ng_ml": Decimal(20),
        "source": "the packet",
        "verified_on": some_days_ago(),
    }
    say_strip(item.pk, said, by=dee)
    first = strip(ana, brought(ana, site), lot_id=lot.pk)
    say_strip(item.pk, {**said, "cutoff_ng_ml": Decimal(200)}, by=dee)
    second = strip(ana, brought(ana, site), lot_id=lot.pk)
    assert [(one.detection_limit, one.limit_unit, one.lot_number) for one in (first, second)] == [
        (Decimal(20), "ng/mL", "L7"),
        (Decimal(200), "ng/mL", "L7"),
    ]
    today = clock.now().date()
    assert list(doubtful_results(ana, site.pk, today)) == []
    Lot.objects.of(ana).filter(pk=lot.pk).update(quarantined_at=clock.now())
    assert "2" in str(doubtful_results(ana, site.pk, today)[0].text)
    assert set(results_of_lots(ana, [lot.pk])) == {first, second}
    with pytest.raises(NotFound):
        strip(ana, brought(ana, site), lot_id=lot.pk + 999)
    with pytest.raises(NotFound):
        say_strip(make_item(dee.organisation_id, "cooker").pk, said, by=dee)


def test_substance_named_twice_stands_once_the_more_abundant(ana, site) -> None:
    lab(ana, brought(ana, site), "fentanyl:trace", "Fentanyl HCl", "something new")
    rows = set(Finding.objects.of(ana).values_list("substance", "abundance"))
    assert rows == {("fentanyl", "primary"), ("", "primary")}


def test_first_of_a_place_follows_the_day_of_collection(ana, site) -> None:
    later = brought(ana, site, collected_on=some_days_ago(10))
    lab(ana, later, "xylazine")
    earlier = brought(ana, site, collected_on=some_days_ago(20))
    one = lab(ana, earlier, "xylazine")
    first = Seen.objects.of(ana).get(is_first=True, substance="xylazine")
    assert first.sample == earlier
    void_analysis(one, by=ana)
    assert Seen.objects.of(ana).get(is_first=True, substance="xylazine").sample == later


def test_only_what_is_released_is_told_and_no_longer_than_that(ana, site) -> None:
    sample = brought(ana, site)
    code = receipts.code_of(sample.uid)
    assert release([sample], by=ana) == 0, "nothing was tested"
    lab(ana, sample, "cocaine")
    assert told_under(code) is None
    assert release([sample], by=ana) == 1
    told = told_under(code)
    assert told is not None
    assert told.substances == ("cocaine",)
    hold_back(Sample.objects.of(ana).get(), by=ana)
    assert told_under(code) is None


def test_proposals_are_made_once_and_never_of_an_archive(ana, site) -> None:
    for _each in range(2):
        lab(ana, brought(ana, site), "cocaine", "fentanyl:trace")
    strip(ana, brought(ana, site, expected=("methamphetamine",)), target="nitazenes")
    lab(ana, brought(ana, site, collected_on=some_days_ago(200)), "cocaine", "carfentanil")
    lab(ana, brought(ana, site, expected=("fentanyl",), overdose="fatal"), "fentanyl")
    found = set(Alert.objects.of(ana).values_list("substance", "expected", "trigger"))
    assert found == {
        ("fentanyl", "cocaine", "unexpected"),
        ("nitazene", "methamphetamine", "unexpected"),
        ("fentanyl", "fentanyl", "overdose"),
    } | {one for one in found if one[2] == "first_seen"}
