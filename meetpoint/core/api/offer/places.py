"""Sites by the slugs that programs use."""

from django.utils.translation import gettext as _

from meetpoint.core.api.door.problems import Problem
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor


def site_called(slug: str, *, by: Actor, field: str = "site") -> Site:
    """Return a site within reach, with its organisation. Raises Problem alike for all others."""
    site = Site.objects.of(by).select_related("organisation").filter(slug=slug).first()
    if site is None or not by.reaches(site.pk):
        words = _("Choose one of your sites.")
        raise Problem(422, words, fields={field: words})
    return site
