"""The `meetpoint` command: Django's management commands and ours under one name."""

import os
import sys

from meetpoint.lib.environment import SettingError


def main() -> None:
    """Run `meetpoint COMMAND …`. Exit codes: 0 done, 1 refused or failed, 2 a wrong word or setting."""
    os.umask(0o077)
    if sys.argv[1:2] == ["plan"]:
        sys.exit(_plan(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetpoint.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    try:
        execute_from_command_line(["meetpoint", *sys.argv[1:]])
    except SettingError as problem:
        print(f"meetpoint: {problem}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _plan(words: list[str]) -> int:
    from meetpoint.planning.commands.program import main as plan  # noqa: PLC0415 - without Django's settings

    try:
        return plan(words)
    except SettingError as problem:
        print(f"meetpoint: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    main()
