"""The two doors of every page."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from meetpoint.core.access.guard import fetch_for, is_fresh, page
from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.lib.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@page("access:staff:view", fresh=True)
def shown(request: HttpRequest) -> HttpResponse:
    return HttpResponse("shown")


def request_of(staff, method: str = "get", **headers: str) -> HttpRequest:  # type: ignore[no-untyped-def]
    request: HttpRequest = getattr(RequestFactory(), method)("/settings/?a=1", headers=headers)
    request.staff = staff  # type: ignore[attr-defined]
    request.actor = staff.actor if staff else None  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("method", "headers", "back"),
    [
        ("get", {}, "%2Fsettings%2F%3Fa%3D1"),
        ("post", {"Referer": "https://evil.example/form?b=2"}, "%2Fform%3Fb%3D2"),
        ("post", {}, "%2F"),
        ("post", {"Referer": "http://[broken"}, "%2F"),
        (
            "get",
            {"HX-Request": "true", "HX-Current-URL": "http://testserver/today/?c=3"},
            "%2Ftoday%2F%3Fc%3D3",
        ),
    ],
)
def test_a_stranger_signs_in_and_comes_back_to_where_they_were(method, headers, back) -> None:  # type: ignore[no-untyped-def]
    answer = shown(request_of(None, method, **headers))
    url = answer.headers.get("HX-Redirect") or answer.headers["Location"]
    assert url == f"/account/sign-in?next={back}"
    assert answer.status_code == (204 if "HX-Request" in headers else 302)


def test_the_permission_is_asked_before_the_proof(signed_in, ana_member) -> None:
    with pytest.raises(NotAllowed):
        shown(request_of(signed_in(ana_member)))


def test_a_fragment_is_not_asked_in_place(signed_in, dee_member) -> None:
    signed_in(dee_member)
    StaffSession.objects.of(dee_member.organisation_id).update(fresh_at="2025-01-01T00:00Z")
    stale = signed_in.last()
    assert not is_fresh(request_of(stale))
    answer = shown(request_of(stale, "post", **{"HX-Request": "true"}))
    assert answer.headers["HX-Redirect"].startswith("/account/confirm")


def test_files_that_cannot_be_kept_are_said(signed_in, dee_member) -> None:
    signed_in(dee_member)
    StaffSession.objects.of(dee_member.organisation_id).update(fresh_at="2025-01-01T00:00Z")
    request = request_of(signed_in.last(), "post")
    assert "attached again" not in shown(request).content.decode()
    request.FILES["plan"] = SimpleUploadedFile("plan.csv", b"a,b")
    assert "attached again" in shown(request).content.decode()


def test_absent_elsewhere_out_of_reach_and_forbidden_read_alike(
    signed_in, ana, dee, cai_member, ana_member, site, van
) -> None:
    told = set()
    session = StaffSession.objects.of(dee).get(pk=signed_in(ana_member).session_id)
    StaffSession.objects.of(dee).filter(pk=session.pk).update(site=van)
    near = replace(dee, site_ids=frozenset({site.pk}))
    for actor, model, pk in (
        (dee, StaffMember, 999_999),
        (dee, StaffMember, cai_member.pk),
        (ana, StaffMember, ana_member.pk),
        (near, StaffSession, session.pk),
    ):
        with pytest.raises(NotFound) as refused:
            fetch_for(actor, model, may="access:staff:view", pk=pk)
        told.add(str(refused.value))
    assert len(told) == 1
    assert fetch_for(dee, StaffSession, may="access:staff:view", pk=session.pk) == session
    assert fetch_for(near, StaffMember, may="access:staff:view", pk=ana_member.pk) == ana_member
