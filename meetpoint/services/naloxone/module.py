"""What the naloxone service declares. Read this first: everything else in the folder hangs from it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.services.naloxone.catalogue import STARTER_ITEMS, SUPPLY_KINDS
from meetpoint.services.naloxone.encounter_forms import PROVISION_FORM, REVERSAL_FORM
from meetpoint.services.naloxone.figures import FIGURES
from meetpoint.services.naloxone.permissions import PERMISSIONS
from meetpoint.services.naloxone.privacy import PRIVACY

MODULE = Module(
    slug="naloxone",
    name=_("Naloxone"),
    summary=_(
        "Naloxone and how to use it, for anyone who may see an overdose. No questions have to be answered."
    ),
    is_service=True,
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    supply_kinds=SUPPLY_KINDS,
    starter_items=STARTER_ITEMS,
    forms=(PROVISION_FORM, REVERSAL_FORM),
    figures=FIGURES,
)
