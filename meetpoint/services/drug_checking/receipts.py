"""The code on the slip that somebody takes along: made without a network, kept only as a fingerprint.

A code is thirteen characters of Crockford's base 32, the last of which checks the others. The code of a
sample that was taken in on a phone follows from its `uid`: the last fifteen hexadecimal digits, which are
random, are twelve characters. Slips may as well be printed beforehand, and typed or scanned with the sample.
"""

from __future__ import annotations

import secrets
import unicodedata
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.lib import keys
from meetpoint.lib.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13
EXAMPLE = "7K2M-QX4P-9WNDA"
_BITS, _RANDOM_BITS = 5, 60
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LONGEST_TYPED = 60


class CodeProblem(DomainError):
    """What was typed cannot be a code; says what to look at."""


def code_of(uid: UUID) -> str:
    """Return the code of a sample by its uid: what a phone works out for itself."""
    return _with_check(uid.int & ((1 << _RANDOM_BITS) - 1))


def draw() -> str:
    """Return a code for a slip that is printed before there is a sample."""
    return _with_check(secrets.randbits(_RANDOM_BITS))


def spoken(code: str) -> str:
    """Return a code in groups: 7K2M-QX4P-9WNDA."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def read(text: str) -> str:
    """Return a typed or scanned code in its normal form. Case, spaces, hyphens and look-alikes are forgiven.

    A scanned address is understood as well: what follows its `#` is the code. Raises CodeProblem.
    """
    plain = unicodedata.normalize("NFKC", text.strip().rpartition("#")[2][:_LONGEST_TYPED]).upper()
    typed = "".join(character for character in plain if character.isalnum()).translate(_LOOKALIKES)
    if len(typed) != LENGTH or any(character not in _VALUE for character in typed):
        raise CodeProblem(
            _("A code has 13 letters and digits, such as %(example)s. Please look at the slip again.")
            % {"example": EXAMPLE}
        )
    if typed[-1] != _check(typed[:-1]):
        raise CodeProblem(_("One character of this code is not right. Please read it again, one by one."))
    return typed


def mark_of(code: str) -> str:
    """Return the keyed fingerprint under which a code is kept; without the key file it leads nowhere."""
    return keys.fingerprint(keys.key(settings.KEYS, "drug-checking"), "receipt", code).hex()


def _with_check(number: int) -> str:
    places = range(_RANDOM_BITS - _BITS, -1, -_BITS)
    body = "".join(ALPHABET[(number >> place) & (len(ALPHABET) - 1)] for place in places)
    return body + _check(body)


def _check(body: str) -> str:
    """Odd weights, modulo 32: each wrong character is found, and nearly every swap of two neighbours."""
    total = sum(_VALUE[character] * (2 * place + 1) for place, character in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
