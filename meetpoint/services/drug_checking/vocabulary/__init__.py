"""The substances that laboratories name: one word for each, however it is written."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Words

SOURCES = {
    "unc": (
        "UNC Street Drug Analysis Lab, chemical dictionary and laboratory detail"
        " (github.com/opioiddatalab/drugchecking), read 2026-11-27; names and identifiers as given there"
    ),
    "strips": "PMC9588631, named among what fentanyl strips missed",
    "own": "added by Meetpoint; no identifier taken over",
}
"""Where each entry comes from, by the word in the last column of `substances.csv`."""


class Family(StrEnum):
    FENTANYLS = "fentanyls"
    OPIOIDS = "opioids"
    NITAZENES = "nitazenes"
    ALPHA2 = "alpha2"
    BENZODIAZEPINES = "benzodiazepines"
    STIMULANTS = "stimulants"
    CATHINONES = "cathinones"
    ENTACTOGENS = "entactogens"
    PSYCHEDELICS = "psychedelics"
    DISSOCIATIVES = "dissociatives"
    DEPRESSANTS = "depressants"
    CANNABINOIDS = "cannabinoids"
    SYNTHETIC_CANNABINOIDS = "synthetic_cannabinoids"
    ANAESTHETICS = "anaesthetics"
    MEDICINES = "medicines"
    CUTS = "cuts"
    OTHER = "other"


FAMILIES: dict[Family, Words] = {
    Family.FENTANYLS: _("Fentanyl and its relatives"),
    Family.OPIOIDS: _("Other opioids"),
    Family.NITAZENES: _("Nitazenes"),
    Family.ALPHA2: _("Xylazine and medetomidine"),
    Family.BENZODIAZEPINES: _("Benzodiazepines"),
    Family.STIMULANTS: _("Stimulants"),
    Family.CATHINONES: _("Cathinones"),
    Family.ENTACTOGENS: _("MDMA and its relatives"),
    Family.PSYCHEDELICS: _("Psychedelics"),
    Family.DISSOCIATIVES: _("Dissociatives"),
    Family.DEPRESSANTS: _("Other depressants"),
    Family.CANNABINOIDS: _("Cannabinoids"),
    Family.SYNTHETIC_CANNABINOIDS: _("Synthetic cannabinoids"),
    Family.ANAESTHETICS: _("Local anaesthetics"),
    Family.MEDICINES: _("Other medicines"),
    Family.CUTS: _("Cuts and fillers"),
    Family.OTHER: _("Something else"),
}


class Role(StrEnum):
    """What a substance is doing in a sample, as far as its name tells (after UNC's `commonrole`)."""

    ACTIVE = "active"
    ADULTERANT = "adulterant"
    FILLER = "filler"
    BYPRODUCT = "byproduct"


@dataclass(frozen=True, kw_only=True, slots=True)
class Substance:
    """One substance. Identifiers are empty where the source gives none; none is guessed."""

    slug: str
    en: str
    es: str
    family: Family
    role: Role
    cas: str
    unii: str
    pubchem: str
    synonyms: tuple[str, ...]
    source: str

    @property
    def label(self) -> str:
        """The name in the language of the reader."""
        return self.es if (get_language() or "").startswith("es") else self.en

    @property
    def has_effect(self) -> bool:
        """Whether it counts as unexpected where nobody expected it: not fillers, not traces of making it."""
        return self.role in (Role.ACTIVE, Role.ADULTERANT)


@cache
def substances() -> Mapping[str, Substance]:
    """Return every substance by its word."""
    with (Path(__file__).parent / "substances.csv").open(encoding="utf-8", newline="") as lines:
        return {row["slug"]: _substance(row) for row in csv.DictReader(lines)}


def _substance(row: Mapping[str, str]) -> Substance:
    return Substance(
        slug=row["slug"],
        en=row["en"],
        es=row["es"],
        family=Family(row["family"]),
        role=Role(row["role"]),
        cas=row["cas"],
        unii=row["unii"],
        pubchem=row["pubchem"],
        synonyms=tuple(word for word in row["synonyms"].split(";") if word),
        source=SOURCES[row["source"]],
    )


def substance_called(name: str, *, cas: str = "", unii: str = "") -> Substance | None:
    """Return the substance that a laboratory calls by a name or by an identifier, or None when none is known.

    Case, accents, hyphens and spaces do not matter. An identifier is asked only when the name is not known:
    laboratories have been seen to give two compounds one number.
    """
    by_name, by_number = _names(), _numbers()
    return by_name.get(plain(name)) or by_number.get(cas.strip()) or by_number.get(unii.strip().upper())


def label_of_substance(slug: str, named: str = "") -> str:
    """Return what a reader calls a substance: its name here, or as the laboratory wrote it."""
    known = substances().get(slug)
    return known.label if known else named


def plain(name: str) -> str:
    """Return a name as it is compared."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9]", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


@cache
def _names() -> Mapping[str, Substance]:
    return {
        plain(word): substance
        for substance in substances().values()
        for word in (*substance.synonyms, substance.slug, substance.es, substance.en)
        if plain(word)
    }


@cache
def _numbers() -> Mapping[str, Substance]:
    return {
        number: substance
        for substance in substances().values()
        for number in (substance.cas, substance.unii)
        if number
    }
