"""Letting somebody in from the server."""

import json

import pytest
from django.core.management import CommandError, call_command

from meetpoint.core.access import links
from meetpoint.core.access.actions.server import let_in
from meetpoint.core.access.models import TimeCode
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.tests.conftest import App
from meetpoint.core.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_last_administrator_is_let_in_again(dee_member, capsys) -> None:
    App(dee_member.account)
    token = sessions.open_session(dee_member, device="")
    path = let_in("harbor-light", "DEE@harbor-light.example")
    assert TimeCode.objects.exists()
    assert links.find(path.rpartition("/")[2]).member == dee_member
    call_command(
        "let_in",
        "--org",
        "harbor-light",
        "--email",
        dee_member.account.email,
        "--remove-second-factor",
        "--json",
    )
    assert links.find(json.loads(capsys.readouterr().out)["link"].rpartition("/")[2]).member == dee_member
    assert not TimeCode.objects.exists()
    assert sessions.read(token) is None
    made = AuditEntry.objects.of(dee_member.organisation_id).values_list("action", "actor_kind")
    assert ("access.factor_removed", "system") in made


@pytest.mark.parametrize(
    ("flags", "start"),
    [([], "https://mp.example.org/"), (["--address", "http://10.0.0.5:8000/"], "http://10.0.0.5:8000/")],
)
def test_the_link_can_be_opened_as_it_stands(
    dee_member, capsys, settings, flags: list[str], start: str
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://mp.example.org"]
    call_command("let_in", "--org", "harbor-light", "--email", dee_member.account.email, *flags)
    link = capsys.readouterr().out.split()[-1]
    assert link.startswith(start)
    assert "//" not in link.removeprefix(start)
    assert links.find(link.rpartition("/")[2]).member == dee_member
    call_command("let_in", "--org", "harbor-light", "--email", dee_member.account.email, "--json", *flags)
    assert json.loads(capsys.readouterr().out)["link"].startswith(start)


@pytest.mark.parametrize(
    ("slug", "email"), [("nowhere", "dee@harbor-light.example"), ("harbor-light", "x@y.org")]
)
def test_nobody_else_is_let_in(dee_member, cai_member, slug: str, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("let_in", "--org", slug, "--email", email)
    with pytest.raises(CommandError):
        call_command("let_in", "--org", "harbor-light", "--email", cai_member.account.email)
