"""Log lines name pages and code, and nobody."""

import io
import logging
import sys
from collections.abc import Callable, Iterator

import pytest
from django.test import Client, RequestFactory

from meetpoint.core.access.models import StaffMember
from meetpoint.core.care.views import records
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.logs import DiscreetFormatter


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What goes to the log of the installation, as its settings have it written."""
    (console,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, DiscreetFormatter)
    )
    assert isinstance(console, logging.StreamHandler)
    stream = io.StringIO()
    before = console.setStream(stream)
    yield stream
    console.setStream(before or sys.stderr)


def test_failure_of_a_page_is_logged_without_its_address(
    written: io.StringIO,
    dee_member: StaffMember,
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("María, 1985")

    monkeypatch.setattr(records, "record_for", fail)
    browser = sign_in(Client(raise_request_exception=False), dee_member)
    uid = uuid7()
    assert browser.get(f"/people/{uid}/?code=K7M-4QX8").status_code == 500
    log = written.getvalue()
    assert "GET care:participant was answered with 500" in log
    assert "RuntimeError" in log
    assert "in fail" in log
    for secret in (str(uid), "/people/", "María", "1985", "K7M", "127.0.0.1"):
        assert secret not in log


def test_refused_form_is_logged_without_its_address(
    written: io.StringIO, dee_member: StaffMember, sign_in: Callable[..., Client]
) -> None:
    browser = sign_in(Client(enforce_csrf_checks=True), dee_member)
    uid = uuid7()
    assert browser.post(f"/people/{uid}/erase/").status_code == 403
    assert "POST care:erase was answered with 403" in written.getvalue()
    assert str(uid) not in written.getvalue()


def test_request_before_any_page_was_found() -> None:
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/people/x/",)})
    record.request = RequestFactory().get("/people/x/")
    assert DiscreetFormatter().format(record) == "GET a page that does not exist"


def test_own_message_stays_and_its_exception_loses_its_text() -> None:
    try:
        raise ValueError("K7M-4QX8")
    except ValueError:
        record = logging.makeLogRecord({"msg": "Backup of %s failed.", "args": ("today",)})
        record.exc_info = sys.exc_info()
    record.exc_text = "as another handler wrote it: K7M-4QX8"
    first, kind, way = DiscreetFormatter().format(record).splitlines()
    assert (first, kind) == ("Backup of today failed.", "ValueError")
    assert way.endswith("in test_own_message_stays_and_its_exception_loses_its_text")
    assert "as another handler" in str(record.exc_text)


def test_exception_that_is_none_is_left_out() -> None:
    record = logging.makeLogRecord({"msg": "Late."})
    record.exc_info = (None, None, None)
    assert DiscreetFormatter().format(record).strip() == "Late."
