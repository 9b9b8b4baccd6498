"""The component page and the pages for problems."""

import json
import re

import pytest
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui import samples, views
from meetpoint.core.ui.middleware import DomainErrorMiddleware
from meetpoint.lib.errors import Conflict, DomainError, NotFound


def ask(actor: Actor | None, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/somewhere/", headers=headers)
    request.actor = actor
    return request


def test_components_page_shows_every_component(ana: Actor, site: object) -> None:
    page = render_to_string("ui/components.html", samples.everything(), request=ask(ana))
    assert page.count("<svg") > 60
    assert "style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("template", ["404.html", "403.html", "ui/csrf_failure.html", "ui/problem.html"])
def test_problem_page_has_a_way_out(template: str, ana: Actor, site: object) -> None:
    for actor in (ana, None):
        assert 'class="button" href="/' in render_to_string(template, request=ask(actor))


def test_server_error_page_needs_nothing() -> None:
    assert "Something broke" in render_to_string("500.html")


def answer(problem: Exception, **headers: str):
    return DomainErrorMiddleware(lambda request: None).process_exception(ask(None, **headers), problem)


def test_domain_error_becomes_a_page_with_its_status(db: None) -> None:
    page = answer(DomainError("The lot is closed."))
    assert page.status_code == 422
    assert b"The lot is closed." in page.content


def test_domain_error_becomes_a_problem_for_a_program(db: None) -> None:
    said = answer(DomainError("Closed.", fields={"lot": "Choose another."}), accept="application/json")
    assert said["Content-Type"] == "application/problem+json"
    assert json.loads(said.content) == {
        "type": "about:blank",
        "status": 422,
        "detail": "Closed.",
        "fields": {"lot": "Choose another."},
    }


def test_domain_error_becomes_a_fragment_for_htmx(db: None) -> None:
    request = ask(None)
    request.htmx = True
    said = DomainErrorMiddleware(lambda request: None).process_exception(
        request, Conflict("Changed meanwhile.")
    )
    assert said.status_code == 409
    assert said["HX-Retarget"] == "#problem"
    assert b"<html" not in said.content


def test_missing_reads_alike_whatever_the_reason(db: None) -> None:
    pages = [
        answer(Http404("a secret path")),
        answer(NotFound("another text")),
        views.not_found(ask(None), Http404()),
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(rb'value="[A-Za-z0-9]{64}"', b"token", page.content) for page in pages}) == 1


def test_other_errors_are_left_alone(db: None) -> None:
    assert answer(ValueError("a bug")) is None


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_csrf_failure_says_to_go_back(org: object) -> None:
    page = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert page.status_code == 403
    assert b"nothing that you typed is lost" in page.content


def test_unknown_address_is_a_plain_404(client: Client, org: object) -> None:
    page = client.get("/no/such/place/", headers={"accept": "application/json"})
    assert page.status_code == 404
    assert page["Content-Type"] == "application/problem+json"
