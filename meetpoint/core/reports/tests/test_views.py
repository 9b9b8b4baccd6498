"""The pages of the month's sheet: which site and month they are about, and what leaves through the gate."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from meetpoint.lib import clock

PAGES = (reverse("reports:sheet"), reverse("reports:print"), reverse("reports:download", args=["csv"]))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("asked", ["%00", "nowhere", "pl%00aza", "%F0%9F%98%80", "9" * 200])
def test_site_that_is_none_of_theirs_means_all_sites(sign_in, dee_member, site, van, page, asked) -> None:
    assert sign_in(None, dee_member).get(f"{page}?site={asked}").status_code == 200


def test_one_site_is_found_by_its_short_name(sign_in, dee_member, site, van) -> None:
    answer = sign_in(None, dee_member).get(PAGES[0], {"site": van.slug})
    assert answer.context["site"] == van
    assert [place.name for place in answer.context["sheet"].sites] == ["Van"]


def test_site_out_of_reach_is_not_found(sign_in, ben_member, dee, site, van) -> None:
    type(ben_member).objects.of(dee).filter(pk=ben_member.pk).update(all_sites=False)
    ben_member.sites.add(site)
    answer = sign_in(None, ben_member).get(PAGES[0], {"site": van.slug})
    assert (answer.context["site"], answer.context["sites"]) == (None, [site])


def test_last_evening_of_a_month_still_shows_that_month(sign_in, dee_member, site) -> None:
    # 03:00 UTC on the first of December is 22:00 on the last of November in New York.
    with clock.stand_at(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        answer = sign_in(None, dee_member).get(PAGES[0])
    assert (answer.context["month"], answer.context["latest"]) == (date(2026, 11, 1), date(2026, 11, 30))
