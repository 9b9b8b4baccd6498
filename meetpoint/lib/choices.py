"""Saying the value of a field with choices in the reader's language."""

from django.db.models import TextChoices


def label_of(choices: type[TextChoices], value: str) -> str:
    """Return the label of a stored value: nothing for none, the value itself when it is no choice any more.

    `get_…_display` translates every choice to find one, which a timeline of dozens of rows feels.
    """
    if not value:
        return ""
    try:
        return str(choices(value).label)
    except ValueError:
        return value
