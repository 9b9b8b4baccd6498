"""What each kind of field takes, what it refuses and in which words, and how it describes itself."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.core.modules.fields import (
    Amount,
    Choice,
    Choices,
    Count,
    Counts,
    Day,
    Field,
    FieldError,
    ShortText,
    YesNo,
    read_all,
)

MOODS = (("fine", "Fine"), ("low", "Low"))
COUNT = Count(name="n", label="Number", maximum=600, presets=(5, 10))
AMOUNT = Amount(name="a", label="Amount", unit="litres")
CHOICE = Choice(name="c", label="Mood", choices=MOODS, leads_to=(("low", "talk"),))
SEVERAL = Choices(name="m", label="Moods", choices=MOODS)
TICK = YesNo(name="y", label="Talked")
WORDS = ShortText(name="w", label="Words", max_length=10)
COUNTY = ShortText(name="county", label="County", help="Letters only.", pattern=r"[^\d]+")
DAY = Day(name="d", label="Day")
SLOTS = Counts(name="s", label="Slots", choices=(("a1", "A1"), ("a2", "A2")), maximum=20)
KINDS = (COUNT, AMOUNT, CHOICE, SEVERAL, TICK, WORDS, COUNTY, DAY, SLOTS)


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (COUNT, " 12 ", 12),
        (COUNT, 0, 0),
        (AMOUNT, "1,5", Decimal("1.5")),
        (AMOUNT, Decimal("0.95"), Decimal("0.95")),
        (CHOICE, "low", "low"),
        (SEVERAL, ["low", "fine", "low"], ("fine", "low")),
        (SEVERAL, "low", ("low",)),
        (SEVERAL, [], None),
        (TICK, "on", True),
        (TICK, True, True),
        (TICK, "", False),
        (WORDS, "a few", "a few"),
        (COUNTY, "Harbor", "Harbor"),
        (DAY, "2026-03-14", date(2026, 3, 14)),
        (SLOTS, {"a2": "7", "a1": " "}, {"a2": 7}),
        (SLOTS, {"a2": 0, "a1": "3"}, {"a1": 3, "a2": 0}),
        (SLOTS, "many", None),
    ],
)
def test_field_takes(field, raw, value) -> None:
    assert field.read(raw) == value


@pytest.mark.parametrize("field", [field for field in KINDS if field is not TICK])
def test_nothing_said_is_nothing_unless_required(field) -> None:
    assert field.read("  ") is None or field.read(None) is None
    demanded = type(field)(**{**vars(field), "required": True})
    with pytest.raises(FieldError):
        demanded.read(None)


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        (COUNT, "many"),
        (COUNT, "601"),
        (COUNT, "-1"),
        (COUNT, "1.5"),
        (COUNT, "9" * 5000),
        (AMOUNT, "much"),
        (AMOUNT, "NaN"),
        (AMOUNT, "Infinity"),
        (AMOUNT, "-0.1"),
        (CHOICE, "angry"),
        (SEVERAL, ["low", "angry"]),
        (WORDS, "a" * 11),
        (WORDS, "a\x00b"),
        (COUNTY, "12 Main"),
        (DAY, "14/03/2026"),
        (DAY, "2026-02-30"),
    ],
)
def test_field_refuses_with_words(field, raw) -> None:
    with pytest.raises(FieldError) as refusal:
        field.read(raw)
    assert str(refusal.value).endswith(".")


def test_pattern_is_explained_by_the_help() -> None:
    with pytest.raises(FieldError, match="Letters only"):
        COUNTY.read("12")


@given(st.text())
def test_no_text_breaks_a_field(text: str) -> None:
    for field in KINDS:
        try:
            field.read(text)
        except FieldError:
            continue


def test_every_kind_describes_itself_as_plain_data() -> None:
    for field in KINDS:
        assert json.loads(json.dumps(field.describe()))["kind"] == field.kind
    assert CHOICE.describe()["leads_to"] == [["low", "talk"]]
    assert COUNT.describe()["presets"] == [5, 10]


def test_field_without_a_kind_cannot_read() -> None:
    with pytest.raises(NotImplementedError):
        Field(name="x", label="X").read("something")


def test_all_are_read_and_each_problem_stands_under_its_name() -> None:
    values, problems = read_all((COUNT, CHOICE, TICK, WORDS), {"n": "3", "c": "angry", "y": "", "w": ""})
    assert values == {"n": 3}
    assert set(problems) == {"c"}


def test_yes_no_parses_as_it_reads() -> None:
    assert TICK.parse("sí") is True


def test_counts_say_which_row_is_wrong() -> None:
    with pytest.raises(FieldError, match=r"A2: Write a number from 0 to 20\."):
        SLOTS.read({"a1": "3", "a2": "21"})
    with pytest.raises(FieldError, match=r"not on the list: b9"):
        SLOTS.read({"b9": "1"})
