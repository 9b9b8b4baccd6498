"""The one endpoint of this package: what a token is and may do; nothing about people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ninja import Router

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.models import Token
from meetpoint.core.api.offer.scopes import ANY_TOKEN, scope
from meetpoint.core.api.offer.shapes import Shape
from meetpoint.core.organisations.models import Site

router = Router()


class SiteShape(Shape):
    """A site within the token's reach."""

    slug: str
    name: str
    time_zone: str
    closed: bool


class AboutShape(Shape):
    """What a token is and may do."""

    name: str
    recipient: str
    expires_at: datetime
    scopes: list[str]
    sites: list[SiteShape]


@router.get("/me", response=AboutShape, summary="What this token is and may do")
@scope(ANY_TOKEN)
def about_me(request: ApiRequest) -> AboutShape:
    actor = request.actor
    token = Token.objects.of(actor).get(pk=request.caller.token_id)
    sites = Site.objects.of(actor).select_related("organisation").order_by("name")
    return AboutShape(
        name=token.name,
        recipient=token.recipient,
        expires_at=token.expires_at,
        scopes=sorted(actor.permissions),
        sites=[_site(site) for site in sites if actor.reaches(site.pk)],
    )


def _site(site: Site) -> SiteShape:
    zone = str(ZoneInfo(site.time_zone or site.organisation.time_zone))
    return SiteShape(slug=site.slug, name=site.name, time_zone=zone, closed=site.closed_on is not None)
