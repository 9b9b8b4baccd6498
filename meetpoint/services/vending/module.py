"""What the vending service declares. Read this first: everything else in the folder hangs from it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, Process, Schedule
from meetpoint.core.modules.pages import NoticeSource, Page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.vending import permissions
from meetpoint.services.vending.actions.watching import add_up_days, notice_silence, take_dropped_files
from meetpoint.services.vending.configuration import OPTIONS, broker
from meetpoint.services.vending.demo import DEMO
from meetpoint.services.vending.facts.indicators import INDICATORS
from meetpoint.services.vending.facts.planning import PLANNING_INPUTS
from meetpoint.services.vending.facts.tables import FACTS
from meetpoint.services.vending.figures import FIGURES
from meetpoint.services.vending.permissions import API_SCOPES, PERMISSIONS
from meetpoint.services.vending.privacy import PRIVACY
from meetpoint.services.vending.queries.route import machines_in_need
from meetpoint.services.vending.restock_form import RESTOCK_FORM


def _notice_silence(by: Actor) -> None:
    notice_silence(by)


def _take_dropped_files(by: Actor) -> None:
    take_dropped_files(by)


def _add_up_days(by: Actor) -> None:
    add_up_days(by)


PAGES = (
    Page(
        label=_("Vending machines"),
        url_name="vending:machines",
        permission=permissions.VIEW,
        icon="box",
        order=36,
    ),
    Page(
        label=_("Refill route"), url_name="vending:route", permission=permissions.VIEW, icon="truck", order=37
    ),
    Page(
        label=_("Limits at machines"),
        url_name="vending:limits",
        permission=permissions.CHANGE_LIMITS,
        icon="shield",
        group="settings",
        order=45,
    ),
)

AUDIT_WORDS = {
    "vending_machine.added": _("added a vending machine"),
    "vending_machine.changed": _("changed a vending machine"),
    "vending_machine.retired": _("retired a vending machine"),
    "vending_machine.keys_changed": _("changed the password and key of a vending machine"),
    "vending_machine.keys_seen": _("looked at the password and key of a vending machine"),
    "vending_machine.filled_anew": _("changed what is in the slots of a vending machine"),
    "vending_machine.restocked": _("refilled a vending machine"),
    "vending_command.answered": _("answered a command, as a vending machine"),
    "vending_audit.taken": _("took in an audit file of a vending machine"),
    "vending_message.taken": _("took in a machine message that had been kept"),
    "vending_message.put_away": _("put away a machine message"),
    "vending_token.issued": _("gave out a code for machines"),
    "vending_token.ended": _("ended a code for machines"),
    "vending_limit.set": _("set a limit at machines"),
}

MODULE = Module(
    slug="vending",
    name=_("Vending machines"),
    summary=_("Supplies and naloxone from machines, at any hour, with nobody asking for a name."),
    is_service=True,
    privacy=PRIVACY,
    permissions=PERMISSIONS,
    standalone_forms=(RESTOCK_FORM,),
    options=OPTIONS,
    documents={"vending_machines": _("Vending machines"), "vending_messages": _("Machine messages")},
    figures=FIGURES,
    facts=FACTS,
    indicators=INDICATORS,
    planning_inputs=PLANNING_INPUTS,
    pages=PAGES,
    notices=(NoticeSource(permission=permissions.VIEW, read=machines_in_need, order=25),),
    processes=(
        Process(slug="vending", arguments=("vending", "listen"), enabled=lambda: broker() is not None),
    ),
    schedules=(
        Schedule(slug="vending.silence", every_minutes=5, run=_notice_silence),
        Schedule(slug="vending.files", every_minutes=5, run=_take_dropped_files),
        Schedule(slug="vending.days", every_minutes=180, run=_add_up_days),
    ),
    audit_words=AUDIT_WORDS,
    demo=DEMO,
    urls="meetpoint.services.vending.urls",
    api="meetpoint.services.vending.api",
    api_scopes=API_SCOPES,
)
