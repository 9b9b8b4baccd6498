"""What a participant may be asked about themselves: questions, answers, and how raw text is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import (
    Choice,
    Choices,
    Count,
    Field,
    FieldError,
    ShortText,
    Words,
    read_all,
)
from meetpoint.core.organisations.policy import DECLINED, policy_for
from meetpoint.lib.errors import DomainError

DECLINES = (DECLINED, gettext_lazy("Prefers not to say"))

GENDER = (
    ("woman", gettext_lazy("Woman")),
    ("man", gettext_lazy("Man")),
    ("trans_woman", gettext_lazy("Trans woman")),
    ("trans_man", gettext_lazy("Trans man")),
    ("nonbinary", gettext_lazy("Non-binary")),
    ("two_spirit", gettext_lazy("Two-Spirit")),
    ("other", gettext_lazy("Another gender")),
    DECLINES,
)

RACE_ETHNICITY = (
    ("american_indian", gettext_lazy("American Indian or Alaska Native")),
    ("asian", gettext_lazy("Asian")),
    ("black", gettext_lazy("Black or African American")),
    ("hispanic", gettext_lazy("Hispanic or Latino")),
    ("middle_eastern", gettext_lazy("Middle Eastern or North African")),
    ("pacific_islander", gettext_lazy("Native Hawaiian or Pacific Islander")),
    ("white", gettext_lazy("White")),
    DECLINES,
)
"""The seven categories of the US Statistical Policy Directive 15 (2024), any number of them."""

HOUSING = (
    ("stable", gettext_lazy("Has a stable place to live")),
    ("unstable", gettext_lazy("Staying with others, in a motel, or at risk of losing housing")),
    ("shelter", gettext_lazy("In a shelter")),
    ("outside", gettext_lazy("Outside, in a vehicle or in a camp")),
    ("institution", gettext_lazy("In treatment, hospital or custody")),
    DECLINES,
)

LANGUAGE = (
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ht", "Kreyòl ayisyen"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("ar", "العربية"),
    ("asl", gettext_lazy("American Sign Language")),
    ("other", gettext_lazy("Another language")),
    DECLINES,
)


@dataclass(frozen=True, kw_only=True)
class Zip3(ShortText):
    """The first three digits of a ZIP code; more digits are dropped, so that no exact place is kept."""

    def parse(self, text: str) -> str:
        digits = text.replace(" ", "").replace("-", "")
        if not (digits.isascii() and digits.isdecimal() and 3 <= len(digits) <= 9):
            raise FieldError(_("Write the first three digits of the ZIP code, such as 606."))
        return digits[:3]


QUESTIONS: tuple[Field, ...] = (
    Count(
        name="birth_year",
        label=gettext_lazy("Year of birth"),
        help=gettext_lazy("The year only."),
        minimum=1900,
        maximum=2100,
    ),
    Choice(name="gender", label=gettext_lazy("Gender"), choices=GENDER),
    Choices(
        name="race_ethnicity",
        label=gettext_lazy("Race and ethnicity"),
        help=gettext_lazy("As many as fit."),
        choices=RACE_ETHNICITY,
    ),
    Zip3(
        name="zip3",
        label=gettext_lazy("Area (ZIP)"),
        help=gettext_lazy("The first three digits; more are not kept."),
    ),
    Choice(name="housing", label=gettext_lazy("Housing"), choices=HOUSING),
    Choice(name="language", label=gettext_lazy("Language"), choices=LANGUAGE),
)

POLICY_FIELDS: dict[str, Words] = {f"participant.{question.name}": question.label for question in QUESTIONS}


def questions_for(organisation_id: int) -> tuple[Field, ...]:
    """Return the questions that the organisation's place does not forbid."""
    policy = policy_for(organisation_id)
    return tuple(
        question for question in QUESTIONS if not policy.is_forbidden(f"participant.{question.name}")
    )


def read_answers(organisation_id: int, raw: Mapping[str, object]) -> dict[str, Any]:
    """Return the columns of `Demographics` that raw answers fill, blank where nothing was said.

    Raises DomainError with a message for each answer that cannot be read, and FieldForbidden for a
    question that must not be asked at the organisation's place.
    """
    values, problems = read_all(QUESTIONS, raw)
    if problems:
        raise DomainError(_("Not saved yet. Please look at the marked answers."), fields=problems)
    policy_for(organisation_id).check({f"participant.{name}": value for name, value in values.items()})
    return {
        "birth_year": values.get("birth_year"),
        "gender": values.get("gender", ""),
        "race_ethnicity": ",".join(values.get("race_ethnicity", ())),
        "zip3": values.get("zip3", ""),
        "housing": values.get("housing", ""),
        "language": values.get("language", ""),
    }


def in_words(stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return question and answer, in words, for everything that was said; `stored` holds the columns."""
    said = [(question, stored[question.name]) for question in QUESTIONS if stored[question.name]]
    return [(str(question.label), _answer(question, value)) for question, value in said]


def _answer(question: Field, value: object) -> str:
    if not isinstance(question, Choice):
        return str(value)
    words = dict(question.choices)
    return ", ".join(str(words.get(part, part)) for part in str(value).split(","))
