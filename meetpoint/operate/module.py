"""What the operate package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.operate.privacy import PLAN

MODULE = Module(slug="operate", name=_("Running the installation"), privacy=PLAN)
