"""The one family of errors that is meant for people: what happened, and what to do about it."""

from collections.abc import Mapping


class DomainError(Exception):
    """A request that the rules do not allow. Its text is shown to the person who made it.

    `fields` maps a form field's name to its own message; `status` is the HTTP status of the answer.
    """

    status = 422

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor lacks the permission. The text names the permission's plain description."""

    status = 403


class NotFound(DomainError):
    """There is no such thing within what the actor may see; absent and forbidden read alike."""

    status = 404


class Conflict(DomainError):
    """The same identifier arrived with other content, or someone else changed the thing first."""

    status = 409
