"""What syringe services declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page
from meetpoint.services.syringe_services.catalogue import STARTER_ITEMS, SUPPLY_KINDS
from meetpoint.services.syringe_services.demo import DEMO
from meetpoint.services.syringe_services.encounter_forms import FORMS
from meetpoint.services.syringe_services.factors import OPTIONS
from meetpoint.services.syringe_services.facts.indicators import INDICATORS
from meetpoint.services.syringe_services.facts.inputs import OPTIONS as INPUTS
from meetpoint.services.syringe_services.facts.planning import PLANNING_INPUTS
from meetpoint.services.syringe_services.facts.tables import FACTS
from meetpoint.services.syringe_services.figures import FIGURES
from meetpoint.services.syringe_services.imports import COLUMNS as IMPORT_COLUMNS
from meetpoint.services.syringe_services.permissions import API_SCOPES, PERMISSIONS
from meetpoint.services.syringe_services.privacy import PRIVACY
from meetpoint.services.syringe_services.queries import policy_warnings
from meetpoint.services.syringe_services.queries.timeline import TIMELINE

PAGES = (
    Page(
        label=_("Clean-ups"),
        url_name="syringe_services:clean_ups",
        permission="syringe_services:cleanup:view",
        icon="trash",
        order=30,
    ),
    Page(
        label=_("Distribution policy"),
        url_name="syringe_services:policies",
        permission="syringe_services:policy:view",
        icon="syringe",
        group="settings",
        order=40,
    ),
)

AUDIT_WORDS = {
    "cleanup.recorded": _("recorded a clean-up"),
    "cleanup.corrected": _("corrected a clean-up"),
    "cleanup.voided": _("voided a clean-up"),
    "distribution_policy.adopted": _("adopted a distribution policy"),
}

MODULE = Module(
    slug="syringe_services",
    name=_("Syringe services"),
    summary=_("Sterile syringes and supplies, a place to bring used ones, tests, vaccines and wound care."),
    is_service=True,
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    supply_kinds=SUPPLY_KINDS,
    starter_items=STARTER_ITEMS,
    import_columns=IMPORT_COLUMNS,
    forms=FORMS,
    documents={"clean_ups": _("Community clean-ups")},
    options=(*OPTIONS, *INPUTS),
    figures=FIGURES,
    facts=FACTS,
    indicators=INDICATORS,
    planning_inputs=PLANNING_INPUTS,
    timeline=TIMELINE,
    pages=PAGES,
    recounts=(
        "cleanup.recorded",
        "cleanup.corrected",
        "cleanup.voided",
    ),
    audit_words=AUDIT_WORDS,
    warn=policy_warnings,
    demo=DEMO,
    urls="meetpoint.services.syringe_services.urls",
    api="meetpoint.services.syringe_services.api",
    api_scopes=API_SCOPES,
)
