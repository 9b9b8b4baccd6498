"""The one-time code that proves to the welcome pages that their visitor runs this server.

It stands in `HOME/setup-code`, which only the server's own user can read, and the server prints it when it
starts without an organisation. Without it, whoever finds a new server first could make it theirs.
"""

import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
GROUPS, SIZE = 4, 5
"""Twenty of thirty letters and digits without look-alikes: 98 bits, more than anybody can try."""


def path() -> Path:
    """Return where the code is kept."""
    return Path(settings.HOME) / "setup-code"


def setup_code() -> str:
    """Return the code, making it when there is none; safe when two processes start at once."""
    try:
        return path().read_text().strip()
    except FileNotFoundError:
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path().with_name(f".setup-code.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(_fresh() + "\n")
    try:
        os.link(draft, path())
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path().read_text().strip()


def is_setup_code(typed: str) -> bool:
    """Tell whether this is the code; case, spaces and hyphens do not matter."""
    return hmac.compare_digest(_plain(typed).encode(), _plain(setup_code()).encode())


def forget_setup_code() -> None:
    """Remove the code once it has done its work."""
    path().unlink(missing_ok=True)


def _fresh() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(SIZE)) for _ in range(GROUPS))


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()
