"""The checks that every programme has, whatever its services."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.quality import QualityCheck
from meetpoint.core.quality.checks import amounts, doubles, lots, missing, silence

CHECKS = (
    QualityCheck(
        slug="quality.missing_answers",
        label=_("Questions that must be asked"),
        why=_(
            "Your place or your programme wants these asked of everybody; an answer of “prefers not to say”"
            " counts. Reports that need them are short of these contacts."
        ),
        find=missing.find,
    ),
    QualityCheck(
        slug="quality.unlikely_amounts",
        label=_("Unlikely amounts"),
        why=_(
            "One nought too many changes a month. An amount is shown when it lies far from what this"
            " site usually hands out of this item: a modified z-score on logarithms over the last half"
            " year (Iglewicz and Hoaglin 1993), and several times the site’s median. Counts of groups"
            " are left out."
        ),
        find=amounts.find,
    ),
    QualityCheck(
        slug="quality.double_entries",
        label=_("Double entries"),
        why=_(
            "The same thing recorded twice counts twice. Shown are two entries by the same person, at"
            " the same site, minutes apart, for the same code or for none, with the same items. In a rush"
            " both may be right."
        ),
        find=doubles.find,
    ),
    QualityCheck(
        slug="quality.silent_sites",
        label=_("Sites that went silent"),
        why=_(
            "A site that is closed without being closed here, or paper that nobody entered, looks like"
            " a fall in numbers. A site is shown when nothing was recorded for several times its own longer"
            " pauses (nine of ten are shorter)."
        ),
        find=silence.find,
    ),
    QualityCheck(
        slug="quality.unknown_lots",
        label=_("Lots that do not exist"),
        why=_(
            "What was handed out from a lot that nobody recorded cannot be found in a recall. Shown are units"
            " handed out beyond the stock on record, and lots that an open recall names and that nobody"
            " entered."
        ),
        find=lots.find,
    ),
)
