"""The CRC-16 of EVA-DTS: polynomial x¹⁶+x¹⁵+x²+1 reflected, initial 0, no final XOR; "123456789" → BB3D."""

from collections.abc import Sequence

_REFLECTED = 0xA001


def _table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        value = byte
        for _bit in range(8):
            value = value >> 1 ^ _REFLECTED if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)


_TABLE = _table()


def crc16(data: bytes) -> int:
    """Return the checksum of some bytes."""
    value = 0
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 0xFF]
    return value


def of_lines(lines: Sequence[bytes], *, last_end: bool = True) -> str:
    """Return the checksum of lines, each ended by CRLF whatever ends the file has, as four hex digits.

    Two boards of fifteen that were measured leave the last CRLF out; `last_end` says which is meant.
    """
    body = b"\r\n".join(lines) + (b"\r\n" if last_end and lines else b"")
    return f"{crc16(body):04X}"


def swapped(digits: str) -> str:
    """Return a checksum with its two bytes changed round, as boards before version 6.0 may print it."""
    return digits[2:] + digits[:2]
