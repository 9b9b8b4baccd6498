"""What the field package declares."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetpoint.core.field import options, permissions
from meetpoint.core.field.privacy import PLAN
from meetpoint.core.field.queries.devices import to_look_at
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Notice, NoticeSource, Page
from meetpoint.core.tenancy.actor import Actor


def _waiting(by: Actor, site_id: int, today: date) -> Iterator[Notice]:
    number = to_look_at(by).count()
    if number:
        text = ngettext(
            "%(number)d entry from a phone needs a look.",
            "%(number)d entries from phones need a look.",
            number,
        )
        yield Notice(text=text % {"number": number}, url=reverse("field:inbox"), urgency="soon", icon="phone")


MODULE = Module(
    slug="field",
    name=_("Field work"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    options=options.OPTIONS,
    pages=(
        Page(label=_("Forms"), url_name="field:forms", permission=permissions.FILL, icon="list", order=16),
        Page(
            label=_("In the field"),
            url_name="field:devices",
            permission=permissions.ENROL,
            icon="phone",
            order=17,
        ),
        Page(
            label=_("From phones"),
            url_name="field:inbox",
            permission=permissions.REVIEW,
            icon="shield",
            order=18,
        ),
    ),
    notices=(NoticeSource(permission=permissions.REVIEW, read=_waiting, order=15),),
    audit_words={
        "field_device.enrolled": _("set up a phone for work without a network"),
        "field_device.revoked": _("revoked a phone"),
        "field_device.wiped": _("a revoked phone cleared itself"),
        "field_key.changed": _("changed the key that phones seal with"),
        "field_event.recorded": _("recorded an entry from a phone after looking at it"),
        "field_event.set_aside": _("set an entry from a phone aside"),
    },
    urls="meetpoint.core.field.urls",
    mount="",
)
