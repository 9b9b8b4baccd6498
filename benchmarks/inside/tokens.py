"""Prints tokens, and the slugs that requests need, as JSON: `python -m benchmarks.inside.tokens N`."""

import json
import sys
from datetime import timedelta

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.actions import NewToken, make_token
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def tokens(count: int) -> dict[str, object]:
    """Make tokens with every scope; return them with the slugs that a request needs."""
    boss = StaffMember.objects.unscoped("benchmark").filter(role="administrator").order_by("id").first()
    assert boss is not None
    by = Actor(
        organisation_id=boss.organisation_id,
        staff_id=boss.pk,
        permissions=registry().role_permissions["administrator"],
    )
    new = NewToken(
        name="benchmark",
        scopes=sorted(registry().api_scopes),
        expires_on=clock.now().date() + timedelta(days=30),
        all_sites=True,
    )
    items = [item for item in catalogue(boss.organisation_id).values() if item.on_log]
    return {
        "tokens": [make_token(new, by=by)[1] for _turn in range(count)],
        "sites": list(Site.objects.of(by).values_list("slug", flat=True)),
        "items": [item.slug for item in items[:3]],
    }


if __name__ == "__main__":
    print(json.dumps(tokens(int(sys.argv[1]))))
