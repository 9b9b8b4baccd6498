"""What the naloxone service declares. Read this first: everything else in the folder hangs from it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import NoticeSource, Page, TimelineSource
from meetpoint.core.supplies.permissions import CHANGE_ITEM
from meetpoint.services.naloxone.catalogue import STARTER_ITEMS, SUPPLY_KINDS
from meetpoint.services.naloxone.demo import DEMO
from meetpoint.services.naloxone.facts.indicators import INDICATORS
from meetpoint.services.naloxone.facts.planning import PLANNING_INPUTS
from meetpoint.services.naloxone.facts.tables import FACTS
from meetpoint.services.naloxone.figures import FIGURES
from meetpoint.services.naloxone.forms.contact import PROVISION_FORM, REVERSAL_FORM, TOLD_FORM
from meetpoint.services.naloxone.imports import COLUMNS as IMPORT_COLUMNS
from meetpoint.services.naloxone.permissions import API_SCOPES, PERMISSIONS
from meetpoint.services.naloxone.privacy import OPTIONS, PRIVACY
from meetpoint.services.naloxone.quality import QUALITY
from meetpoint.services.naloxone.queries import kits_expiring_soon, provision_timeline, reversal_timeline

TIMELINE = (
    TimelineSource(
        slug="naloxone",
        label=_("Naloxone"),
        permission="naloxone:provision:view",
        scopes=("supplies",),
        read=provision_timeline,
    ),
    TimelineSource(
        slug="reversals",
        label=_("Reversals"),
        permission="naloxone:reversal:view",
        scopes=("overdoses",),
        read=reversal_timeline,
    ),
)

NOTICES = (NoticeSource(permission="naloxone:kit:view", read=kits_expiring_soon, order=20),)

PAGES = (
    Page(
        label=_("Reversals"),
        url_name="naloxone:reversals",
        permission="naloxone:reversal:view",
        icon="naloxone",
        order=20,
    ),
    Page(
        label=_("Naloxone expiring"),
        url_name="naloxone:expiring",
        permission="naloxone:kit:view",
        icon="clock",
        order=21,
    ),
    Page(
        label=_("Trainings"),
        url_name="naloxone:trainings",
        permission="naloxone:training:view",
        icon="people",
        order=22,
    ),
    Page(
        label=_("Nasal or injected"),
        url_name="naloxone:routes",
        permission=CHANGE_ITEM,
        icon="naloxone",
        group="settings",
        order=41,
    ),
)

AUDIT_WORDS = {
    "reversal.reported": _("recorded a reported reversal"),
    "reversal.corrected": _("corrected a reported reversal"),
    "reversal.voided": _("voided a reported reversal"),
    "naloxone_route.said": _("said which naloxone items are nasal or injected"),
    "naloxone_training.recorded": _("recorded a group training"),
    "naloxone_training.voided": _("voided a group training"),
}

MODULE = Module(
    slug="naloxone",
    name=_("Naloxone"),
    summary=_(
        "Naloxone and how to use it, for anyone who may see an overdose. No questions have to be answered."
    ),
    is_service=True,
    quality=QUALITY,
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    supply_kinds=SUPPLY_KINDS,
    starter_items=STARTER_ITEMS,
    import_columns=IMPORT_COLUMNS,
    forms=(PROVISION_FORM, REVERSAL_FORM),
    standalone_forms=(TOLD_FORM,),
    options=OPTIONS,
    documents={"reversals": _("Reversals reported"), "trainings": _("Overdose response trainings")},
    figures=FIGURES,
    facts=FACTS,
    indicators=INDICATORS,
    planning_inputs=PLANNING_INPUTS,
    timeline=TIMELINE,
    notices=NOTICES,
    pages=PAGES,
    recounts=(
        "reversal.reported",
        "reversal.corrected",
        "reversal.voided",
        "naloxone_training.recorded",
        "naloxone_training.voided",
        "naloxone_route.said",
    ),
    audit_words=AUDIT_WORDS,
    demo=DEMO,
    urls="meetpoint.services.naloxone.urls",
    api="meetpoint.services.naloxone.api",
    api_scopes=API_SCOPES,
)
