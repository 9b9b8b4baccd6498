"""Whole numbers as people and pages write them."""

import sys

import pytest

from meetpoint.lib.numbers import LONGEST, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("12", 12), (" 12\n", 12), ("+12", 12), ("-12", -12), ("-0", 0),
        ("007", 7), ("0" * 5000, 0), ("0" * 5000 + "5", 5), ("100", 100), ("-100", -100),
    ],
)  # fmt: skip
def test_whole_number_within_reach_is_read(text: str, number: int) -> None:
    assert whole_number(text, most=100) == number


@pytest.mark.parametrize("text", ["101", "-101", "9" * LONGEST, "9" * (LONGEST + 1), "-" + "9" * 5000])
def test_whole_number_beyond_reach_is_none(text: str) -> None:
    assert whole_number(text, most=100) is None


@pytest.mark.parametrize(
    "text", ["", " ", "x", "1.5", "1e3", "0x1F", "1_000", "1,000", "--1", "+", "1 2", "1\x00", "²", "٣", "½"]
)
def test_whole_number_written_otherwise_is_none(text: str) -> None:
    assert whole_number(text, most=100) is None


def test_whole_number_of_more_digits_than_python_reads_is_none() -> None:
    text = "1" * (sys.get_int_max_str_digits() + 1)
    with pytest.raises(ValueError):
        int(text)
    assert whole_number(text, most=100) is None
    assert whole_number("0" * len(text), most=100) == 0


def test_whole_number_as_long_as_a_column_holds() -> None:
    longest = 10**LONGEST - 1
    assert whole_number(str(longest), most=longest) == longest
