"""The `meetpoint` command: Django's management commands under one name."""

import os
import sys


def main() -> None:
    """Run `meetpoint COMMAND …`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetpoint.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    execute_from_command_line(["meetpoint", *sys.argv[1:]])


if __name__ == "__main__":
    main()
