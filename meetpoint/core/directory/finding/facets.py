"""What people ask a directory for besides words: languages, ways to pay, services; and their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.finding.words import fold

LANGUAGES = (
    ("es", _("Spanish")),
    ("en", _("English")),
    ("ase", _("Sign language")),
    ("zh", _("Chinese")),
    ("vi", _("Vietnamese")),
    ("ko", _("Korean")),
    ("tl", _("Tagalog")),
    ("ar", _("Arabic")),
    ("fr", _("French")),
    ("ht", _("Haitian Creole")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("hmn", _("Hmong")),
)
"""ISO 639 codes of languages that one can search by; any other is found by its name."""

_NAMES = {
    "spanish": "es",
    "espanol": "es",
    "english": "en",
    "ingles": "en",
    "sign language": "ase",
    "american sign language": "ase",
    "asl": "ase",
    "chinese": "zh",
    "any chinese language": "zh",
    "mandarin": "zh",
    "cantonese": "zh",
    "vietnamese": "vi",
    "korean": "ko",
    "tagalog": "tl",
    "arabic": "ar",
    "french": "fr",
    "creole": "ht",
    "haitian creole": "ht",
    "portuguese": "pt",
    "russian": "ru",
    "hmong": "hmn",
}
_LONG = {
    "spa": "es",
    "eng": "en",
    "zho": "zh",
    "vie": "vi",
    "kor": "ko",
    "fra": "fr",
    "rus": "ru",
    "por": "pt",
}

PAYMENTS = (
    ("medicaid", _("Medicaid")),
    ("medicare", _("Medicare")),
    ("free", _("Costs nothing")),
    ("sliding", _("Sliding fee scale")),
    ("private", _("Private insurance")),
    ("cash", _("Cash or self-payment")),
)
_PAYMENT_CODES = {
    "md": "medicaid",
    "mc": "medicare",
    "np": "free",
    "ss": "sliding",
    "pi": "private",
    "sf": "cash",
}
_NOT = ("no", "not", "not accept", "not take", "without", "except")
_PAYMENT_WORDS = {
    "medicaid": "medicaid",
    "medicare": "medicare",
    "sliding": "sliding",
    "free of charge": "free",
}

OFFERS = (
    ("otp", _("Opioid treatment program")),
    ("mu", _("Methadone")),
    ("bu", _("Buprenorphine")),
    ("nu", _("Naltrexone")),
    ("dt", _("Withdrawal management")),
    ("noe", _("Naloxone and overdose education")),
    ("hivt", _("HIV test")),
    ("hct", _("Hepatitis C test")),
    ("mhcv", _("Hepatitis C treatment")),
    ("hav", _("Hepatitis A vaccine")),
    ("hbv", _("Hepatitis B vaccine")),
    ("mpep", _("PrEP")),
    ("peer", _("Peer support")),
    ("cm", _("Case management")),
    ("hs", _("Housing services")),
    ("hh", _("Halfway or sober house")),
    ("opc", _("Outreach")),
    ("tele", _("By phone or video")),
    ("ta", _("Help with transport")),
    ("pw", _("For pregnant and postpartum people")),
    ("gl", _("For LGBTQ people")),
    ("cj", _("For people in the justice system")),
)
"""Codes of FindTreatment.gov that matter to harm reduction; `findtreatment_service_codes.csv` marks them."""


def language_code(name: str, code: str = "") -> str:
    """Return the short code of a language by its code or name, or an empty text."""
    short = code.casefold().split("-")[0].split("_")[0]
    short = _LONG.get(short, short)
    if short in dict(LANGUAGES):
        return short
    return _NAMES.get(fold(name).strip(), "")


def facets(codes: Iterable[str], languages: Iterable[tuple[str, str]], costs: Mapping[str, bool]) -> set[str]:
    """Return the codes under which an entry is found.

    `languages` are names with codes; `costs` the texts about costs, each with whether its amount is nought.
    """
    short = {code.casefold() for code in codes}
    found = set(short)
    found |= {f"l:{code}" for name, said in languages if (code := language_code(name, said))}
    found |= {f"pay:{_PAYMENT_CODES[code]}" for code in short if code in _PAYMENT_CODES}
    for text, is_nothing in costs.items():
        found |= {f"pay:{word}" for told, word in _PAYMENT_WORDS.items() if _says(fold(text), told)}
        found |= {"pay:free"} if is_nothing else set()
    return found


def _says(text: str, word: str) -> bool:
    """Tell whether a text says a word and does not deny it: "no Medicaid" is not an offer."""
    return word in text and not any(
        f"{no} {word}" in text for no in ("no", "not", "not accept", "without", "except")
    )
