"""What every staff page's frame needs: navigation, the organisation, the site."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the frame."""
    return {"actor": getattr(request, "actor", None)}
