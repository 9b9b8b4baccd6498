"""What can go wrong while signing in or changing who works here, with words for people."""

from django.utils.translation import gettext as _

from meetpoint.lib.errors import Conflict, DomainError


class NotProved(DomainError):
    """The passphrase or code was wrong, or the account does not exist; which of them is not said."""

    status = 403


class LinkOver(DomainError):
    """A one-time link was used, is too old, or never existed."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            _("This link has been used or is too old. Ask the person who sent it for a new one.")
        )


class LastAdministrator(Conflict):
    """Nobody would be left who can sign in and administer the organisation."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the last administrator who can sign in. Make somebody else an administrator first,"
                " and wait until they have signed in."
            )
        )


class LastWay(Conflict):
    """What is to be removed is what an account's places rely on; the message says what to do first."""
