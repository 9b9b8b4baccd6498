"""What the read side declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.facts.actions import compare_apart
from meetpoint.core.facts.privacy import PRIVACY
from meetpoint.core.modules.interface import Module, Process, Schedule

MODULE = Module(
    slug="facts",
    name=_("Indicators"),
    privacy=PRIVACY,
    documents={"indicator": _("An indicator")},
    schedules=(Schedule(slug="facts.verify", every_minutes=24 * 60, run=compare_apart),),
    processes=(Process(slug="analysis", arguments=("analysis_worker",)),),
)
