"""Numbers as the reader writes them."""

from decimal import Decimal

from django.utils.formats import number_format


def say_number(value: float | Decimal | None) -> str:
    """Return a number with the reader's separators, at most one decimal; a dash when it is not known."""
    if value is None:
        return "–"
    if value == int(value):
        return str(number_format(int(value), 0, use_l10n=True, force_grouping=True))
    tenths = Decimal(str(value)).quantize(Decimal("0.1"))
    return str(number_format(tenths, 1, use_l10n=True, force_grouping=True))
