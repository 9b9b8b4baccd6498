"""Why each column of supplies is kept, and for how long. Stock says nothing about participants."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_CATALOGUE = Kept(
    why="Describes a thing, not a person.", until="as long as the organisation keeps its catalogue"
)
_STOCK = Kept(
    why="Accounts for stock, lots and recalls.", until="as long as the organisation keeps its ledger"
)
_STAFF = Kept(why="Says who moved stock, to answer questions about it.", until="as long as the ledger line")
_ENCOUNTER = Kept(
    why="Ties stock to the contact in which it left, so that voiding returns it and a recall finds the site."
    " The encounter itself says nothing more once its participant is erased.",
    until="as long as the ledger line",
)

PLAN = PrivacyPlan(
    columns={
        "supplies.CatalogueVersion": {"version": _CATALOGUE},
        "supplies.Item": dict.fromkeys(
            (
                "slug",
                "kind",
                "name",
                "name_es",
                "unit",
                "units_per_pack",
                "doses_per_unit",
                "syringes_per_unit",
                "presets",
                "on_log",
                "order",
                "retired_at",
            ),
            _CATALOGUE,
        ),
        "supplies.KitContent": dict.fromkeys(("kit", "item", "quantity"), _CATALOGUE),
        "supplies.Lot": dict.fromkeys(
            ("item", "number", "product", "serial_from", "serial_to", "expires_on", "quarantined_at"), _STOCK
        ),
        "supplies.Movement": {
            **dict.fromkeys(
                ("site", "item", "lot", "kind", "quantity", "occurred_at", "batch", "reason"), _STOCK
            ),
            "encounter_id": _ENCOUNTER,
            "staff_id": _STAFF,
        },
        "supplies.Posting": dict.fromkeys(("batch", "digest", "posted_at"), _STOCK),
        "supplies.Balance": dict.fromkeys(("site", "item", "lot", "quantity"), _STOCK),
        "supplies.Supplier": dict.fromkeys(("name", "lead_days"), _CATALOGUE),
        "supplies.Sourcing": dict.fromkeys(("item", "supplier", "lead_days"), _CATALOGUE),
        "supplies.ParLevel": dict.fromkeys(("site", "item", "quantity", "updated_at"), _CATALOGUE),
    }
)
