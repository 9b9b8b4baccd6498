"""The shipped packs: known fields and options, sources, both languages; and files that are none."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from meetpoint.core.modules.fields import FieldError
from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations import options, packs
from meetpoint.core.organisations.models import Organisation, Requirement, fresh_version
from meetpoint.core.organisations.packs import Confidence, Pack, PackNote, PackOption

SHIPPED = list(packs.packs().values())


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.slug)
def test_pack_names_only_fields_and_options_that_exist(pack: Pack) -> None:
    assert {rule.field for rule in pack.rules} <= registry().policy_fields.keys()
    assert {option.name for option in pack.options} <= registry().options.keys()


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.slug)
def test_pack_speaks_both_languages_and_names_its_sources(pack: Pack) -> None:
    words = [pack.title, *(rule.reason for rule in pack.rules), *(note.text for note in pack.notes)]
    words += [rule.scope for rule in pack.rules if rule.scope]
    assert all({"en", "es"} <= said.keys() for said in words)
    assert all(said.source for said in (*pack.rules, *pack.options, *pack.notes))


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.slug)
def test_pack_has_one_rule_for_a_field(pack: Pack) -> None:
    fields = [rule.field for rule in pack.rules]
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.slug)
def test_pack_requires_nothing_that_was_not_read(pack: Pack) -> None:
    for rule in pack.rules:
        if rule.confidence != Confidence.VERIFIED:
            assert rule.in_force != Requirement.REQUIRED


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.slug)
def test_pack_never_turns_a_distribution_note_into_a_rule(pack: Pack) -> None:
    assert not [note for note in pack.notes if note.topic == "distribution" and note in pack.rules]
    assert {note.topic for note in pack.notes} <= {"distribution", "card", "reporting", "law"}


def test_words_fall_back_to_english() -> None:
    with translation.override("fr"):
        assert packs.say({"en": "Hello", "es": "Hola"}) == "Hello"
    with translation.override("es-mx"):
        assert packs.say({"en": "Hello", "es": "Hola"}) == "Hola"


def test_note_without_a_date_or_older_than_two_years_is_old() -> None:
    today = date(2026, 3, 1)
    words = {"en": "x"}
    for as_of, old in ((None, True), (date(2019, 8, 1), True), (date(2025, 8, 1), False)):
        note = PackNote(topic="law", text=words, source="x", confidence=Confidence.VERIFIED, as_of=as_of)
        assert note.is_old(today) is old


@pytest.mark.parametrize(
    "text",
    [
        'slug = "zz"',
        'slug = "zz"\nversion = "1"\njurisdiction = ""\ntitle = {en = "Z"}\nsurprise = 1',
        'slug = "other"\nversion = "1"\njurisdiction = ""\ntitle = {en = "Z"}',
        'slug = "zz"\nversion = "1"\njurisdiction = ""\ntitle = {en = "Z"}\n[[rules]]\nfield = "x"',
        'slug = "zz"\nversion = "1"\njurisdiction = ""\ntitle = {en = "Z"}\n[[rules]]\nfield = "x"\n'
        'requirement = "maybe"\nconfidence = "verified"',
    ],
)
def test_file_that_is_no_pack_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "zz.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"zz\.toml"):
        packs.read_pack(path)


RATE = Option(name="t.rate", label="Rate", help="", type=OptionType.COUNT, default=1, source="ours")


@pytest.fixture
def placed(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """An organisation in a place that sets one option verifiably and another from hearsay."""
    hearsay = Option(name="t.hearsay", label="Rate", help="", type=OptionType.COUNT)
    monkeypatch.setitem(registry().options, "t.rate", RATE)
    monkeypatch.setitem(registry().options, "t.hearsay", hearsay)
    given = (
        PackOption(
            name="t.rate",
            value="7",
            source="Act 7",
            confidence=Confidence.VERIFIED,
            effective_from=date(2024, 1, 1),
        ),
        PackOption(name="t.hearsay", value="9", source="?", confidence=Confidence.SECONDARY),
    )
    pack = Pack(slug="zz", version="1", jurisdiction="ZZ", title={"en": "Z"}, options=given)
    monkeypatch.setattr("meetpoint.core.organisations.policy.packs", lambda: {"zz": pack})
    Organisation.objects.filter(pk=org.pk).update(policy_pack="zz", policy_version=fresh_version())
    return org


def test_place_sets_an_option_from_its_day_on(placed: Organisation) -> None:
    found = options.option_in_force(placed.pk, "t.rate")
    assert (found.value, found.origin, found.source) == (7, options.Origin.PLACE, "Act 7")
    assert options.option_value(placed.pk, "t.rate", on=date(2023, 1, 1)) == 1


def test_place_does_not_set_an_option_from_hearsay(placed: Organisation) -> None:
    assert options.option_value(placed.pk, "t.hearsay") is None
    assert [found.value for found in options.options_in_force(placed.pk)][-2:] == [7, None]


def test_yes_no_option_is_read_and_written() -> None:
    option = Option(name="t.call", label="Call", help="", type=OptionType.YES_NO)
    assert [options.read_value(option, text) for text in ("", "yes", "no")] == [None, True, False]
    assert [options.written(option, value) for value in (None, True, False)] == ["", "yes", "no"]
    with pytest.raises(FieldError):
        options.read_value(option, "maybe")


def test_unknown_option_is_an_error(org: Organisation) -> None:
    with pytest.raises(KeyError):
        options.option_value(org.pk, "t.no_such_thing")
