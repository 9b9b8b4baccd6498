"""The `meetpoint` command: Django's management commands and ours under one name."""

import os
import sys

from meetpoint.lib.environment import SettingError

DATABASE_IS_BEHIND = (
    "the database has no tables yet, or those of an earlier version."
    " Run meetpoint migrate; meetpoint serve does it by itself."
)


def main() -> None:
    """Run `meetpoint COMMAND …`. Exit codes: 0 done, 1 refused or failed, 2 a wrong word or setting."""
    os.umask(0o077)
    if sys.argv[1:2] == ["plan"]:
        sys.exit(_plan(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetpoint.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named
    from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415 - likewise

    try:
        execute_from_command_line(["meetpoint", *sys.argv[1:]])
    except (OperationalError, ProgrammingError) as problem:
        if (mend := _mend(problem)) is None:
            raise
        print(f"meetpoint: {mend}", file=sys.stderr)
        sys.exit(1)
    except SettingError as problem:
        print(f"meetpoint: {problem}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _mend(problem: Exception) -> str | None:
    """Return how to mend a database that is not there, or not of this version; None for any other fault."""
    from django.db.utils import DatabaseError  # noqa: PLC0415 - after the settings are named

    from meetpoint.operate.serving.prepare import unapplied_migrations  # noqa: PLC0415 - likewise

    try:
        return DATABASE_IS_BEHIND if unapplied_migrations() else None
    except DatabaseError:
        return f"the database does not answer. Check DATABASE_URL, and that it runs. It said: {problem}"


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
