"""Which lots a notice means."""

from datetime import date

import pytest

from meetpoint.core.recalls.rules import (
    MOST_NAMES,
    Marked,
    Name,
    lots_meant,
    plain,
    problem_of_notice_date,
    read_names,
)
from meetpoint.core.supplies.serials import read_serials
from meetpoint.lib.errors import DomainError

KITS = read_serials("#002441", "#007967")


def test_numbers_are_read_from_lines_and_commas_once_each() -> None:
    names = read_names("Lot 72680LL, lot# 76510LL\n\n 72680LL ;LOTE: 9")
    assert [name.number for name in names] == ["72680LL", "76510LL", "9"]


def test_a_range_of_serials_stands_alone_or_within_lots() -> None:
    assert read_names("", serials=("#002441", "#007967"), item_id=4) == [Name("", KITS, 4)]
    assert read_names("417063", serials=("#002441", "#007967")) == [Name("417063", KITS)]


@pytest.mark.parametrize("text", ["", " , ;", "X" * 61, ",".join(map(str, range(MOST_NAMES + 1)))])
def test_what_names_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        read_names(text)
    assert "numbers" in refusal.value.fields


def test_a_number_is_the_same_however_it_is_spaced() -> None:
    assert plain("aB-12 / 3") == "AB123"
    lots = [Marked(1, 7, "417 063"), Marked(2, 7, "417064"), Marked(3, 8, "417-063")]
    assert lots_meant([Name("417063")], lots) == [1, 3]
    assert lots_meant([Name("417063", item_id=8)], lots) == [3]


def test_a_number_of_signs_alone_means_only_itself() -> None:
    assert lots_meant([Name("№")], [Marked(1, 7, "№"), Marked(2, 7, "--")]) == [1]


def test_serials_mean_the_lots_whose_range_meets_them() -> None:
    lots = [
        Marked(1, 7, "A", read_serials("7000", "9000")),
        Marked(2, 7, "B", read_serials("7968", "9000")),
        Marked(3, 7, "C"),
    ]
    assert lots_meant([Name("", KITS)], lots) == [1]


def test_in_doubt_a_lot_with_the_number_is_meant() -> None:
    lots = [
        Marked(1, 7, "417063"),
        Marked(2, 8, "417063", read_serials("1", "10")),
        Marked(3, 9, "417063", read_serials("7000", "7001")),
    ]
    assert lots_meant([Name("417063", KITS)], lots) == [1, 3]


def test_a_notice_is_of_the_past() -> None:
    today = date(2026, 3, 2)
    assert problem_of_notice_date(None, today) == ""
    assert problem_of_notice_date(today, today) == ""
    assert problem_of_notice_date(date(2026, 3, 3), today)
    assert problem_of_notice_date(date(1984, 12, 31), today)
