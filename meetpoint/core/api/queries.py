"""Reading the tokens of an organisation, and how long one may live."""

from django.db.models import QuerySet

from meetpoint.core.api.models import Token
from meetpoint.core.api.options import LONGEST_DAYS
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor

LONGEST_EVER_DAYS = 3_650


def tokens_of(by: Actor) -> QuerySet[Token]:
    """Return an organisation's tokens, ended ones too, with who made them, their scopes and their sites."""
    return Token.objects.of(by).select_related("member__account").prefetch_related("scopes", "sites")


def longest_days(organisation_id: int) -> int:
    """Return how many days a new token may live at most, ten years whatever was set."""
    value = option_value(organisation_id, LONGEST_DAYS)
    return max(1, min(int(str(value)), LONGEST_EVER_DAYS))


def are_in_use() -> bool:
    """Tell whether any organisation of this installation has a token that was not ended."""
    return Token.objects.unscoped("whether any program uses this installation").filter(ended_at=None).exists()
