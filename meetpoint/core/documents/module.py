"""What documents declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.documents import permissions
from meetpoint.core.documents.demo import DEMO
from meetpoint.core.documents.options import OPTIONS
from meetpoint.core.documents.privacy import PLAN
from meetpoint.core.documents.queries import hint
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import PersonPlace

MODULE = Module(
    slug="documents",
    name=_("Documents"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    options=OPTIONS,
    documents={"document": _("A person’s document")},
    person_places=(
        PersonPlace(
            label=_("Documents"),
            url_name="documents:documents",
            permission=permissions.VIEW,
            icon="note",
            order=30,
            says=hint,
        ),
    ),
    audit_words={
        "document.added": _("added a document"),
        "document.kept": _("chose until when a document is kept"),
        "document.opened": _("opened a document"),
        "document.removed": _("removed a document"),
    },
    demo=DEMO,
    urls="meetpoint.core.documents.urls",
)
