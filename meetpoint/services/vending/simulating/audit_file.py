"""The audit file (EVA-DTS) of a simulated machine, as its board would write it."""

from __future__ import annotations

from datetime import datetime

from meetpoint.services.vending.evadts import crc
from meetpoint.services.vending.simulating.device import Device


def audit_file(device: Device, at: datetime, *, serial: str, read: int) -> bytes:
    """Return what the machine has counted since it began, read for the `read`th time; `at` is local time."""
    day, clock = f"{at:%Y%m%d}", f"{at:%H%M%S}"
    free = sum(device.given.values())
    body = ["ST*001*0001", f"ID1*{serial}*SIM1*0100***{device.name}", "ID4*2*1840*USD", f"ID5*{day}*{clock}"]
    body += ["VA1*0*0*0*0", "VA2*0*0*0*0", f"VA3*0*{free}*0*0"]
    for selection, slot in device.slots.items():
        body += [f"PA1*{selection}*0*{slot.sku}*{slot.capacity}", "PA2*0*0*0*0"]
        body += [f"PA4*{device.given.get(selection, 0)}*0*0*0"]
    body += [f"EA3*{read}*{day}*{clock}*TEL01*****{read}*0"]
    lines = [line.encode() for line in body]
    end = [b"G85*" + crc.of_lines(lines).encode(), f"SE*{len(body) + 2}*0001".encode(), b"DXE*1*1"]
    return b"\r\n".join([b"DXS*SIM0000001*VA*V0/6*1", *lines, *end, b""])
