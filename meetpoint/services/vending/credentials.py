"""What a machine and we both know: a password for the broker, a key that signs commands, a key for codes.

None of it is stored: each is worked out from one key file of the installation, and from the machine's
`key_version`, so that a machine that was opened by somebody else gets others by one click.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from meetpoint.lib import keys
from meetpoint.services.vending.models import Machine

MARK_PREFIX = "hmac:"


def _secret() -> bytes:
    return keys.key(settings.KEYS, "vending")


def password_of(machine: Machine) -> str:
    """Return the password with which a machine signs in to the broker."""
    made = keys.fingerprint(_secret(), "broker", *_named(machine))
    return base64.b32encode(made[:20]).decode().lower()


def signing_key_of(machine: Machine) -> bytes:
    """Return the key with which commands to a machine are signed."""
    return keys.fingerprint(_secret(), "commands", *_named(machine))


def code_key_of(organisation_id: int) -> bytes:
    """Return the key from which machines of an organisation work out the mark of a code."""
    return keys.fingerprint(_secret(), "codes", str(organisation_id))


def mark_of(code: str, code_key: bytes) -> str:
    """Return what a machine writes in its messages in place of a code."""
    return MARK_PREFIX + hmac.new(code_key, code.encode(), hashlib.sha256).hexdigest()[:32]


def digest_of(organisation_id: int, mark: str) -> bytes:
    """Return under what a token's uses are remembered: a hash with a key that no machine has."""
    return keys.fingerprint(_secret(), "token uses", str(organisation_id), mark)


def signed(command: Mapping[str, Any], machine_key: bytes, topic: str) -> dict[str, Any]:
    """Return a command with its signature, which holds for this topic only."""
    return {**command, "sig": signature(command, machine_key, topic)}


def signature(command: Mapping[str, Any], machine_key: bytes, topic: str) -> str:
    """Return HMAC-SHA256 over the topic, a line end, and the command without `sig` as sorted, tight JSON."""
    body = {name: value for name, value in command.items() if name != "sig"}
    written = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(machine_key, f"{topic}\n{written}".encode(), hashlib.sha256).hexdigest()


def is_signed(command: Mapping[str, Any], machine_key: bytes, topic: str) -> bool:
    """Tell whether a command came from whoever has the key, and was meant for this topic."""
    return hmac.compare_digest(str(command.get("sig", "")), signature(command, machine_key, topic))


def _named(machine: Machine) -> tuple[str, str, str]:
    return str(machine.organisation_id), machine.device, str(machine.key_version)
