"""Which questions may and must be asked: what the place says, and the organisation's own rules."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations import actions
from meetpoint.core.organisations.models import FieldRule
from meetpoint.core.organisations.packs import say
from meetpoint.core.organisations.permissions import CHANGE_RULE
from meetpoint.core.organisations.policy import policy_for, version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.middleware import nothing_here
from meetpoint.web.settings.answers import tried
from meetpoint.web.settings.forms import RuleForm, ground_initial
from meetpoint.web.settings.sheets import doubt_about, free_sheets, rule_line, ruled_lines


@require_GET
@page(CHANGE_RULE)
def show_list(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    policy = policy_for(actor.organisation_id)
    today = version_and_day(actor.organisation_id)[1]
    notes = [
        {
            "text": say(note.text),
            "note": note,
            "doubt": doubt_about(note.confidence),
            "old": note.is_old(today),
        }
        for note in (policy.pack.notes if policy.pack else ())
    ]
    place = say(policy.pack.title) if policy.pack else ""
    context = {
        "ruled": ruled_lines(policy),
        "sheets": free_sheets(policy),
        "place": place,
        "pack": policy.pack,
        "notes": notes,
    }
    return render(request, "web/settings/rules.html", context)


@require_http_methods(["GET", "POST"])
@page(CHANGE_RULE)
def change(request: StaffRequest, field: str) -> HttpResponse:
    actor: Actor = request.actor
    if field not in registry().policy_fields:
        raise nothing_here()
    line = rule_line(policy_for(actor.organisation_id), field)
    own = line.rule.stated if line.rule and line.rule.own else ""
    today = version_and_day(actor.organisation_id)[1]
    form = RuleForm(request.POST or None, initial={"requirement": own, **ground_initial(today, actor.name)})
    if form.is_valid() and tried(
        form, lambda: actions.set_field_rule(field, form.requirement_said(), form.ground(), by=actor)
    ):
        messages.success(request, _("Saved."))
        return redirect("web:settings:rules")
    history = FieldRule.objects.of(actor).filter(field=field).order_by("-effective_from")
    return render(request, "web/settings/rule.html", {"form": form, "line": line, "history": history})
