"""What the drug checking service declares. Read this first: everything else in the folder hangs from it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.services.drug_checking.forms.standalone import SAMPLE_FORM, STRIP_FORM
from meetpoint.services.drug_checking.options import OPTIONS
from meetpoint.services.drug_checking.permissions import PERMISSIONS
from meetpoint.services.drug_checking.privacy import PRIVACY

MODULE = Module(
    slug="drug_checking",
    name=_("Drug checking"),
    is_service=True,
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    standalone_forms=(SAMPLE_FORM, STRIP_FORM),
    options=OPTIONS,
)
