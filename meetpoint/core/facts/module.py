"""What the read side declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.facts.privacy import PRIVACY
from meetpoint.core.modules.interface import Module, Process

MODULE = Module(
    slug="facts",
    name=_("Indicators"),
    privacy=PRIVACY,
    documents={"indicator": _("An indicator")},
    processes=(Process(slug="analysis", arguments=("analysis_worker",)),),
)
