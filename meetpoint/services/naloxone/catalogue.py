"""The supplies that the service brings: its kinds, and the items a new organisation starts with.

Doses per kit follow how the products are packed (a nasal box holds two devices); an organisation
changes them, and adds other products, in its own catalogue.
"""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import StarterItem, SupplyKind
from meetpoint.services.naloxone.models import Route

KIT = "kit"
"""The unit that makes a naloxone item a kit; others are loose doses (Ontario counts the two apart)."""

SUPPLY_KINDS = (
    SupplyKind(slug="naloxone", label=_("Naloxone"), order=20, counts_as_naloxone=True),
    SupplyKind(slug="other_reversal", label=_("Other overdose reversal medication"), order=21),
    SupplyKind(slug="overdose_response", label=_("Overdose response supplies"), order=22),
)

STARTER_ITEMS = (
    StarterItem(
        slug="naloxone-nasal-4mg-kit",
        kind="naloxone",
        name="Naloxone kit, nasal 4 mg",
        name_es="Kit de naloxona nasal, 4 mg",
        unit=KIT,
        doses_per_unit=2,
        presets=(1, 2, 4),
        on_log=True,
        order=20,
        contents=(("naloxone-nasal-4mg", 2), ("face-shield", 1), ("overdose-card", 1)),
    ),
    StarterItem(
        slug="naloxone-im-kit",
        kind="naloxone",
        name="Naloxone kit, injectable",
        name_es="Kit de naloxona inyectable",
        unit=KIT,
        doses_per_unit=2,
        presets=(1, 2, 4),
        order=21,
        contents=(("naloxone-vial", 2), ("im-syringe", 2), ("face-shield", 1), ("overdose-card", 1)),
    ),
    StarterItem(
        slug="naloxone-nasal-3mg-kit",
        kind="naloxone",
        name="Naloxone kit, nasal 3 mg",
        name_es="Kit de naloxona nasal, 3 mg",
        unit=KIT,
        doses_per_unit=2,
        presets=(1, 2, 4),
        order=22,
        contents=(("naloxone-nasal-3mg", 2), ("face-shield", 1), ("overdose-card", 1)),
    ),
    StarterItem(
        slug="naloxone-nasal-8mg-kit",
        kind="naloxone",
        name="Naloxone kit, nasal 8 mg",
        name_es="Kit de naloxona nasal, 8 mg",
        unit=KIT,
        doses_per_unit=2,
        presets=(1, 2),
        order=23,
        contents=(("naloxone-nasal-8mg", 2), ("face-shield", 1), ("overdose-card", 1)),
    ),
    StarterItem(
        slug="naloxone-nasal-4mg",
        kind="naloxone",
        name="Naloxone nasal device, 4 mg",
        name_es="Dispositivo nasal de naloxona, 4 mg",
        unit="dose",
        units_per_pack=2,
        doses_per_unit=1,
        presets=(1, 2),
        order=24,
    ),
    StarterItem(
        slug="naloxone-nasal-3mg",
        kind="naloxone",
        name="Naloxone nasal device, 3 mg",
        name_es="Dispositivo nasal de naloxona, 3 mg",
        unit="dose",
        units_per_pack=2,
        doses_per_unit=1,
        presets=(1, 2),
        order=25,
    ),
    StarterItem(
        slug="naloxone-nasal-8mg",
        kind="naloxone",
        name="Naloxone nasal device, 8 mg",
        name_es="Dispositivo nasal de naloxona, 8 mg",
        unit="dose",
        units_per_pack=2,
        doses_per_unit=1,
        presets=(1, 2),
        order=26,
    ),
    StarterItem(
        slug="naloxone-vial",
        kind="naloxone",
        name="Naloxone vial, 0.4 mg/mL",
        name_es="Vial de naloxona, 0.4 mg/mL",
        unit="dose",
        units_per_pack=10,
        doses_per_unit=1,
        presets=(1, 2, 3),
        order=27,
    ),
    StarterItem(
        slug="naloxone-prefilled",
        kind="naloxone",
        name="Naloxone prefilled syringe",
        name_es="Jeringa prellenada de naloxona",
        unit="dose",
        doses_per_unit=1,
        presets=(1, 2),
        order=28,
    ),
    StarterItem(
        slug="im-syringe",
        kind="overdose_response",
        name="Intramuscular syringe for naloxone, 3 mL",
        name_es="Jeringa intramuscular para naloxona, 3 mL",
        units_per_pack=100,
        presets=(1, 2, 3),
        order=29,
    ),
    StarterItem(
        slug="face-shield",
        kind="overdose_response",
        name="Face shield for rescue breathing",
        name_es="Protector facial para respiración de rescate",
        units_per_pack=50,
        order=30,
    ),
    StarterItem(
        slug="overdose-card",
        kind="overdose_response",
        name="Overdose response card",
        name_es="Tarjeta de respuesta a sobredosis",
        units_per_pack=100,
        order=31,
    ),
)

STARTER_ROUTES = {
    "naloxone-nasal-4mg-kit": Route.NASAL,
    "naloxone-im-kit": Route.INJECTED,
    "naloxone-nasal-3mg-kit": Route.NASAL,
    "naloxone-nasal-8mg-kit": Route.NASAL,
    "naloxone-nasal-4mg": Route.NASAL,
    "naloxone-nasal-3mg": Route.NASAL,
    "naloxone-nasal-8mg": Route.NASAL,
    "naloxone-vial": Route.INJECTED,
    "naloxone-prefilled": Route.INJECTED,
}
"""How each starter item that holds naloxone is given, until an organisation says otherwise of its own."""
