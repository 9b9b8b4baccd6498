"""Codes made from answers, and those of an earlier system: how they are kept, how often two share one.

A derived code is guessable by anyone who knows the person, so random codes are the default. It is kept
only as HMAC(organisation's key, Argon2id(code)); docs/decisions/0006 says why neither would do alone.
"""

from __future__ import annotations

import base64
import math
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from argon2.low_level import Type, hash_secret_raw
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Words
from meetpoint.core.people import code_keys, codes
from meetpoint.core.people.errors import CodeProblem
from meetpoint.core.people.models import CodeKind
from meetpoint.lib import keys

ARGON2_TIME = 3
ARGON2_MEMORY_KIB = 65_536
ARGON2_LANES = 1
"""Argon2id, three passes over 64 MiB: RFC 9106's second recommendation, with one lane instead of four since
small servers have two cores. Measured on one such core: 145 ms for each code. With the key stolen, the
some 60,000 codes of the smallest recipe then take 2.4 hours of a core instead of a fraction of a second."""

HIGHEST_TIE_BREAK = 9
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One answer that a recipe needs. `kind` is letters, digits, month, day, year or gender.

    `size` is how many letters or digits of the answer go into the code.
    """

    name: str
    label: Words
    help: Words = ""
    kind: str = "letters"
    size: int = 2


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A way to make a code from answers.

    `pattern` is what the finished code looks like. `effective_values` is how many equally likely codes
    would collide as often as the real ones do (None where nobody has published it), from `source`.
    """

    slug: str
    label: Words
    example: str
    questions: tuple[Question, ...]
    pattern: str
    effective_values: int | None
    source: str


GENDERS = (
    ("M", gettext_lazy("Man")),
    ("F", gettext_lazy("Woman")),
    ("T", gettext_lazy("Trans or another gender")),
)

MOTHER_MONTH_YEAR = Recipe(
    slug="mother_month_year",
    label=gettext_lazy("Mother’s first name (2 letters), birth month, birth year (2 digits)"),
    example="MA0785",
    questions=(
        Question(name="mother", label=gettext_lazy("First two letters of the mother’s first name")),
        Question(name="month", label=gettext_lazy("Month of birth"), kind="month"),
        Question(name="year", label=gettext_lazy("Year of birth"), kind="year"),
    ),
    pattern=r"[^\W\d_]{2}(?:0[1-9]|1[0-2])\d\d",
    effective_values=60_000,
    source="Recipe of SUDS 1.20 (github.com/taugustincst/suds), whose notes say 60,000 effective values.",
)

LETTERS_AND_DIGITS = Recipe(
    slug="letters_digits",
    label=gettext_lazy("Gender, four letters to remember, four digits to remember"),
    example="FROSA1974",
    questions=(
        Question(name="gender", label=gettext_lazy("Gender"), kind="gender"),
        Question(name="letters", label=gettext_lazy("Four letters that are easy to remember"), size=4),
        Question(
            name="digits", label=gettext_lazy("Four digits that are easy to remember"), kind="digits", size=4
        ),
    ),
    pattern=r"[MFT][^\W\d_]{4}\d{4}",
    effective_values=None,
    source="Recipe of the Ontario harm reduction database (ONHRDB), confluence.camh.ca page 104006540.",
)

SURNAME_GENDER_DAY_YEAR = Recipe(
    slug="surname_gender_day_year",
    label=gettext_lazy("Surname (2 letters), gender, day of birth, birth year (2 digits)"),
    example="GAF1790",
    questions=(
        Question(name="surname", label=gettext_lazy("First two letters of the surname")),
        Question(name="gender", label=gettext_lazy("Gender"), kind="gender"),
        Question(name="day", label=gettext_lazy("Day of the month of birth"), kind="day"),
        Question(name="year", label=gettext_lazy("Year of birth"), kind="year"),
    ),
    pattern=r"[^\W\d_]{2}[MFT](?:0[1-9]|[12]\d|3[01])\d\d",
    effective_values=250_000,
    source=(
        "Recipe of PASMO in Central America. 250,000 fits a simulation with realistic names and birth "
        "dates, in which 0.6 % of 1,000, 2.34 % of 5,000 and 7.39 % of 20,000 people shared a code."
    ),
)

RECIPES = {recipe.slug: recipe for recipe in (MOTHER_MONTH_YEAR, LETTERS_AND_DIGITS, SURNAME_GENDER_DAY_YEAR)}


# --- from answers to a code -------------------------------------------------------------------


