"""What the service declares. Read this first: everything else in the folder hangs from it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.services.supervised_consumption.options import OPTIONS
from meetpoint.services.supervised_consumption.permissions import PERMISSIONS
from meetpoint.services.supervised_consumption.privacy import PRIVACY

MODULE = Module(
    slug="supervised_consumption",
    name=_("Consumption room"),
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    options=OPTIONS,
    is_service=True,
)
