"""A small made-up place of three towns, with round numbers of our own."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

PARAMETERS = {
    "fentanyl_share_opioid_start": 0.5,
    "fentanyl_growth_per_month": 0.01,
    "fentanyl_share_stimulant_start": 0.1,
    "street_supplied_share_of_prescription_misuse": 0.2,
    "repeat_overdose_prob_prescription_misuse": 0.002,
    "repeat_overdose_prob_non_injecting": 0.015,
    "repeat_overdose_prob_stimulant_without_fentanyl": 0.0001,
    "multiplier_injecting": 3.0,
    "multiplier_fentanyl": 5.0,
    "multiplier_return_to_use": 4.0,
    "multiplier_repeat_over_first": 4.0,
    "multiplier_stimulant_with_fentanyl": 1.0,
    "move_prescription_misuse_to_non_injecting": 0.001,
    "move_prescription_misuse_to_inactive": 0.004,
    "move_non_injecting_to_injecting": 0.008,
    "move_non_injecting_to_inactive": 0.006,
    "move_injecting_to_non_injecting": 0.015,
    "move_injecting_to_inactive": 0.003,
    "move_inactive_to_return": 0.05,
    "growth_per_month_of_moves_to_inactive": 0.005,
    "overdose_in_public": 0.2,
    "witnessed_public": 0.8,
    "witnessed_private": 0.4,
    "call_public_if_witnessed": 0.75,
    "call_private_if_witnessed": 0.5,
    "hospital_if_called": 0.9,
    "inactive_after_hospital_if_survived": 0.1,
    "death_without_naloxone_or_ems": 0.05,
    "death_with_naloxone": 0.01,
    "ratio_of_death_with_ems": 0.7,
    "kit_loss_per_month": 0.06,
    "saturation_slope": 1.0,
    "saturation_cap": 0.9,
    "pharmacy_kit_divisor": 2.5,
}
TOWNS = {"Harbor": 5, "River": 3, "Hill": 1}
AGES = {"15-34": 0.00002, "35-54": 0.0001, "55+": 0.0005}
STATES = [
    ("stimulant", "stimulant"),
    *(
        (now, form)
        for form in ("prescription_misuse", "non_injecting", "injecting")
        for now in (form, "inactive")
    ),
]


def document() -> dict[str, Any]:
    return {
        "about": "made up",
        "first_year": 2030,
        "months": 24,
        "parameters": dict(PARAMETERS),
        "other_death_prob_per_month": dict(AGES),
        "community_kits": {
            str(year): {town: kits * weight for town, weight in TOWNS.items()}
            for year, kits in ((2029, 10), (2030, 40), (2031, 120))
        },
        "pharmacy_kits_statewide": {"2029": 51, "2030": 153, "2031": 307},
    }


def write_place(folder: Path, content: dict[str, Any] | None = None) -> tuple[Path, Path]:
    """Write the classes and the inputs; return their paths."""
    classes, inputs = folder / "classes.csv", folder / "inputs.json"
    inputs.write_text(json.dumps(content or document(), indent=1))
    with classes.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["town", "state", "opioid_state", "ever_overdosed", "age_band", "people"])
        for town, weight in TOWNS.items():
            for number, age in enumerate(AGES):
                for place, (state, form) in enumerate(STATES):
                    for ever in (0, 1):
                        writer.writerow(
                            [town, state, form, ever, age, weight * (30 - 5 * number + place) * (2 - ever)]
                        )
    return classes, inputs
