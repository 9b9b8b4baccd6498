"""Identifiers that a client can make on its own: UUID version 7 (RFC 9562 section 5.7)."""

import os
import time
from uuid import UUID


def uuid7(unix_ms: int | None = None, *, entropy: bytes | None = None) -> UUID:
    """Return a UUIDv7: 48 bits of Unix milliseconds, then 74 random bits, so that ids sort by time.

    `entropy` gives the ten random bytes, where the same identifiers must come out again.
    """
    stamp = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    value = (stamp & 0xFFFFFFFFFFFF) << 80 | int.from_bytes(entropy or os.urandom(10))
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=value | 0x7 << 76 | 0x2 << 62)


def is_uuid7(value: UUID) -> bool:
    """Tell whether an identifier is a version-7 UUID of the RFC's variant."""
    return value.version == 7
