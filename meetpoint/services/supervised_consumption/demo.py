"""A made-up room: weeks of visits, some emergencies, and what goes on there now. Nothing is a target."""

from __future__ import annotations

from meetpoint.core.modules.interface import Demo

DEMO = Demo(order=65)
