"""What the organisations package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.organisations.facts import FACTS
from meetpoint.core.organisations.permissions import PERMISSIONS
from meetpoint.core.organisations.privacy import PLAN

MODULE = Module(
    slug="organisations",
    name=_("Organisations and sites"),
    privacy=PLAN,
    facts=FACTS,
    permissions=PERMISSIONS,
    # Meetpoint itself never asks these; they are named so that a service which would must ask first.
    policy_fields={
        "participant.name": _("Name"),
        "participant.identification": _("Identity document or number"),
    },
    recounts=(
        "option.set",
        "site.changed",
    ),
    audit_words={
        "organisation.set_up": _("set up the organisation"),
        "organisation.changed": _("changed the organisation's details"),
        "site.added": _("added a site"),
        "site.changed": _("changed a site"),
        "site.closed": _("closed a site"),
        "site.reopened": _("opened a site again"),
        "rule.set": _("set a rule about a question"),
        "option.set": _("set a programme value"),
    },
)
