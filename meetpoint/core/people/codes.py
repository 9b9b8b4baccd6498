"""Participant codes: how they are drawn, read from careless typing, checked, looked up and sealed.

A code is 25 characters. The first seven are the short form that people say aloud: six random
characters and their check character. Seventeen more random characters follow (83 bits that nobody who
overheard the short form knows), and a check character over the whole.
"""

import base64
import secrets
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.people.errors import CodeProblem
from meetpoint.lib import keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXY"
"""Thirty characters. I, L, O, S, U and Z are left out and read as the one that they resemble."""

LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "S": "5", "U": "V", "Z": "2"})
EXAMPLE = "K7M-4QX7"
SHORT = 7
FULL = 25
_MODULUS = 31
_RADIX = 3
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LONGEST_TYPED = 80


@dataclass(frozen=True, slots=True)
class Code:
    """A code in its normal form: 25 characters, nothing between them."""

    full: str

    @property
    def short(self) -> str:
        """The seven characters that are said and typed."""
        return self.full[:SHORT]

    @property
    def spoken(self) -> str:
        """The short form, grouped for speaking: `K7M-4QX7`."""
        return spoken(self.short)

    @property
    def groups(self) -> list[str]:
        """The whole code in five groups of five, for the back of the card."""
        return [self.full[start : start + 5] for start in range(0, FULL, 5)]

    def __repr__(self) -> str:
        return "Code(…)"


def draw() -> Code:
    """Return a new code from the system's random source."""
    return Code(_with_check(_with_check("", SHORT - 1), FULL - SHORT - 1))


def spoken(short: str) -> str:
    """Return a short form as three and four characters."""
    return f"{short[:3]}-{short[3:]}"


def read(text: str) -> str:
    """Return what was typed or scanned in normal form: a short form or a whole code, its check right.

    Case, spaces, hyphens and look-alikes are forgiven. Raises CodeProblem, which says what to check:
    the length, a character that no code has, or one character wrong or two swapped.
    """
    typed = tidy(text)
    if not typed:
        raise CodeProblem(_("Type the code on the card, or scan it."))
    strange = [character for character in typed if character not in _VALUE]
    if strange:
        raise CodeProblem(
            _("Codes have no “%(character)s” in them. Please check that character.")
            % {"character": strange[0]}
        )
    if len(typed) not in (SHORT, FULL):
        raise CodeProblem(
            _(
                "A code has 7 characters, such as %(example)s; this has %(count)d. "
                "Check whether one is missing or doubled."
            )
            % {"count": len(typed), "example": EXAMPLE}
        )
    if not has_right_check(typed):
        raise CodeProblem(
            _(
                "One character is not right, or two have changed places. "
                "Please read the code again, character by character."
            )
        )
    return typed


def tidy(text: str) -> str:
    """Return typed text in capitals, without spaces, hyphens and dots, and with look-alikes resolved."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TYPED]).upper()
    kept = "".join(
        character for character in plain if character.isalnum() or unicodedata.category(character)[0] == "S"
    )
    return kept.translate(LOOKALIKES)


def has_right_check(text: str) -> bool:
    """Tell whether the last character is the right check character for the others.

    ISO 7064's pure system with modulus 31 and radix 3: text is right when the sum of value × 3^position,
    counted from the right, leaves 1. Since 31 is prime and 3 has order 30, weights differ in codes of up
    to 30 characters, so every single wrong character and every swap of any two is found.
    """
    return _weighted(text) == 1


def _weighted(text: str) -> int:
    total = 0
    for character in text:
        total = (total * _RADIX + _VALUE[character]) % _MODULUS
    return total


def _with_check(prefix: str, count: int) -> str:
    """Add `count` random characters and a check character; draw again where the check has none."""
    while True:
        body = prefix + "".join(secrets.choice(ALPHABET) for _position in range(count))
        value = (1 - _weighted(body) * _RADIX) % _MODULUS
        if value < len(ALPHABET):
            return body + ALPHABET[value]


def lookup(secret: bytes, organisation_id: int, normal: str) -> str:
    """Return the keyed hash under which a code is stored and found, 44 characters of base64."""
    mac = keys.fingerprint(secret, "code", str(organisation_id), normal)
    return base64.urlsafe_b64encode(mac).decode()


def seal(secret: bytes, code: Code, *, row: str) -> bytes:
    """Encrypt a whole code for one row, named by its lookup, so that its card can be printed again."""
    return keys.seal(secret, code.full.encode(), bound_to=_binding(row))


def unseal(secret: bytes, sealed: bytes, *, row: str) -> Code:
    """Return the code that `seal` kept. Raises lib.keys.KeyMissing when the key or the row is another."""
    return Code(keys.unseal(secret, sealed, bound_to=_binding(row)).decode())


def _binding(row: str) -> str:
    return f"people_participantcode/sealed/{row}"
