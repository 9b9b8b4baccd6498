"""The words of laboratories' files in the words of this service, and their dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from meetpoint.services.drug_checking.models import (
    Abundance,
    Colour,
    Container,
    Form,
    Method,
    Outcome,
    Overdose,
    Sensation,
    Texture,
    Unit,
    Used,
)
from meetpoint.services.drug_checking.reading.parsed import BadCell

_MARKS = re.compile(r"[^a-z0-9%/µ]+")

METHODS: Mapping[str, str] = {
    "gcms": Method.GCMS,
    "gc": Method.GCMS,
    "lcms": Method.HPLC_MS,
    "hplcms": Method.HPLC_MS,
    "uhplcms": Method.HPLC_MS,
    "lcmsms": Method.HPLC_MS,
    "lchrms": Method.LC_HRMS,
    "lcqtof": Method.LC_HRMS,
    "lcqtofms": Method.LC_HRMS,
    "directms": Method.DIRECT_MS,
    "dart": Method.DIRECT_MS,
    "dartms": Method.DIRECT_MS,
    "psms": Method.DIRECT_MS,
    "ftir": Method.FTIR,
    "raman": Method.FTIR,
    "ftir/raman": Method.FTIR,
    "ir": Method.FTIR,
    "hplcuv": Method.HPLC_UV,
    "uhplcuv": Method.HPLC_UV,
    "hplc": Method.HPLC_UV,
    "uv": Method.UV,
    "uvspectroscopy": Method.UV,
    "uvvis": Method.UV,
    "tlc": Method.TLC,
    "thinlayerchromatography": Method.TLC,
    "reagent": Method.REAGENT,
    "reagents": Method.REAGENT,
    "reagenttesting": Method.REAGENT,
    "antibodyteststrips": Method.STRIP,
    "teststrip": Method.STRIP,
    "teststrips": Method.STRIP,
    "strip": Method.STRIP,
}
ABUNDANCES: Mapping[str, str] = {
    "": Abundance.PRIMARY,
    "primary": Abundance.PRIMARY,
    "major": Abundance.PRIMARY,
    "trace": Abundance.TRACE,
    "minor": Abundance.TRACE,
    "indicationof": Abundance.INDICATION,
    "indication": Abundance.INDICATION,
}
OVERDOSES: Mapping[str, str] = {
    "": "",
    "involved": Overdose.INVOLVED,
    "involvedinod": Overdose.INVOLVED,
    "overdosereported": Overdose.INVOLVED,
    "yes": Overdose.INVOLVED,
    "1": Overdose.INVOLVED,
    "not": Overdose.NOT,
    "notinvolved": Overdose.NOT,
    "notoverdoserelated": Overdose.NOT,
    "no": Overdose.NOT,
    "0": Overdose.NOT,
    "unknown": Overdose.UNKNOWN,
}
CONTAINERS: Mapping[str, str] = {
    "spatula": Container.SPATULA,
    "swab": Container.SWAB,
    "cotton": Container.COTTON,
    "syringe": Container.SYRINGE,
    "pill": Container.PILL,
    "bag": Container.BAG,
    "cooker": Container.COOKER,
    "pipe": Container.PIPE,
}
FORMS: Mapping[str, str] = {
    "powder": Form.POWDER,
    "tablet": Form.TABLET,
    "pill": Form.TABLET,
    "crystal": Form.CRYSTALS,
    "crystals": Form.CRYSTALS,
    "tar": Form.TAR,
    "capsule": Form.CAPSULE,
    "liquid": Form.LIQUID,
    "blotter": Form.BLOTTER,
    "plant": Form.PLANT,
    "plantmaterial": Form.PLANT,
    "herbal": Form.PLANT,
    "residue": Form.RESIDUE,
}
SENSATIONS: Mapping[str, str] = {
    "normal": Sensation.NORMAL,
    "stronger": Sensation.STRONGER,
    "weaker": Sensation.WEAKER,
    "long": Sensation.LONGER,
    "longer": Sensation.LONGER,
    "moreup": Sensation.MORE_UP,
    "up": Sensation.MORE_UP,
    "moredown": Sensation.MORE_DOWN,
    "down": Sensation.MORE_DOWN,
    "sedating": Sensation.SEDATING,
    "nice": Sensation.NICE,
    "weird": Sensation.WEIRD,
    "hallucinations": Sensation.HALLUCINATIONS,
    "hallucinogenic": Sensation.HALLUCINATIONS,
    "burning": Sensation.BURNING,
    "burn": Sensation.BURNING,
    "skin": Sensation.SKIN,
    "skinreaction": Sensation.SKIN,
    "seizure": Sensation.SEIZURE,
    "unusualtaste": Sensation.TASTE,
}
UNITS: Mapping[str, str] = {
    "%": Unit.PERCENT,
    "percent": Unit.PERCENT,
    "mg": Unit.MG,
    "mg/g": Unit.MG_PER_G,
    "ug": Unit.UG,
    "µg": Unit.UG,
    "mcg": Unit.UG,
    "mg/ml": Unit.MG_PER_ML,
}
NOT_A_SUBSTANCE: Mapping[str, str] = {
    "nocompoundsofinterestdetected": Outcome.NOTHING,
    "nothingdetected": Outcome.NOTHING,
    "nonedetected": Outcome.NOTHING,
    "none": Outcome.NOTHING,
    "nolibrarymatch": Outcome.NO_MATCH,
    "nomatch": Outcome.NO_MATCH,
    "nolibrarymatchfound": Outcome.NO_MATCH,
    "unknown": Outcome.NO_MATCH,
    "unidentified": Outcome.NO_MATCH,
}
"""Both are results: that nothing reportable was there, and that what was there is in no library."""

_COLOURS = {"offwhite": Colour.OFF_WHITE, "gray": Colour.GREY, "tan": Colour.BROWN, "beige": Colour.BROWN}


def tight(text: str) -> str:
    """Return a word as it is compared: small letters, without spaces and hyphens."""
    return _MARKS.sub("", text.strip().lower())


def looked_up(text: str, words: Mapping[str, str], column: str, *, unknown: str | None = None) -> str:
    """Return the word of this service for a cell; `unknown` for one that is not known, else BadCell."""
    found = words.get(tight(text), unknown)
    if found is None:
        known = ", ".join(sorted(word for word in words if word))
        raise BadCell(
            column, _("“%(text)s” is not known here. Known: %(known)s.") % {"text": text[:40], "known": known}
        )
    return str(found)


def several(text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of this service that a cell with several words names, each once, in its order."""
    found = (words.get(tight(piece), "") for piece in re.split(r"[;,]", text))
    return tuple(dict.fromkeys(str(word) for word in found if word))