def plain(text: str) -> str:
    """Return letters and digits only, in capitals and without accents: `José-María` gives `JOSEMARIA`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if sign.isalnum()).upper()


def compose(recipe: Recipe, answers: Mapping[str, str]) -> str:
    """Return the code that the answers make. Raises CodeProblem with a message for each answer to mend."""
    parts: list[str] = []
    problems: dict[str, str] = {}
    for question in recipe.questions:
        try:
            parts.append(_part(question, plain(str(answers.get(question.name) or "")[:80])))
        except CodeProblem as problem:
            problems[question.name] = str(problem)
    if problems:
        raise CodeProblem(_("Some answers cannot be used for the code yet."), fields=problems)
    return "".join(parts)


def read_typed(recipe: Recipe, text: str) -> tuple[str, int] | None:
    """Return the code and tie-break digit that typed text holds, or None when it is not of this recipe."""
    found = re.fullmatch(f"({recipe.pattern})([2-{HIGHEST_TIE_BREAK}])?", plain(text[:80]))
    return (found[1], int(found[2] or 0)) if found else None


def _part(question: Question, answer: str) -> str:
    if question.kind == "letters":
        return _letters(answer, question.size)
    if question.kind == "gender":
        if answer not in {value for value, _label in GENDERS}:
            raise CodeProblem(_("Choose one of the answers listed."))
        return answer
    return _digits(question, answer)


def _letters(answer: str, size: int) -> str:
    letters = "".join(sign for sign in answer if sign.isalpha())
    if not letters:
        raise CodeProblem(_("Write at least one letter."))
    return letters[:size].ljust(size, "X")


def _digits(question: Question, answer: str) -> str:
    if not (answer.isascii() and answer.isdecimal()):
        raise CodeProblem(_("Write digits only."))
    if question.kind == "year":
        if len(answer) not in (2, 4):
            raise CodeProblem(_("Write the year with four digits, such as 1985."))
        return answer[-2:]
    if question.kind in _HIGHEST:
        if not 1 <= int(answer) <= _HIGHEST[question.kind]:
            raise CodeProblem(
                _("Write a number from 1 to %(highest)d.") % {"highest": _HIGHEST[question.kind]}
            )
        return f"{int(answer):02}"
    if len(answer) != question.size:
        raise CodeProblem(_("Write %(count)d digits.") % {"count": question.size})
    return answer


_HIGHEST = {"month": 12, "day": 31}


# --- from a code to what is stored -----------------------------------------------------------------


def slow_hash(salt: bytes, code: str) -> bytes:
    """Return Argon2id of a code; one at a time in a process, so that memory stays at 64 MiB."""
    with _one_at_a_time:
        return hash_secret_raw(code.encode(), salt, ARGON2_TIME, ARGON2_MEMORY_KIB, ARGON2_LANES, 32, Type.ID)


def lookups(secret: bytes, organisation_id: int, hashed: bytes, *, ties: Sequence[int]) -> list[str]:
    """Return the keyed hashes of one code with each tie-break digit, 44 characters of base64 each."""
    macs = (keys.fingerprint(secret, "derived code", str(organisation_id), hashed, str(tie)) for tie in ties)
    return [base64.urlsafe_b64encode(mac).decode() for mac in macs]


def with_tie_break(code: str, tie: int) -> str:
    """Return a code as the person says it: `MA0785`, or `MA0785-2` when others had it before."""
    return f"{code}-{tie}" if tie else code


# --- codes of an earlier system ------------------------------------------------------------------------

EARLIER_TIME = 2
EARLIER_MEMORY_KIB = 19_456
EARLIER_LANES = 1
"""Argon2id, two passes over 19 MiB: the least that OWASP's password storage sheet allows, 25 ms of a core.
A log of 100,000 contacts has thousands of codes, and each is hashed; docs/decisions/0008."""

LONGEST_EARLIER = 80


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """Under what one old code may be found: `own` is how it is kept when nobody has it yet."""

    own: str
    kind: CodeKind
    tie_break: int = 0
    as_card: str = ""

    @property
    def lookups(self) -> tuple[str, ...]:
        """Every hash under which the person may already be here."""
        return (self.own, self.as_card) if self.as_card else (self.own,)


class OldCodes:
    """Turns codes of a log into what is kept of them; slow, so ask for each code once.

    Safe to use from several threads: the hashing lets go of the interpreter.
    """

    def __init__(self, organisation_id: int, secret: bytes, recipe: Recipe | None) -> None:
        self.organisation_id = organisation_id
        self._secret = secret
        self._recipe = recipe

    def known(self, text: str) -> Known:
        """Return what is kept of a code: as one made from answers where it fits the recipe, else as old."""
        typed = read_typed(self._recipe, text) if self._recipe else None
        if typed is not None:
            code, tie = typed
            hashed = slow_hash(code_keys.salt(self._secret), code)
            (own,) = lookups(self._secret, self.organisation_id, hashed, ties=[tie])
            return Known(own, CodeKind.DERIVED, tie)
        own = earlier_lookup(self._secret, self.organisation_id, text)
        return Known(own, CodeKind.EARLIER, as_card=self._as_card(text))

    def _as_card(self, text: str) -> str:
        try:
            return codes.lookup(self._secret, self.organisation_id, codes.read(text))
        except CodeProblem:
            return ""


def earlier_lookup(secret: bytes, organisation_id: int, text: str) -> str:
    """Return the keyed slow hash of an old code, 44 characters; case, accents and signs are forgiven."""
    code = plain(text[:LONGEST_EARLIER]) or sha256(text.encode()).hexdigest()
    # The salt is made from the key, since the same code must meet again.
    salt = keys.fingerprint(secret, "salt of earlier codes")[:16]
    hashed = hash_secret_raw(
        code.encode(), salt, EARLIER_TIME, EARLIER_MEMORY_KIB, EARLIER_LANES, 32, Type.ID
    )
    mac = keys.fingerprint(secret, "earlier code", str(organisation_id), hashed)
    return base64.urlsafe_b64encode(mac).decode()


# --- how often two people share a code ---------------------------------------------------------------


def expected_pairs(people: int, effective_values: int) -> float:
    """Return how many pairs of people are expected to share a code: n(n−1)/(2N), the birthday bound."""
    return people * (people - 1) / (2 * effective_values)


def expected_sharing(people: int, effective_values: int) -> float:
    """Return the share (0 to 1) of people expected to share a code: 1 − (1 − 1/N)^(n−1)."""
    if people < 2:
        return 0.0
    return -math.expm1((people - 1) * math.log1p(-1 / effective_values))
