"""What to do about a result, in plain words: each sentence with its source. Never an amount."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Words
from meetpoint.services.drug_checking.models import Method, Outcome, Target
from meetpoint.services.drug_checking.queries.samples import Told
from meetpoint.services.drug_checking.vocabulary import Family, substances

READ_ON = date(2026, 11, 27)
CDC_STRIPS = "CDC, Fentanyl Test Strips, fact sheet"
FIVE_STEPS = "SAMHSA, Five Essential Steps for First Responders"

_OF_TARGET: dict[Target, tuple[str, ...]] = {
    Target.FENTANYL: (Family.FENTANYLS,),
    Target.XYLAZINE: (Family.ALPHA2, "xylazine"),
    Target.MEDETOMIDINE: (Family.ALPHA2, "medetomidine"),
    Target.NITAZENES: (Family.NITAZENES,),
    Target.BENZODIAZEPINES: (Family.BENZODIAZEPINES,),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: about which families and substances, or when else; who says so, read on which
    day.
    """

    slug: str
    about: frozenset[str]
    text: Words
    source: str
    when: Callable[[Told], bool] | None = None
    read_on: date = READ_ON


def _about(*words: Family | str) -> frozenset[str]:
    return frozenset(str(word) for word in words)


def _outcome(outcome: str) -> Callable[[Told], bool]:
    return lambda told: any(test.outcome == outcome for test in (*told.laboratory, *told.on_the_spot))


def _method(method: str) -> Callable[[Told], bool]:
    return lambda told: any(test.method == method for test in told.on_the_spot)


NOTHING = frozenset[str]()

ADVICE = (
    Advice(
        "opioid",
        _about(Family.FENTANYLS, Family.NITAZENES, Family.OPIOIDS),
        _(
            "There is an opioid in it. Try not to use alone, and keep naloxone where others find it. If"
            " somebody"
            " does not wake up: call emergency services, give naloxone, and breathe for them."
        ),
        FIVE_STEPS,
    ),
    Advice(
        "uneven",
        _about(Family.FENTANYLS, Family.NITAZENES),
        _(
            "Strong opioids are mixed unevenly: two pieces of one bag can differ a lot, and only a piece was"
            " tested."
        ),
        CDC_STRIPS,
    ),
    Advice(
        "sedative",
        _about(Family.ALPHA2),
        _(
            "Xylazine and medetomidine make people sleep for hours; they are no opioids. Naloxone does not"
            " end"
            " that sleep. Give it all the same, because an opioid is often there too, breathe for them,"
            " and lay"
            " them on their side. What counts is breathing, not being awake."
        ),
        "CDC, medetomidine questions and answers; NEXT Distro on xylazine (secondary)",
    ),
    Advice(
        "withdrawal",
        _about("medetomidine"),
        _(
            "Withdrawal from medetomidine can be dangerous: vomiting, shaking, confusion or a racing heart"
            " need"
            " a hospital."
        ),
        "CDC, medetomidine questions and answers,"
        " cdc.gov/overdose-prevention/hcp/trainings/medetomidine-qa.html",
    ),
    Advice(
        "wounds",
        _about("xylazine"),
        _(
            "Xylazine comes with wounds that heal badly. Wash them with soap and water, keep them moist and"
            " covered, and show them to a nurse early. Fever or spreading redness: go at once."
        ),
        "NEXT guide (harmreductionohio.org); PMC10967264, table 1",
    ),
    Advice(
        "benzodiazepine",
        _about(Family.BENZODIAZEPINES),
        _(
            "There is a benzodiazepine in it. With opioids or alcohol it can slow breathing and make"
            " people sleep"
            " deeply. Naloxone works on the opioid only; breathing for somebody still helps."
        ),
        "FDA Drug Safety Communication of 2016-08-31 on opioids with benzodiazepines",
    ),
    Advice(
        "strips",
        NOTHING,
        _(
            "A strip looks for one thing and does not show how much. Negative is no promise of safety."
            " Test each"
            " batch again."
        ),
        CDC_STRIPS,
        when=_method(Method.STRIP),
    ),
    Advice(
        "ftir",
        NOTHING,
        _(
            "The instrument on the spot sees five or six things at most, and nothing under about five"
            " percent."
            " Small amounts of something strong can be missed."
        ),
        "drugcheckingbc.ca, on FTIR",
        when=_method(Method.FTIR),
    ),
    Advice(
        "no_match",
        NOTHING,
        _(
            "No match in the library is a result: something is there that the instrument cannot name. It does"
            " not mean that nothing is there."
        ),
        "getyourdrugstested.com/limitations",
        when=_outcome(Outcome.NO_MATCH),
    ),
    Advice(
        "invalid",
        NOTHING,
        _("An invalid strip says nothing. If there is some left, ask for another test."),
        CDC_STRIPS,
        when=_outcome(Outcome.INVALID),
    ),
)


def advice_about(words: Iterable[str]) -> list[Advice]:
    """Return what applies to families and substances, such as those of an alert."""
    named = frozenset(words)
    return [one for one in ADVICE if one.about & named]


def advice_for(told: Told) -> list[Advice]:
    """Return what applies to a result, the most urgent first."""
    named = words_of(told.substances) | {
        word for target in told.targets for word in _OF_TARGET[Target(target)]
    }
    return [one for one in ADVICE if one.about & named or (one.when is not None and one.when(told))]


def words_of(found: Iterable[str]) -> frozenset[str]:
    """Return substances together with the families that they belong to."""
    known = [substances()[slug] for slug in found if slug in substances()]
    return frozenset(word for one in known for word in (one.slug, str(one.family)))
