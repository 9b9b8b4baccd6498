"""What kind of service the codes of FindTreatment.gov make of a facility."""

import pytest

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.directory.sources.findtreatment import kind_of
from meetpoint.core.directory.vocabulary import service_codes


@pytest.mark.parametrize(
    ("codes", "facility", "kind"),
    [
        ("SA BU RES", "SA", "treatment"),
        ("SA DT RD", "SA", "detox"),
        ("SA RES", "SA", "residential"),
        ("SA RL HH", "SA", "residential"),
        ("SA RS OP", "SA", "counselling"),
        ("SA HH", "SA", "recovery_housing"),
        ("HH", "", "recovery_housing"),
        ("SUMH OP", "SA", "co_occurring"),
        ("OP", "MH", "mental_health"),
        ("RES", "MH", "mental_health"),
        ("OP CO", "MH", "co_occurring"),
        ("SA OP", "SA", "counselling"),
        ("", "", "health"),
    ],
)
def test_facility_is_what_matters_most_to_whoever_is_sent_there(codes: str, facility: str, kind: str) -> None:
    assert set(codes.split()) <= set(service_codes())
    assert kind_of(codes.split(), facility) == kind
    assert kind in ServiceKind.values
