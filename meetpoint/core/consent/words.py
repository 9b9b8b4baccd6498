"""The words that the accounting keeps, said in the reader's language."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.modules.registry import registry

BASES = {
    "the person's own record": _("the person’s own record"),
    "the organisation's own use": _("the organisation’s own use"),
    "permission of the role": _("permission of the role"),
    "no permission": _("the role does not include it"),
    "part 2: no consent": _("42 CFR Part 2: no consent"),
}

RECIPIENTS = {
    "participant": _("the person"),
    "staff": _("own staff"),
    "other service": _("another service"),
}


def what_left(disclosure: Disclosure) -> str:
    """Return the name of a list or document in the reader's language."""
    return str(registry().documents.get(disclosure.what, disclosure.what.replace("_", " ")))


def who_got_it(disclosure: Disclosure) -> str:
    """Return the kind of receiver in the reader's language."""
    return str(RECIPIENTS.get(disclosure.recipient, disclosure.recipient))


def ground(disclosure: Disclosure) -> str:
    """Return on what ground it left, or was refused to, in the reader's language."""
    return str(BASES.get(disclosure.basis, disclosure.basis))
