"""An entry from a phone as a form, so that what was refused can be put right before it is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters import rules
from meetpoint.core.field.forms.declared import DeclaredField
from meetpoint.core.field.queries import offer
from meetpoint.core.field.reading import ContactBody, Event, SheetBody
from meetpoint.core.modules.fields import Field
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.queries import catalogue, places_of
from meetpoint.core.tenancy.actor import Actor

Raw = dict[str, Any]


class MendForm(forms.Form):
    """What a phone sent, open to change. `changes` gives the parts of the event's body as they shall be."""

    use_required_attribute = False

    def __init__(self, event: Event, data: Any = None, *, by: Actor) -> None:
        super().__init__(data)
        self.event, self.by = event, by
        self.declared: dict[str, Sequence[Field]] = {}
        sites = [(place.id, place.name) for place in places_of(by).values() if not place.closed]
        body = event.body
        assert isinstance(body, ContactBody | SheetBody)
        self._site(body.site, sites)
        if isinstance(body, ContactBody):
            self._contact(body)
        else:
            self._sheet(body)

    def changes(self) -> Raw:
        """Return what was typed, in the shape of the event's body; only of a valid form."""
        said = self.cleaned_data
        changes: Raw = {"site": int(said["site"])}
        if isinstance(self.event.body, SheetBody):
            return {**changes, "raw": self._raw("raw")}
        body = self.event.body
        assert isinstance(body, ContactBody)
        changes["items"] = {item: said[f"item-{item}"] for item in body.items if said[f"item-{item}"]}
        changes["sections"] = {slug: raw for slug in self.declared if (raw := self._raw(slug))}
        rest = {name: said[name] for name in ("people", "for_others", "code", "note") if name in said}
        return {**changes, **{name: 0 if value is None else value for name, value in rest.items()}}

    def _site(self, sent: int, sites: list[tuple[int, str]]) -> None:
        chosen = sent if sent in dict(sites) else ""
        choices = sites if chosen else [("", ""), *sites]
        self.fields["site"] = forms.ChoiceField(label=_("Site"), choices=choices, initial=chosen)

    def _contact(self, body: ContactBody) -> None:
        items = catalogue(self.by.organisation_id)
        for item, units in body.items.items():
            known = items.get(int(item)) if item.isdecimal() else None
            self._number(f"item-{item}", known.label if known else item, units, most=rules.MOST_UNITS)
        if body.count_only:
            self._number("people", _("People"), body.people, most=rules.MOST_PEOPLE, least=1)
        elif body.for_others:
            self._number("for_others", _("For others"), body.for_others, most=rules.MOST_OTHERS)
        if body.code:
            help_text = _("Type the right code, or leave this empty to record the contact as anonymous.")
            self._text("code", _("Code on the card"), most=120, help_text=help_text)
        if body.note:
            self._text("note", _("Note"), body.note, most=rules.LONGEST_NOTE)
        for slug, raw in body.sections.items():
            form = registry().forms.get(slug)
            self._answers(slug, form.fields if form else (), raw)

    def _sheet(self, body: SheetBody) -> None:
        found = offer(body.form, self.by)
        site_id = body.site
        if found is not None and site_id not in found.places:
            site_id = next(iter(found.places), 0)
        self._answers("raw", found.fields_at(site_id) if found and found.places else (), body.raw)

    def _answers(self, slug: str, fields: Sequence[Field], raw: Mapping[str, Any]) -> None:
        self.declared[slug] = fields
        for field in fields:
            made = DeclaredField(field, is_asked=False)
            made.initial = raw.get(field.name)
            self.fields[f"{slug}.{field.name}"] = made

    def _raw(self, slug: str) -> Raw:
        typed = {}
        for field in self.declared[slug]:
            name = f"{slug}.{field.name}"
            value = self.fields[name].widget.value_from_datadict(self.data, self.files, name)
            typed[field.name] = "1" if value is True else value
        return {name: value for name, value in typed.items() if value not in (None, "", [], {}, False)}

    def _number(self, name: str, label: Any, value: int, *, most: int, least: int = 0) -> None:
        shown = value if least <= value <= most else None
        widget = forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"})
        self.fields[name] = forms.IntegerField(
            label=label, initial=shown, min_value=least, max_value=most, required=least > 0, widget=widget
        )

    def _text(self, name: str, label: Any, value: str = "", *, most: int, help_text: Any = "") -> None:
        widget = forms.TextInput({"autocomplete": "off"})
        self.fields[name] = forms.CharField(
            label=label, initial=value, max_length=most, required=False, help_text=help_text, widget=widget
        )


def mend_form(event: Event | None, data: Any = None, *, by: Actor) -> MendForm | None:
    """Return the form of an entry; None for what cannot be read, and for an undoing."""
    return MendForm(event, data, by=by) if event and isinstance(event.body, ContactBody | SheetBody) else None
