"""The service's part of the demo (filled in below)."""

from meetpoint.core.modules.interface import Demo

DEMO = Demo()
