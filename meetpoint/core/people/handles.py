"""The mark by which staff tell participants apart on a screen without showing a code."""

from uuid import UUID

_SIGNS = "0123456789ABCDEFGHJKMNPQRTVWXY"
_LENGTH = 5


def handle(uid: UUID) -> str:
    """Return a mark such as `·7F3KQ`, made from the random end of a record's identifier.

    It is no code: nothing is looked up by it, and two records of 24 million may share it.
    """
    number = uid.int & 0xFFFFFFFFFF
    signs = []
    for _position in range(_LENGTH):
        number, rest = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[rest])
    return "·" + "".join(signs)
