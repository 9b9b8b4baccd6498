"""Codes that somebody takes along, made with or without a network: `core/field/phone/slip.js` says the same.

A code is thirteen characters of Crockford's base 32, the last of which checks the others. The code of a
record follows from its `uid`: the last fifteen hexadecimal digits, which are random, are twelve characters.
"""

from __future__ import annotations

import secrets
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13
_BITS, _RANDOM_BITS = 5, 60
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def code_of(uid: UUID) -> str:
    """Return the code that follows from a uid: what a phone works out for itself."""
    return _with_check(uid.int & ((1 << _RANDOM_BITS) - 1))


def draw() -> str:
    """Return a code for a slip that is printed before there is a record."""
    return _with_check(secrets.randbits(_RANDOM_BITS))


def spoken(code: str) -> str:
    """Return a code in groups: 7K2M-QX4P-9WNDA."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def is_whole(code: str) -> bool:
    """Tell whether the last character of a code, all of them of ALPHABET, checks the others."""
    return code[-1] == _check(code[:-1])


def _with_check(number: int) -> str:
    places = range(_RANDOM_BITS - _BITS, -1, -_BITS)
    body = "".join(ALPHABET[(number >> place) & (len(ALPHABET) - 1)] for place in places)
    return body + _check(body)


def _check(body: str) -> str:
    """Odd weights, modulo 32: each wrong character is found, and nearly every swap of two neighbours."""
    total = sum(_VALUE[character] * (2 * place + 1) for place, character in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
