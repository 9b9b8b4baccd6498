"""A form of its own takes what may be chosen at a site, and keeps the choices it brings itself."""

from meetpoint.core.modules.fields import Choice, Counts, ShortText
from meetpoint.core.modules.forms import StandaloneForm

KINDS = (("yes", "Yes"),)
VISIT = StandaloneForm(
    slug="visit",
    title="Visit",
    permission="machines:visit:record",
    save=lambda filled, actor: None,
    fields=(
        Counts(name="slots", label="Slots"),
        Choice(name="jammed", label="Jammed", choices=KINDS),
        ShortText(name="note", label="Note"),
    ),
)


def test_what_a_site_offers_is_filled_in() -> None:
    slots, jammed, note = VISIT.at({"slots": [("a1", "A1")], "note": [("x", "X")]})
    assert slots.read({"a1": "4"}) == {"a1": 4}
    assert jammed.choices == KINDS
    assert note == VISIT.fields[2]
