"""The components as template tags."""

from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from meetpoint.core.ui.widgets import DayInput, MomentInput, StepperInput


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As people say it.")
    note = forms.CharField(label="Note", required=False)
    day = forms.DateField(label="Day", required=False, widget=DayInput)
    at = forms.DateTimeField(label="Moment", required=False, widget=MomentInput)
    kits = forms.IntegerField(label="Kits", min_value=0, max_value=9, widget=StepperInput(presets=(1, 2)))
    reason = forms.ChoiceField(label="Reason", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    trained = forms.BooleanField(label="Trained", required=False)
    token = forms.CharField(required=False, widget=forms.HiddenInput)


def render(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def field(name: str, data: dict[str, str] | None = None) -> str:
    return render("{% form_field field %}", field=SampleForm(data)[name])


def test_field_ties_help_and_errors_to_its_input() -> None:
    said = field("name", {"name": ""})
    assert 'aria-describedby="id_name_helptext id_name_error"' in said
    assert 'id="id_name_helptext"' in said
    assert 'id="id_name_error"' in said
    assert 'aria-invalid="true"' in said


def test_field_that_may_be_empty_for_now_is_not_called_optional() -> None:
    assert "optional" not in render("{% form_field field is_needed=True %}", field=SampleForm()["note"])


def test_optional_is_marked_and_required_is_not() -> None:
    assert "optional" in field("note")
    assert "optional" not in field("name")


def test_field_keeps_what_was_typed() -> None:
    assert "&lt;b&gt;Plaza" in field("note", {"note": "<b>Plaza"})


def test_choices_are_a_group_with_a_legend() -> None:
    said = field("reason", {})
    assert "<fieldset" in said
    assert "<legend" in said
    assert 'id="id_reason_error"' in said


def test_days_and_moments_speak_iso() -> None:
    assert 'type="date"' in field("day")
    assert 'type="datetime-local"' in field("at")


def test_stepper_field_takes_its_limits_presets_and_errors() -> None:
    said = field("kits", {"kits": "12"})
    assert 'min="0" max="9"' in said
    assert 'value="12"' in said
    assert said.count("data-set=") == 2
    assert 'aria-describedby="id_kits_error"' in said


def test_hidden_field_stays_hidden() -> None:
    assert field("token").startswith('<input type="hidden"')


def test_tick_has_its_label_around_it() -> None:
    assert '<label class="tick" for="id_trained">' in field("trained")


def test_summary_counts_names_and_links_what_to_mend() -> None:
    form = SampleForm({"kits": "1"})
    form.add_error(None, "The lot is closed.")
    said = render("{% form_errors form %}", form=form)
    assert "3 things to mend" in said
    assert 'href="#id_name"' in said
    assert 'href="#id_reason"' in said
    assert "The lot is closed." in said
    assert 'tabindex="-1"' in said


def test_summary_is_silent_without_errors() -> None:
    assert render("{% form_errors form %}", form=SampleForm()).strip() == ""


def test_stepper_works_without_script() -> None:
    said = render('{% stepper "kits" "Kits" 2 presets=presets maximum=9 %}', presets=(1, 5))
    assert 'type="number"' in said
    assert 'for="id_kits"' in said
    assert said.count("hidden") >= 3  # − and + and the presets wait for the script


@pytest.mark.parametrize("level", ["ok", "note", "soon", "now", "danger"])
def test_badge_says_its_state_with_a_word_and_an_icon(level: str) -> None:
    said = render('{% badge level "Soon" %}', level=level)
    assert "<svg" in said
    assert "Soon" in said


def test_badge_refuses_an_unknown_level() -> None:
    with pytest.raises(KeyError):
        render('{% badge "purple" "x" %}')


def test_badge_escapes_its_words() -> None:
    assert "<b>" not in render("{% badge 'ok' text %}", text="<b>")


def test_nothing_has_no_date() -> None:
    assert render("{% day none %}{% moment none %}", none=None) == "––"


def test_stat_writes_numbers_with_separators() -> None:
    assert "1,240" in render('{% stat "Syringes" 1240 %}')
