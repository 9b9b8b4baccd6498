"""The forms of the participants' pages: codes, answers for a code, what is told, and words that confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Choice, Choices, Count, Field
from meetpoint.core.people.models import RetiredReason
from meetpoint.core.people.recipes import GENDERS, Question, Recipe
from meetpoint.lib.identifiers import uuid7

_QUIET = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeForm(forms.Form):
    """A code, typed or scanned."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Type the short code or scan the card. Capitals and spaces do not matter."),
        max_length=80,
        error_messages={"required": gettext_lazy("Type the code on the card, or scan it.")},
        widget=forms.TextInput(attrs={**_QUIET, "inputmode": "text", "enterkeyhint": "search"}),
    )


class AnswersForm(forms.Form):
    """The questions of an organisation's recipe, or none for a random code, and an id that is used once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, recipe: Recipe | None, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"uid": uuid7()})
        self.recipe = recipe
        for question in recipe.questions if recipe else ():
            self.fields[question.name] = _question_field(question)

    @property
    def uid_said(self) -> UUID:
        uid: UUID = self.cleaned_data["uid"]
        return uid

    @property
    def answers(self) -> dict[str, str] | None:
        """What was said, or None when there was nothing to ask."""
        if self.recipe is None:
            return None
        return {question.name: self.cleaned_data.get(question.name, "") for question in self.recipe.questions}


class ReasonForm(AnswersForm):
    """Why a code is replaced, and the answers for the new one."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        widget=forms.RadioSelect,
        initial=RetiredReason.LOST,
        choices=[choice for choice in RetiredReason.choices if choice[0] != RetiredReason.KEY_DESTROYED],
    )
    field_order = ("reason",)


class TellForm(forms.Form):
    """The questions that the place allows, each of which may be left out."""

    def __init__(
        self,
        questions: Sequence[Field],
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for question in questions:
            self.fields[question.name] = _told_field(question)

    def raw(self) -> dict[str, object]:
        """Return what was said, as it was said, by question."""
        said = {name: self.data.get(name, "") for name in self.fields}
        many = [name for name, field in self.fields.items() if isinstance(field, forms.MultipleChoiceField)]
        return {**said, **{name: self.data.getlist(name) for name in many}}  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """A word to type, so that nothing final happens by a slip of the finger."""

    typed = forms.CharField(max_length=80, widget=forms.TextInput(attrs=_QUIET))

    def __init__(self, word: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.word = word
        self.fields["typed"].label = _("To confirm, type %(word)s") % {"word": word}
        self.refusal = _("Type %(word)s to confirm. Nothing has been changed.") % {"word": word}
        self.fields["typed"].error_messages["required"] = self.refusal

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip().lstrip("·").casefold() != self.word.casefold():
            raise forms.ValidationError(self.refusal)
        return typed


def _question_field(question: Question) -> forms.Field:
    if question.kind == "gender":
        widget = forms.RadioSelect
        return forms.ChoiceField(label=question.label, choices=GENDERS, widget=widget, required=False)
    numeric = question.kind != "letters"
    attrs = {**_QUIET, **({"inputmode": "numeric"} if numeric else {})}
    return forms.CharField(
        label=question.label,
        help_text=question.help,
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs=attrs),
    )


def _told_field(question: Field) -> forms.Field:
    said: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": False}
    if isinstance(question, Choices):
        return forms.MultipleChoiceField(
            choices=question.choices, widget=forms.CheckboxSelectMultiple, **said
        )
    if isinstance(question, Choice):
        return forms.ChoiceField(choices=[("", _("Not said")), *question.choices], **said)
    attrs = {"inputmode": "numeric"} if isinstance(question, Count) or question.name == "zip3" else {}
    return forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}), max_length=40, **said
    )
