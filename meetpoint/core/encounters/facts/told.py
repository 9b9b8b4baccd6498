"""What participants told about themselves, as coarse as reports need it: bands, one word, wide areas."""

from __future__ import annotations

from datetime import date

from meetpoint.core.people.models import Demographics

AGE_BANDS = ("under_18", "18_24", "25_34", "35_44", "45_54", "55_64", "65_over")
_BEGIN = (18, 25, 35, 45, 55, 65)

SEVERAL = "several"
"""Stands for more than one race or ethnicity: the combinations are too rare to be kept apart."""

FEW_PEOPLE = frozenset(
    "036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893".split()  # noqa: SIM905 - reads as a list
)
"""Areas of 20,000 people or fewer by the census of 2000 (HHS, guidance on de-identification, 2012)."""

WIDE_AREA = "000"


def age_band(told: Demographics, on: date) -> str:
    """Return the band of the age reached in the year of a date, or nothing."""
    if told.birth_year is None:
        return ""
    return AGE_BANDS[sum(on.year - told.birth_year >= age for age in _BEGIN)]


def one_word(told: Demographics) -> str:
    """Return the race or ethnicity that was told, `several` for more than one, or nothing."""
    return SEVERAL if "," in told.race_ethnicity else told.race_ethnicity


def area(told: Demographics) -> str:
    """Return the first three digits of a ZIP code, `000` where few people live, or nothing."""
    return WIDE_AREA if told.zip3 in FEW_PEOPLE else told.zip3
