"""The accounting of disclosures as a page."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.gate import disclose
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed

SignIn = Callable[[Client | None, StaffMember], Client]


def test_accounting_shows_what_left_and_what_was_refused(
    dee: Actor, ben: Actor, dee_member: StaffMember, sign_in: SignIn
) -> None:
    disclose(dee, kind="print", what="referral_slip", purpose="care", recipient="participant")
    with pytest.raises(NotAllowed):
        disclose(ben, kind="export", what="encounters", purpose="x", recipient="staff")
    page = sign_in(None, dee_member).get("/disclosures/").content.decode()
    assert "Referral slip" in page
    assert "the person" in page
    assert "Refused" in page
    assert "Ben" in page
    refused = sign_in(None, dee_member).get("/disclosures/?refused=yes&one=no").content.decode()
    assert "Referral slip" not in refused


def test_accounting_reads_the_same_for_one_and_for_three(
    dee: Actor, dee_member: StaffMember, sign_in: SignIn
) -> None:
    browser = sign_in(None, dee_member)

    def reads() -> int:
        with CaptureQueriesContext(connection) as run:
            browser.get("/disclosures/")
        return len(run)

    disclose(dee, kind="print", what="card", purpose="x", recipient="participant")
    reads()
    with_one = reads()
    for _ in range(2):
        disclose(dee, kind="print", what="card", purpose="x", recipient="participant")
    assert reads() == with_one


def test_accounting_is_closed_to_workers(ana_member: StaffMember, sign_in: SignIn) -> None:
    assert sign_in(None, ana_member).get("/disclosures/").status_code == 403


def test_accounting_of_another_organisation_is_not_shown(
    dee: Actor, cai_member: StaffMember, sign_in: SignIn
) -> None:
    disclose(dee, kind="print", what="canary", purpose="x", recipient="participant")
    assert "canary" not in sign_in(None, cai_member).get("/disclosures/").content.decode()


def test_accounting_is_spanish_all_over(dee: Actor, dee_member: StaffMember, sign_in: SignIn) -> None:
    disclose(dee, kind="print", what="participant card", purpose="x", recipient="participant")
    disclose(dee, kind="referral", what="referral:health", purpose="x", recipient="other service")
    browser = sign_in(None, dee_member)
    browser.cookies["django_language"] = "es"
    page = browser.get("/disclosures/").content.decode()
    for said in ("Tarjeta de participante", "Derivación: Atención médica", "otro servicio", "la persona"):
        assert said in page
    assert "participant card" not in page
