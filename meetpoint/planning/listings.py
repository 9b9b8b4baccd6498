"""The list of plans."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetpoint.core.ui.listing import ChoiceFilter, Column, Listing, SearchFilter, Sort
from meetpoint.planning.models import Plan

OPEN, AWAY = "open", "away"


def _where(rows: QuerySet[Plan], said: str) -> QuerySet[Plan]:
    return rows.filter(closed_at__isnull=said == OPEN)


PLANS = Listing(
    slug="plans",
    caption=_("Plans"),
    columns=(
        Column(name="title", label=_("Plan"), value=lambda plan: plan.title),
        Column(name="place", label=_("Place"), value=lambda plan: str(plan.numbers.get("place", ""))),
        Column(name="start", label=_("From"), value=lambda plan: str(plan.numbers.get("start", ""))),
        Column(
            name="ways",
            label=_("Ways to spend"),
            value=lambda plan: len(plan.settings.get("portfolios", ())),
            numeric=True,
        ),
        Column(name="changed", label=_("Changed"), value=lambda plan: plan.changed_at),
    ),
    sorts=(Sort(name="changed", label=_("Changed"), field="changed_at", descending=True),),
    filters=(
        SearchFilter(label=_("Title"), lookups=("title__icontains",)),
        ChoiceFilter(
            name="state",
            label=_("Show"),
            choices=((OPEN, _("Plans in use")), (AWAY, _("Put away"))),
            default=OPEN,
            apply=_where,
        ),
    ),
    url=lambda plan: reverse("planning:plan", args=[plan.uid]),
    empty_icon="chart",
    empty_title=_("No plans yet"),
    empty_text=_(
        "A plan begins with the deaths of your county and with what you hand out today. Then move a slider "
        "and see what may change, with how sure anybody can be."
    ),
)