def colours(text: str) -> tuple[str, ...]:
    """Return the colours that a cell names: "dark brown" is brown, and what has no word is another colour."""
    return tuple(dict.fromkeys(_colour(piece) for piece in re.split(r"[;,]", text) if piece.strip()))


def _colour(piece: str) -> str:
    word = tight(piece)
    if word in _COLOURS:
        return str(_COLOURS[word])
    return next((colour for colour in Colour.values if tight(colour) in word), Colour.OTHER.value)


def textures(text: str) -> tuple[str, ...]:
    return several(text, {texture.value: texture.value for texture in Texture})


def form_of(words: Iterable[str], container: str) -> str:
    """Return the form that a texture names; a piece of a pill is a tablet, a cotton or swab holds residue."""
    named = next(iter(words), "")
    if named:
        return named
    by_container = {Container.PILL: Form.TABLET, Container.COTTON: Form.RESIDUE, Container.SWAB: Form.RESIDUE}
    return str({str(kind): str(form) for kind, form in by_container.items()}.get(container, ""))


def day_of(text: str, column: str) -> date:
    """Return a date as laboratories write it: 2024-05-17, 17May2024 or 5/17/2024 (month first)."""
    cut = text.strip()[:19]
    for pattern in ("%Y-%m-%d", "%d%b%Y", "%m/%d/%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(cut, pattern).date()  # noqa: DTZ007 - a calendar date has no zone
        except ValueError:
            continue
    raise BadCell(
        column, _("“%(text)s” is no date. Write year-month-day, such as 2026-03-14.") % {"text": cut}
    )


def number_of(text: str, column: str) -> Decimal | None:
    """Return a quantity, or None for an empty cell. Raises BadCell for anything but a number from 0 on."""
    cut = text.strip().replace(",", ".")
    if not cut:
        return None
    try:
        value = Decimal(cut)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < 10**8:
        raise BadCell(
            column, _("“%(text)s” is no number. Write digits only, such as 12.5.") % {"text": text[:40]}
        )
    return round(value, 4)


def used_of(text: str) -> str:
    word = tight(text)
    return str(Used.YES if word in {"1", "yes", "true"} else Used.NO if word in {"0", "no", "false"} else "")
