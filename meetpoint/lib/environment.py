"""Typed readers of environment variables that fail loudly, naming the variable and how to mend it."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class SettingError(Exception):
    """An environment variable holds something that Meetpoint cannot use."""


def text(name: str, default: str) -> str:
    """Return the variable, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable. Raises SettingError for any other word."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name}={raw!r} is not a yes or a no. Write 1 or 0.")


def whole_number(name: str, default: int, *, minimum: int = 0) -> int:
    """Return a whole number. Raises SettingError when it is not one, or is below the minimum."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdecimal() or int(raw) < minimum:
        raise SettingError(f"{name}={raw!r} must be a whole number of at least {minimum}.")
    return int(raw)


def words(name: str, default: list[str]) -> list[str]:
    """Return a comma-separated list."""
    raw = os.environ.get(name, "")
    return [word.strip() for word in raw.split(",") if word.strip()] or default


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder path; the folder need not exist yet."""
    return Path(os.environ.get(name) or default).expanduser().resolve()


def database(name: str, *, sqlite_at: Path) -> dict[str, object]:
    """Return Django's database setting from a URL; without one, the embedded SQLite file.

    Accepts postgres://user:password@host:port/name. Raises SettingError for any other scheme.
    """
    url = os.environ.get(name, "")
    if not url:
        return {"ENGINE": "meetpoint.lib.sqlite_gate", "NAME": sqlite_at}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SettingError(f"{name} must look like postgres://user:password@host:5432/name.")
    return {
        "ENGINE": "meetpoint.lib.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # The server plans each of a page's few dozen statements once for a connection, not each time.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3},
    }
