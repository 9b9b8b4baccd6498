"""Codes: what every possible slip of one or two characters does, what is forgiven, and what is stored."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetpoint.core.people import codes
from meetpoint.core.people.errors import CodeProblem
from meetpoint.lib.keys import KeyMissing

ORDER = len(codes.ALPHABET)


def test_alphabet_has_thirty_characters_and_no_lookalike() -> None:
    assert len(set(codes.ALPHABET)) == 30
    assert not set(codes.ALPHABET) & set("ILOSUZ")


def test_code_beyond_its_short_form_has_eighty_bits() -> None:
    free = codes.FULL - codes.SHORT - 1
    assert ORDER**free >= 2**80


def test_weights_differ_at_every_position_of_the_longest_code() -> None:
    """The proof behind the two tests below: the modulus is prime and no two positions weigh the same."""
    weights = [3**position % 31 for position in range(codes.FULL)]
    assert len(set(weights)) == codes.FULL
    assert all(31 % divisor for divisor in range(2, 31))


def test_every_single_wrong_character_is_caught_at_every_position() -> None:
    """Exhaustive: right + weight × (other − right) never leaves 1, for each place and pair."""
    for position, right, wrong in product(range(codes.FULL), range(ORDER), range(ORDER)):
        if right != wrong:
            assert 3**position * (wrong - right) % 31 != 0


def test_every_swap_of_any_two_different_characters_is_caught() -> None:
    """Exhaustive over all pairs of positions, near or far, and all pairs of characters."""
    for left, right in combinations(range(codes.FULL), 2):
        weight = 3**left - 3**right
        for one, other in combinations(range(ORDER), 2):
            assert weight * (one - other) % 31 != 0


@pytest.mark.parametrize("_round", range(20))
def test_drawn_code_catches_each_slip_in_practice(_round: int) -> None:
    for code in (codes.draw().short, codes.draw().full):
        assert codes.has_right_check(code)
        for position, wrong in product(range(len(code)), codes.ALPHABET):
            if wrong != code[position]:
                assert not codes.has_right_check(code[:position] + wrong + code[position + 1 :])
        for left, right in combinations(range(len(code)), 2):
            if code[left] != code[right]:
                swapped = list(code)
                swapped[left], swapped[right] = swapped[right], swapped[left]
                assert not codes.has_right_check("".join(swapped))


def test_every_check_value_is_drawn_but_the_one_without_a_character() -> None:
    seen = {codes.draw().short[-1] for _ in range(2000)}
    assert seen == set(codes.ALPHABET)


def test_short_form_starts_the_code_and_is_grouped() -> None:
    code = codes.draw()
    assert code.full.startswith(code.short)
    assert code.spoken == f"{code.short[:3]}-{code.short[3:]}"
    assert "".join(code.groups) == code.full
    assert {len(group) for group in code.groups} == {5}


def test_code_never_shows_in_a_log() -> None:
    code = codes.draw()
    assert code.short not in repr(code)
    assert code.short not in f"{code}"


def test_example_of_the_help_text_is_a_right_code() -> None:
    assert codes.read(codes.EXAMPLE) == codes.EXAMPLE.replace("-", "")


def with_check(body: str) -> str | None:
    """Add the check character found by trying all thirty; None for the bodies that have none."""
    return next((body + sign for sign in codes.ALPHABET if codes.has_right_check(body + sign)), None)


NORMAL = st.sampled_from([codes.SHORT - 1, codes.FULL - 1]).flatmap(
    lambda size: st.text(codes.ALPHABET, min_size=size, max_size=size).map(with_check).filter(bool)
)
LIKE = {"1": "1IiLl", "0": "0Oo", "5": "5Ss", "2": "2Zz", "V": "VvUu"}


@settings(deadline=None)  # a busy machine is no fault of the code
@given(NORMAL, st.data())
def test_careless_typing_is_forgiven(wanted: str, data: st.DataObject) -> None:
    between = st.sampled_from(["", " ", "-", ".", "–", "\t", "\u00a0"])
    signs = [
        data.draw(between) + data.draw(st.sampled_from(LIKE.get(sign, sign + sign.lower())))
        for sign in wanted
    ]
    assert codes.read(f" {''.join(signs)} ") == wanted


@given(st.text())
def test_any_text_is_either_a_code_or_a_message(text: str) -> None:
    try:
        outcome = codes.has_right_check(codes.read(text))
    except CodeProblem as problem:
        outcome = bool(str(problem))
    assert outcome


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Type the code"),
        (" - ", "Type the code"),
        ("K7M 4QÑ7", "“Ñ”"),
        ("K7M+4QX7", r"“\+”"),
        ("K7M-4QX", "this has 6"),
        ("K7M-4QX77", "this has 8"),
        ("K7M-4QX8", "One character is not right, or two have changed places"),
        ("7KM-4QX7", "two have changed places"),
        ("x" * 5000, "this has 80"),
    ],
)
def test_wrong_code_says_what_to_check(typed: str, message: str) -> None:
    with pytest.raises(CodeProblem, match=message):
        codes.read(typed)


def test_lookup_depends_on_key_organisation_and_code() -> None:
    one = codes.lookup(b"a" * 32, 1, "K7M4QX7")
    assert len(one) == 44
    assert one == codes.lookup(b"a" * 32, 1, "K7M4QX7")
    others = {
        codes.lookup(b"b" * 32, 1, "K7M4QX7"),
        codes.lookup(b"a" * 32, 2, "K7M4QX7"),
        codes.lookup(b"a" * 32, 1, "K7M4QX8"),
    }
    assert len(others | {one}) == 4


def test_sealed_code_opens_only_with_its_key_and_in_its_row() -> None:
    code = codes.draw()
    sealed = codes.seal(b"a" * 32, code, row="one")
    assert code.full.encode() not in sealed
    assert codes.unseal(b"a" * 32, sealed, row="one") == code
    with pytest.raises(KeyMissing):
        codes.unseal(b"b" * 32, sealed, row="one")
    with pytest.raises(KeyMissing):
        codes.unseal(b"a" * 32, sealed, row="two")
