"""One object for every address of this service that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.services.vending.intake.keeping import keep
from meetpoint.services.vending.tests.factories import machine_called
from tests.architecture.world import Sample, World


def _machine(world: World) -> Mapping[str, Any]:
    return {"uid": machine_called("east-01", world.dee).uid}


def _device(world: World) -> Mapping[str, Any]:
    return {"slug": machine_called("east-01", world.dee).device}


def _kept_message(world: World) -> Mapping[str, Any]:
    return {"uid": keep(world.dee, "hr/v1/x/machine/y/vend", b"{}", "It is not JSON.").uid}


OWNED: dict[str, Sample] = {
    **{
        f"vending:{page}": _machine
        for page in ("machine", "change_machine", "slots", "retire_machine", "keys", "new_keys")
    },
    **{f"vending:{page}": _kept_message for page in ("message", "try_message_again", "put_message_away")},
}

FIXED: dict[str, Sample] = {}

API_OWNED: dict[str, Sample] = {
    "/machines/{slug}": _device,
    "/machines/{slug}/messages": _device,
}
