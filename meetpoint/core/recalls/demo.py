"""One recall that is over and one that is open, for the demo."""

from meetpoint.core.modules.interface import Demo

DEMO = Demo()
