"""What people say a sample was sold or given as, and which findings fit that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Words
from meetpoint.services.drug_checking.vocabulary import Family, plain, substance_called, substances

SEVERAL, NOT_KNOWN, ANOTHER = "several", "unknown", "other"
"""A sample of which more than one drug was expected; of which nobody knew; and of a drug without a word
here.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """One drug that somebody may have expected. What is found fits by its own word or by its family."""

    label: Words
    substances: frozenset[str] = frozenset()
    families: frozenset[Family] = frozenset()
    words: tuple[str, ...] = ()
    """How forms and files write it, besides its own word."""

    family: str = field(default="")


def _of(label: Words, *slugs: str, family: Family | None = None, words: tuple[str, ...] = ()) -> Expected:
    fits = frozenset({family}) if family else frozenset()
    found = family or (substances()[slugs[0]].family if slugs else "")
    return Expected(label=label, substances=frozenset(slugs), families=fits, words=words, family=str(found))


EXPECTED: Mapping[str, Expected] = {
    "fentanyl": _of(_("Fentanyl"), "fentanyl", words=("fent", "fetty", "down", "dope/fentanyl", "fentanilo")),
    "heroin": _of(_("Heroin"), "heroin", words=("dope", "tar", "black tar heroin", "heroína")),
    "opioid_pills": _of(
        _("Opioid pills"), "oxycodone", "hydrocodone", "hydromorphone", "oxymorphone",
        words=("oxycodone", "percocet", "m30", "oxy", "hydrocodone", "vicodin", "roxy"),
    ),
    "nitazenes": _of(_("Nitazenes"), family=Family.NITAZENES, words=("nitazene",)),
    "methadone": _of(_("Methadone"), "methadone"),
    "buprenorphine": _of(_("Buprenorphine"), "buprenorphine", words=("suboxone",)),
    "tramadol": _of(_("Tramadol"), "tramadol"),
    "xylazine": _of(_("Xylazine"), "xylazine", words=("tranq", "xylazine/tranq")),
    "medetomidine": _of(_("Medetomidine"), "medetomidine", words=("rhino tranq",)),
    "methamphetamine": _of(
        _("Methamphetamine"), "methamphetamine", words=("meth", "crystal meth", "crystal", "ice",
        "metanfetamina")
    ),
    "amphetamine": _of(_("Amphetamine"), "amphetamine", words=("speed", "adderall")),
    "cocaine": _of(_("Cocaine"), "cocaine", words=("powder cocaine", "coke", "cocaína")),
    "crack": _of(_("Crack cocaine"), "cocaine", words=("crack cocaine", "hard")),
    "mdma": _of(_("MDMA"), "mdma", words=("ecstasy", "molly", "3,4-mdma", "éxtasis")),
    "mda": _of(_("MDA"), "mda"),
    "cathinones": _of(_("Cathinones"), family=Family.CATHINONES, words=("bath salts",)),
    "ketamine": _of(_("Ketamine"), "ketamine", words=("special k", "ketamina")),
    "lsd": _of(_("LSD"), "lsd", words=("acid",)),
    "psychedelics": _of(
        _("Another psychedelic"), family=Family.PSYCHEDELICS, words=("dmt", "2c-b", "mushrooms", "psilocybin")
    ),
    "benzodiazepines": _of(
        _("Benzodiazepines"), family=Family.BENZODIAZEPINES,
        words=("benzo", "benzos", "xanax", "alprazolam", "bars", "valium", "diazepam", "klonopin",
        "benzodiazepine"),
    ),
    "ghb": _of(_("GHB"), "ghb"),
    "cannabis": _of(
        _("Cannabis"), family=Family.CANNABINOIDS, words=("weed", "marijuana", "thc", "delta-8-thc")
    ),
    "synthetic_cannabinoids": _of(
        _("Synthetic cannabinoids"), family=Family.SYNTHETIC_CANNABINOIDS, words=("k2", "spice")
    ),
    "cut": _of(_("Cut, not a drug"), family=Family.CUTS, words=("cutting agent", "adulterant")),
}  # fmt: skip
"""In the order in which forms show them."""


def expected_choices() -> list[tuple[str, Words]]:
    """Return what a form offers; not to know is an answer."""
    asked = [(slug, one.label) for slug, one in EXPECTED.items()]
    return [*asked, (ANOTHER, _("Something else")), (NOT_KNOWN, _("Nobody knew"))]


def label_of_expected(slug: str) -> Words:
    """Return the label of a stored word; several and unknown included."""
    more = {
        SEVERAL: _("More than one drug"),
        ANOTHER: _("Something else"),
        NOT_KNOWN: _("Nobody knew"),
        "": _("Not asked"),
    }
    return EXPECTED[slug].label if slug in EXPECTED else more.get(slug, slug)


def read_expected(text: str) -> tuple[str, ...]:
    """Return the stored words for what a file says was expected: names between semicolons, slashes or
    commas.
    """
    known = _known()
    found: list[str] = []
    pieces = [
        piece for part in text.split(";") for piece in ([part] if plain(part) in known else part.split(","))
    ]
    for piece in pieces:
        word = known.get(plain(piece)) or (_by_substance(piece) if plain(piece) else "")
        if word and word not in found:
            found.append(word)
    return tuple(found)


def _by_substance(name: str) -> str:
    substance = substance_called(name)
    if substance is None:
        return ANOTHER
    fits = (
        slug
        for slug, one in EXPECTED.items()
        if substance.slug in one.substances or substance.family in one.families
    )
    return next(fits, ANOTHER)


def _known() -> Mapping[str, str]:
    named = {plain(word): slug for slug, one in EXPECTED.items() for word in (slug, *one.words)}
    nobody = ("unknown", "not known", "don't know", "?", "unsure", "desconocido")
    return {**named, **{plain(word): NOT_KNOWN for word in nobody if plain(word)}}


def class_of(expected: Iterable[str]) -> str:
    """Return the one word under which a sample is counted: the drug, `several`, or what nobody knew."""
    words = tuple(expected)
    return SEVERAL if len(words) > 1 else words[0] if words else ""


def unexpected(expected: Iterable[str], found: Iterable[str]) -> tuple[str, ...] | None:
    """Return the found substances with an effect that fit nothing that was expected, or None where that
    cannot
    be told: nobody said what was expected, or it has no word here.

    Fillers and traces of how a drug was made are left aside, and so are substances that are not in the
    vocabulary, which may be either.
    """
    words = [word for word in expected if word in EXPECTED]
    if not words or any(word not in EXPECTED for word in expected):
        return None
    slugs = frozenset().union(*(EXPECTED[word].substances for word in words))
    families = frozenset().union(*(EXPECTED[word].families for word in words))
    known = (substances()[slug] for slug in found if slug in substances())
    return tuple(
        one.slug for one in known if one.has_effect and one.slug not in slugs and one.family not in families
    )
