"""Input for documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetpoint.core.documents import rules
from meetpoint.core.documents.files.types import ACCEPT
from meetpoint.core.documents.models import KeepReason, Kind
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.identifiers import uuid7

TOO_LARGE = "upload_too_large"
"""What the upload handler sets on a request whose file did not fit at all (`core.imports.files.uploads`)."""


class KeepForm(forms.Form):
    """Until when a document is kept, and why."""

    keep_until = forms.DateField(
        label=_("Keep until"), help_text=_("Then it is removed by itself."), widget=DayInput
    )
    keep_reason = forms.ChoiceField(label=_("Why so long"), choices=KeepReason.choices)


class DocumentForm(KeepForm):
    """A new document: a picture from the camera, or a file. `is_too_large`: one did not fit at all."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    picture = forms.FileField(
        label=_("Take a picture"),
        help_text=_("Where and when it was taken is not kept."),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=_("PDF, picture (JPEG, PNG, HEIC), Word document or plain text, up to 10 MB."),
        required=False,
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=[("", _("Choose…")), *Kind.choices])
    name = forms.CharField(
        label=_("What to call it"),
        help_text=_("Such as “letter of March”. Kept sealed."),
        max_length=rules.LONGEST_NAME,
        required=False,
    )
    agreed = forms.BooleanField(
        label=_("The person agreed to this picture"),
        help_text=_("Needed for a picture of a wound."),
        required=False,
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    field_order = ("uid", "picture", "file", "kind", "name", "agreed", "keep_until", "keep_reason", "site")

    def __init__(
        self,
        by: Actor,
        data: Any = None,
        files: Any = None,
        *,
        initial: dict[str, Any] | None = None,
        is_too_large: bool = False,
    ) -> None:
        super().__init__(data, files, initial={"uid": uuid7(), **(initial or {})})
        sites = Site.objects.of(by).filter(closed_on=None)
        reach = sites if by.site_ids is None else sites.filter(pk__in=by.site_ids)
        self.fields["site"].queryset = reach  # type: ignore[attr-defined]
        self.is_too_large = is_too_large

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        sent = [said[name] for name in ("picture", "file") if said.get(name)]
        if self.is_too_large or any(one.size > rules.LARGEST for one in sent):
            large = _now("This file is larger than 10 MB. Take the picture smaller, or send fewer pages.")
            self.add_error("file", large)
        elif len(sent) != 1 and not {"picture", "file"} & set(self.errors):
            one = _now("Take a picture or choose a file: one at a time.")
            self.add_error("file", one)
        elif sent:
            said["content"] = sent[0].read()
        return said
