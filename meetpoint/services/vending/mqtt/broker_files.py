"""The files with which a Mosquitto broker lets each machine write its own topics, and no other."""

from __future__ import annotations

import base64
import getpass
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from meetpoint.services.vending.actions.seeing import keys_of
from meetpoint.services.vending.models import Machine

ITERATIONS = 20_000
"""Passwords are 160 random bits, so this need not slow down a guesser; machines sign in often."""

CONFIGURATION = """\
# Written by `meetpoint vending broker`. Read docs/operate/machines.md before you change it.
listener {port} {host}
user {user}
allow_anonymous false
# Else a machine could name itself as another, and put that one off the broker.
use_username_as_clientid true
password_file {folder}/passwords
acl_file {folder}/acl
persistence true
persistence_location {folder}/data/
autosave_interval 30
persistent_client_expiration 30d
# The default of 1,000 silently drops messages for a subscriber that is away.
max_queued_messages 0
max_queued_bytes 1073741824
max_inflight_messages 2000
max_packet_size 2000000
"""
TLS = """\
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.key
tls_version tlsv1.2
"""


def write_files(folder: Path, *, listener: tuple[str, str], host: str, port: int, tls: bool) -> list[Machine]:
    """Write configuration, access list and password file; return the machines that are in them."""
    folder = folder.resolve()
    (folder / "data").mkdir(parents=True, exist_ok=True)
    machines = list(
        Machine.objects.unscoped("the broker serves every organisation of the installation")
        .filter(retired_at=None)
        .select_related("organisation")
        .order_by("organisation__slug", "device")
    )
    named = {
        keys.username: keys.password
        for machine in machines
        for keys in [keys_of(machine, machine.organisation.slug)]
    }
    text = CONFIGURATION.format(port=port, host=host, folder=folder, user=getpass.getuser()) + (
        TLS.format(folder=folder) if tls else ""
    )
    _write(folder / "mosquitto.conf", text)
    _write(folder / "acl", acl(listener[0], machines))
    _write(folder / "passwords", passwords({listener[0]: listener[1], **named}))
    return machines


def acl(listener: str, machines: Iterable[Machine]) -> str:
    """Return who may read and write what: the listener everything of ours, a machine its own."""
    lines = [f"user {listener}", "topic read hr/v1/+/machine/+/+", "topic write hr/v1/+/machine/+/cmd", ""]
    for machine in machines:
        slug = machine.organisation.slug
        own = f"hr/v1/{slug}/machine/{machine.device}"
        lines += [f"user {keys_of(machine, slug).username}"]
        lines += [f"topic write {own}/{kind}" for kind in ("vend", "stock", "event", "audit", "state", "ack")]
        lines += [f"topic read {own}/cmd", ""]
    return "\n".join(lines)


def passwords(named: Mapping[str, str]) -> str:
    """Return Mosquitto's password file: PBKDF2 with SHA-512, a salt for each."""
    return "".join(f"{name}:{_hashed(password)}\n" for name, password in sorted(named.items()))


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(12)
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    return f"$7${ITERATIONS}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
