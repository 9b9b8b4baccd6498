"""Publishing: small counts are hidden with what would give them away, also beside earlier releases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.reports.models import Release
from meetpoint.core.reports.queries import report_of
from meetpoint.core.reports.releasing import publish as publishing
from meetpoint.core.reports.releasing.policies import policies, policy_of
from meetpoint.core.reports.releasing.publish import publish
from meetpoint.core.reports.releasing.shown import shown
from meetpoint.core.reports.releasing.tables import CannotPublish, as_question, counted
from meetpoint.core.reports.tests.factories import GIVERS, make_release, make_run, template
from meetpoint.core.tenancy.actor import Actor

CMS = policies()["cms"]


def test_small_counts_and_small_differences_to_an_earlier_release_are_hidden(dee: Actor, site: Site) -> None:
    make_release(dee)  # 40, 25, hidden, hidden, together 82
    release = publish(make_run(dee, given={**GIVERS, "friend": 43}), "1", CMS, by=dee)
    friend, responder, myself, stranger, total = (count for _words, count in shown(release).rows)
    assert (responder, myself) == (25, None)
    # Shown, 43 beside 40 would tell of three people who were added; so would a total of 85 beside 82.
    assert (friend, total) == (None, None)
    assert stranger in (None, 14)
    assert release.policy == "cms@2024-01-26"
    assert Disclosure.objects.of(dee).get(what="release:ours").recipient == "public"


def test_what_cannot_be_hidden_is_refused_with_its_reason(
    dee: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {"protected": False, "exposed": [{"cell": [1], "reader": "anyone", "how": "exact"}]}
    monkeypatch.setattr(publishing, "_chosen", lambda *_asked: chosen)
    with pytest.raises(CannotPublish, match="could be worked out, whatever is hidden"):
        publish(make_run(dee), "1", CMS, by=dee)
    assert not Release.objects.of(dee).exists()


def test_overlapping_days_of_an_earlier_release_are_refused(
    dee: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {"counts": [40, 25, None, None], "margins": {"(*)": 82}}
    chosen = {
        "protected": True,
        "published": whole,
        "primary": [[2]],
        "secondary_min_count_loss": [[3]],
        "threshold": "1..10 suppressed",
    }
    monkeypatch.setattr(publishing, "_chosen", lambda *_asked: chosen)
    publish(make_run(dee), "1", CMS, by=dee)
    near = Actor(
        organisation_id=dee.organisation_id,
        staff_id=dee.staff_id,
        permissions=dee.permissions,
        site_ids=frozenset({site.pk}),
    )
    with pytest.raises(CannotPublish, match="overlap with these"):
        publish(make_run(near), "1", CMS, by=near)


def test_word_that_is_new_today_had_no_count_in_an_earlier_release(
    dee: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = {
        "protected": True,
        "published": {"counts": [40, 25, None, None], "margins": {"(*)": 82}},
        "primary": [[2]],
        "secondary_min_count_loss": [[3]],
        "threshold": "",
    }
    monkeypatch.setattr(publishing, "_chosen", lambda *_asked: first)
    earlier = publish(make_run(dee), "1", CMS, by=dee)
    (row,) = report_of(make_run(dee, given={**GIVERS, "family": 12})).rows
    asked = as_question(counted(row, [earlier]), [earlier])
    assert asked["dimensions"][0]["labels"] == ["family", "friend", "responder", "self", "stranger"]
    assert asked["counts"] == [12, 40, 25, 3, 14]
    (before,) = asked["earlier"]
    assert before["counts"] == [0, 40, 25, None, None]
    assert (before["primary"], before["secondary_min_count_loss"]) == ([[3]], [[4]])


def test_people_are_not_published_as_a_table_that_adds_up(dee: Actor, site: Site) -> None:
    people = {
        "code": "1",
        "label": "People by age",
        "indicator": "encounters.unique_participants",
        "by": "age_band",
    }
    run = make_run(dee, template(people), given={"18_24": 20})
    with pytest.raises(CannotPublish, match="people do not add up"):
        publish(run, "1", CMS, by=dee)


def test_policy_is_that_of_the_place(dee: Actor) -> None:
    assert policy_of(Organisation(policy_pack="ca-on")).name == "health-canada-scs"
    assert policy_of(Organisation(policy_pack="us-nc")).name == "cms"


def test_pages_and_files_of_a_release(
    sign_in: Any, dee_member: Any, ben_member: Any, dee: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {
        "protected": True,
        "published": {"counts": [40, 25, None, None], "margins": {"(*)": 82}},
        "primary": [[2]],
        "secondary_min_count_loss": [[3]],
        "threshold": "1..10 suppressed",
    }
    monkeypatch.setattr(publishing, "_chosen", lambda *_asked: chosen)
    run = make_run(dee)
    browser = sign_in(None, dee_member)
    assert (
        reverse("reports:publish", args=[run.uid])
        in browser.get(reverse("reports:run", args=[run.uid])).content.decode()
    )
    sent = browser.post(reverse("reports:publish", args=[run.uid]), {"row": "1", "policy": "cms"})
    release = Release.objects.of(dee).get()
    assert sent["Location"] == reverse("reports:release", args=[release.uid])
    page = browser.get(sent["Location"]).content.decode()
    assert page.count("hidden</span>") == 2
    data = json.loads(browser.get(reverse("reports:download_release", args=[release.uid, "json"])).content)
    assert [row[-1] for row in data["rows"]] == [40, 25, None, None, 82]
    text = browser.get(reverse("reports:download_release", args=[release.uid, "csv"])).content.decode()
    assert text.count("·") == 2
    assert "3" not in [line.rpartition(",")[2] for line in text.splitlines()]
    assert str(release.uid) in browser.get(reverse("reports:releases")).content.decode()
    asked = sign_in(None, ben_member).post(reverse("reports:publish", args=[run.uid]), {"row": "1"})
    assert asked.status_code == 403
