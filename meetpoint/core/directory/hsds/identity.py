"""Identifiers that follow from something else (UUID version 5), so that a file finds its rows again."""

from uuid import NAMESPACE_URL, UUID, uuid5

_OURS = uuid5(NAMESPACE_URL, "urn:meetpoint:directory")


def made_from(*parts: object) -> UUID:
    """Return the identifier that these words always lead to."""
    return uuid5(_OURS, "\x1f".join(str(part) for part in parts))


def attribute_uid(service: UUID, term: UUID) -> UUID:
    """Return the identifier of "this word is said of that service" where nobody gave it another."""
    return made_from("attribute", service, term)


def nowhere_uid(service: UUID) -> UUID:
    """Return the identifier of the entry of a service that is at no place, such as a line to call."""
    return made_from("nowhere", service)


KINDS_TAXONOMY = made_from("taxonomy", "kinds")
FINDTREATMENT_TAXONOMY = made_from("taxonomy", "findtreatment")


def kind_term(kind: str) -> UUID:
    """Return the identifier of one of our own words for what a service offers."""
    return made_from("term", "kinds", kind)


def code_term(code: str) -> UUID:
    """Return the identifier of a service code of FindTreatment.gov."""
    return made_from("term", "findtreatment", code)
