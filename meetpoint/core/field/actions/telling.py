"""What a phone tells of itself."""

from django.db import transaction

from meetpoint.core.audit import actions as audit
from meetpoint.core.field.models import Device
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def tell_wiped(device: Device) -> None:
    """Note that a revoked phone has sent everything and cleared itself."""
    living = Device.objects.of(device.organisation_id).filter(pk=device.pk, told_at=None)
    by = Actor.system(device.organisation_id, "a phone that was revoked")
    with transaction.atomic():
        if living.update(told_at=clock.now()):
            audit.record(by, "field_device.wiped", "field_device", [str(device.uid)])
