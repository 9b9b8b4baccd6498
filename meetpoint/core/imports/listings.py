"""The lists of imports and of rows that were rejected."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.imports.models import WAITING, WORKING, ImportRun, State
from meetpoint.core.ui.listing import ChoiceFilter, Column, Listing, Sort, Status


def status_of(run: ImportRun) -> Status:
    """Return where an import stands, with the weight it should have on a page."""
    if run.state in WAITING or run.state in WORKING:
        return Status("note", run.get_state_display())
    if run.state == State.DONE and run.rejected:
        return Status("soon", _("Done, some rows rejected"))
    levels = {State.DONE: "ok", State.STOPPED: "now", State.CHOOSING: "soon"}
    return Status(levels.get(State(run.state), "note"), run.get_state_display())


def _url(run: ImportRun) -> str:
    if run.state == State.CHOOSING:
        return reverse("imports:columns", args=[run.uid])
    return reverse("imports:detail", args=[run.uid])


def _counted(run: ImportRun, rows: int) -> int | None:
    return None if run.state == State.CHOOSING else rows


def _row(problem: Any) -> str:
    return _("Row %(row)d") % {"row": problem.row}


IMPORTS = Listing(
    slug="imports",
    caption=gettext_lazy("Imports"),
    columns=(
        Column(name="name", label=gettext_lazy("Name of the log"), value=lambda run: run.name),
        Column(name="received", label=gettext_lazy("Brought in"), value=lambda run: run.received_at),
        Column(name="state", label=gettext_lazy("State"), value=status_of),
        Column(
            name="created",
            label=gettext_lazy("Recorded"),
            value=lambda run: _counted(run, run.created),
            numeric=True,
        ),
        Column(
            name="rejected",
            label=gettext_lazy("Rejected"),
            value=lambda run: _counted(run, run.rejected),
            numeric=True,
        ),
    ),
    sorts=(Sort(name="received", label=gettext_lazy("Brought in"), field="received_at", descending=True),),
    filters=(ChoiceFilter(name="state", label=gettext_lazy("State"), choices=State.choices),),
    url=_url,
    empty_icon="upload",
    empty_title=gettext_lazy("Nothing has been imported yet"),
    empty_text=gettext_lazy("Bring the log that you kept before: a CSV or XLSX file, as it is."),
)

PROBLEMS = Listing(
    slug="rejected-rows",
    caption=gettext_lazy("Rejected rows"),
    columns=(
        Column(name="row", label=gettext_lazy("Row"), value=_row),
        Column(name="column", label=gettext_lazy("Column"), value=lambda problem: problem.column),
        Column(name="message", label=gettext_lazy("How to mend it"), value=lambda problem: problem.message),
    ),
    sorts=(Sort(name="row", label=gettext_lazy("Row"), field="row"),),
    empty_icon="check",
    empty_title=gettext_lazy("No row was rejected"),
    empty_text=gettext_lazy("Everything in this log could be recorded."),
)
