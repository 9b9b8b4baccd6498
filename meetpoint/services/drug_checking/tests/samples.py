"""One object for every address of this service that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.core.encounters.tests.factories import make_item as item_of_kind
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking.tests.factories import (
    alert,
    brought,
    data_set,
    lab_file,
    public_alert,
    strip,
)
from tests.architecture.world import Sample, World


def _drug_sample(world: World) -> Mapping[str, Any]:
    return {"uid": brought(world.dee, world.site).uid}


def _drug_test(world: World) -> Mapping[str, Any]:
    return {"uid": strip(world.dee, brought(world.dee, world.site)).uid}


def _drug_strip(world: World) -> Mapping[str, Any]:
    return {"slug": item_of_kind(world.dee.organisation_id, f"strips-{uuid7().hex[-8:]}", "test_strips").slug}


def _drug_alert(world: World) -> Mapping[str, Any]:
    return {"uid": alert(world.dee).uid}


def _public_drug_alert(world: World) -> Mapping[str, Any]:
    return {"uid": public_alert(world.dee).uid}


def _lab_file(world: World) -> Mapping[str, Any]:
    return {"uid": lab_file(world.dee, world.site).uid}


def _drug_data(world: World) -> Mapping[str, Any]:
    return {"uid": data_set(world.dee).uid}


OWNED: dict[str, Sample] = {
    **{
        f"drug_checking:{page}": _drug_sample
        for page in ("sample", "receipt", "add_test", "void_sample", "release", "hold_back")
    },
    "drug_checking:void_test": _drug_test,
    "drug_checking:strip_product": _drug_strip,
    **{f"drug_checking:{page}": _lab_file for page in ("lab_file", "take_in_lab_file", "discard_lab_file")},
    **{f"drug_checking:{page}": _drug_alert for page in ("alert", "dismiss_alert", "publish_alert")},
    "drug_checking:withdraw_alert": _public_drug_alert,
    "drug_checking:withdraw_data": _drug_data,
}

FIXED: dict[str, Sample] = {
    "drug_checking:public_alert": _public_drug_alert,
    "drug_checking:download_data": _drug_data,
}

API_OWNED: dict[str, Sample] = {
    "/drug-samples/{uid}": _drug_sample,
    "/drug-samples/{uid}/tests": _drug_sample,
}
