"""What imports declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.imports import permissions
from meetpoint.core.imports.privacy import PRIVACY
from meetpoint.core.modules.interface import Module, Process
from meetpoint.core.modules.pages import Page

MODULE = Module(
    slug="imports",
    name=_("Imports"),
    privacy=PRIVACY,
    permissions=permissions.PERMISSIONS,
    pages=(
        Page(
            label=_("Imports"),
            url_name="imports:list",
            permission=permissions.VIEW,
            icon="upload",
            group="settings",
            order=60,
        ),
    ),
    processes=(Process(slug="imports", arguments=("import_worker",)),),
    documents={"imports": _("Imports"), "import_problems": _("Rows that could not be imported")},
    recounts=(
        "import.done",
        "import.undone",
    ),
    audit_words={
        "import.received": _("brought a log to import"),
        "import.discarded": _("threw a log away before it was imported"),
        "import.mapped": _("said what the columns of a log mean"),
        "import.started": _("started an import"),
        "import.continued": _("let an import go on"),
        "import.done": _("finished an import"),
        "import.undo_started": _("began to undo an import"),
        "import.undone": _("undid an import"),
    },
    urls="meetpoint.core.imports.urls",
)
