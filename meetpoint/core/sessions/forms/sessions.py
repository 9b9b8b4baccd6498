"""Input for one session, a group, who came, and how it ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.sessions import rules, words
from meetpoint.core.sessions.forms.fields import CHOOSE, CodeField, LedForm, person_of
from meetpoint.core.sessions.models import Session
from meetpoint.core.sessions.queries.sessions import Expected
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput, StepperInput

GROUP_KINDS = [(kind.value, kind.label) for kind in words.SessionKind if kind in words.GROUPS]


class _Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SessionForm(LedForm):
    """One session, with one person or with nobody known yet."""

    kind = forms.ChoiceField(label=_("What kind"), choices=[CHOOSE, *words.SessionKind.choices])
    on = forms.DateField(label=_("Day"), widget=DayInput)
    at = forms.TimeField(label=_("Time"), widget=_Clock)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=rules.MOST_MINUTES,
        widget=StepperInput(presets=(30, 45, 60, 90)),
    )
    mode = forms.ChoiceField(label=_("How"), choices=words.Mode.choices)
    place = forms.CharField(
        label=_("Room or place"), max_length=80, required=False, help_text=_("Never anybody’s address.")
    )
    module = forms.ChoiceField(
        label=_("Skills module"), required=False, choices=[("", _("None")), *words.Module.choices]
    )
    code = CodeField(
        label=_("Participant’s code"),
        required=False,
        help_text=_("Leave it empty for somebody without a code."),
    )

    field_order = ("kind", "code", "on", "at", "minutes", "mode", "site", "place", "lead", "second", "module")

    def __init__(
        self,
        actor: Actor,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
        with_code: bool = True,
    ) -> None:
        super().__init__(actor, data, initial={"minutes": 60, **(initial or {})})
        if not with_code:
            del self.fields["code"]

    def clean_code(self) -> Any:
        return person_of(self.actor, self.cleaned_data["code"])


class GroupForm(LedForm):
    """A group that meets every week."""

    title = forms.CharField(label=_("Name of the group"), max_length=80)
    kind = forms.ChoiceField(label=_("What kind"), choices=GROUP_KINDS)
    module = forms.ChoiceField(
        label=_("Skills module"), required=False, choices=[("", _("None")), *words.Module.choices]
    )
    first_on = forms.DateField(
        label=_("First day"), widget=DayInput, help_text=_("It meets on this weekday, every week.")
    )
    last_on = forms.DateField(label=_("Until"), widget=DayInput)
    at = forms.TimeField(label=_("Time"), widget=_Clock)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=rules.MOST_MINUTES,
        widget=StepperInput(presets=(60, 90, 120)),
    )
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=1, max_value=rules.MOST_CAPACITY
    )
    mode = forms.ChoiceField(label=_("How"), choices=words.Mode.choices)
    place = forms.CharField(label=_("Room or place"), max_length=80, required=False)

    field_order = (
        "title",
        "kind",
        "module",
        "first_on",
        "last_on",
        "at",
        "minutes",
        "capacity",
        "site",
        "place",
        "mode",
        "lead",
        "second",
    )


class HeldForm(forms.Form):
    """Who came, how long it took, what it was about."""

    came = forms.MultipleChoiceField(label=_("Who came"), required=False, widget=forms.CheckboxSelectMultiple)
    code = CodeField(label=_("Somebody else with a code"), required=False)
    without_code = forms.IntegerField(
        label=_("People without a code"),
        min_value=0,
        max_value=rules.MOST_WITHOUT_CODE,
        widget=StepperInput(presets=(1, 2, 5)),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=rules.MOST_MINUTES,
        widget=StepperInput(presets=(30, 60, 90)),
    )
    covered = forms.MultipleChoiceField(
        label=_("What it was about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    progress = forms.CharField(
        label=_("One line for colleagues"),
        max_length=200,
        required=False,
        help_text=_(
            "What comes next, for example. It is no counselling note: whoever sees sessions sees it."
        ),
    )
    next_on = forms.DateField(
        label=_("Next date"), required=False, widget=DayInput, help_text=_("Plans the next session.")
    )

    def __init__(self, actor: Actor, session: Session, people: list[Expected], data: Any = None) -> None:
        alone = session.kind not in words.GROUPS
        held = session.state == words.State.HELD
        initial = {
            "came": [str(one.participant.uid) for one in people if one.came or (alone and one.came is None)],
            "without_code": getattr(session, "anonymous", 0)
            or (1 if alone and not people and not held else 0),
            "minutes": session.minutes,
            "covered": session.covered.split(","),
            "progress": people[0].progress if alone and people else "",
            "next_on": session.next_on,
        }
        super().__init__(data, initial=initial)
        self.actor, self.people = actor, people
        self.fields["came"].choices = [(str(one.participant.uid), one.participant.handle) for one in people]  # type: ignore[attr-defined]
        self.fields["covered"].choices = [(one.value, one.label) for one in words.COVERED[session.kind]]  # type: ignore[attr-defined]
        if not people:
            del self.fields["came"]
        if not alone:
            del self.fields["progress"], self.fields["next_on"]

    def clean_code(self) -> Any:
        return person_of(self.actor, self.cleaned_data["code"])

    def came_ids(self) -> list[int]:
        """Return the ids of everybody who came with a code."""
        ticked = set(self.cleaned_data.get("came", ()))
        ids = [one.participant.pk for one in self.people if str(one.participant.uid) in ticked]
        more = self.cleaned_data["code"]
        return [*ids, more.pk] if more else ids


class EndForm(forms.Form):
    """That a session did not take place."""

    state = forms.ChoiceField(label=_("What happened instead"))
    why = forms.ChoiceField(
        label=_("Why it was cancelled"),
        required=False,
        choices=[("", _("Not cancelled")), *words.WhyCancelled.choices],
    )

    def __init__(self, session: Session, data: Any = None) -> None:
        super().__init__(data)
        self.possible = [
            (state.value, state.label)
            for state in (words.State.MISSED, words.State.CANCELLED, words.State.PLANNED, words.State.MISTAKE)
            if rules.may_become(session.state, state) and state != session.state
        ]
        self.fields["state"].choices = [CHOOSE, *self.possible]  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """The code of somebody who wants to come to a group."""

    code = CodeField(label=_("Participant’s code"))

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        self.actor = actor

    def clean_code(self) -> Any:
        return person_of(self.actor, self.cleaned_data["code"])
