"""What the read side declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.facts.privacy import PRIVACY
from meetpoint.core.modules.interface import Module

MODULE = Module(slug="facts", name=_("Facts"), privacy=PRIVACY)
