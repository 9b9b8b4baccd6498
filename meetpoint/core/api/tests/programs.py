"""A program with a token, as the tests of every package's endpoints use it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof.sessions import hash_of
from meetpoint.core.api.door import bearer
from meetpoint.core.api.models import Recipient, Token, TokenScope
from meetpoint.core.api.rules import PREFIX
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7


@dataclass
class Program:
    """Asks the API with one token."""

    text: str
    browser: Client = field(
        default_factory=lambda: Client(raise_request_exception=False, SERVER_NAME="localhost")
    )

    def get(self, path: str, **asked: Any) -> HttpResponse:
        return self._sent(self.browser.get(f"/api/v1{path}", asked, headers=self.headers))

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        data = "" if body is None else json.dumps(body, default=str)
        return self.send("POST", path, data, **headers)

    def send(
        self, method: str, path: str, data: str | bytes, *, kind: str = "application/json", **headers: str
    ) -> HttpResponse:
        answer = self.browser.generic(
            method, f"/api/v1{path}", data, content_type=kind, headers={**self.headers, **headers}
        )
        return self._sent(answer)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"} if self.text else {}

    @staticmethod
    def _sent(answer: Any) -> HttpResponse:
        """Every answer of the API, whatever it is, keeps these promises."""
        assert not answer.cookies, "the API never sets a cookie"
        assert answer["Cache-Control"] == "no-store"
        if answer.status_code >= 400:
            said = answer.json()
            assert answer["Content-Type"] == "application/problem+json"
            assert said["status"] == answer.status_code
            assert said["detail"]
        return answer  # type: ignore[no-any-return]


def program(
    member: StaffMember,
    *,
    scopes: Collection[str] | None = None,
    sites: Collection[Site] | None = None,
    recipient: str = Recipient.OWN,
    days: int = 30,
) -> Program:
    """Give a member's program a token with some scopes (every one, when none are named)."""
    text = f"{PREFIX}{uuid7()}"
    bearer.PAID.clear()
    token = Token.objects.create(
        organisation_id=member.organisation_id,
        token_hash=hash_of(text),
        member=member,
        name="A program",
        recipient=recipient,
        all_sites=sites is None,
        made_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    token.sites.set(sites or ())
    for scope in registry().api_scopes if scopes is None else scopes:
        TokenScope.objects.create(organisation_id=member.organisation_id, token=token, permission=scope)
    return Program(text)


def token_of(asker: Program, organisation_id: int) -> Token:
    return Token.objects.of(organisation_id).get(token_hash=hash_of(asker.text))


def uid() -> UUID:
    return uuid7()
