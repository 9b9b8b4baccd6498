"""Codes of slips: made of a uid, read from careless typing, kept as fingerprints."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import receipts

UID = UUID("01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d")


def test_code_follows_from_the_last_fifteen_digits_of_the_uid() -> None:
    number = int(UID.hex[-15:], 16)
    body = "".join(receipts.ALPHABET[(number >> (5 * place)) & 31] for place in range(11, -1, -1))
    assert receipts.code_of(UID) == "RN9FDW54P71DE"
    assert receipts.code_of(UID)[:-1] == body


def test_careless_typing_and_scanned_addresses_are_read() -> None:
    code = receipts.code_of(UID)
    for typed in (
        receipts.spoken(code).lower(),
        f" {code} ",
        f"https://x.example/result/#{code}",
        code.replace("1", "l"),
    ):
        assert receipts.read(typed) == code


@settings(max_examples=40)
@given(place=st.integers(0, 12), character=st.sampled_from(receipts.ALPHABET))
def test_one_wrong_character_is_found(place: int, character: str) -> None:
    code = receipts.code_of(UID)
    wrong = code[:place] + character + code[place + 1 :]
    if wrong == code:
        assert receipts.read(wrong) == code
    else:
        with pytest.raises(receipts.CodeProblem):
            receipts.read(wrong)


@pytest.mark.parametrize("typed", ["", "K7M4", "K7M4-QX7P-2WND-AAAA", "ÄÖÜÄ-QX7P-2WNDA"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(receipts.CodeProblem):
        receipts.read(typed)


def test_codes_differ_and_fingerprints_do_not_tell_them() -> None:
    codes = {receipts.code_of(uuid7()) for _each in range(200)} | {receipts.draw() for _each in range(200)}
    assert len(codes) == 400
    code = codes.pop()
    assert receipts.mark_of(code) == receipts.mark_of(code) != receipts.mark_of(codes.pop())
    assert code not in receipts.mark_of(code)
