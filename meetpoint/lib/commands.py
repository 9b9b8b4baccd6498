"""The base of our commands."""

from __future__ import annotations

from django.core.management.base import BaseCommand


class OwnCommand(BaseCommand):
    """A command that begins at once.

    Django would import every page first to check it, which takes longer than most commands; the tests and
    `meetpoint check` do that.
    """

    requires_system_checks: list[str] = []
