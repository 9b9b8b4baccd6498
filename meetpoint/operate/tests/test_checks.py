"""The installation's checks: each finds what it is for, and says how to mend it."""

import json
import os
import shutil
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from meetpoint.core.audit import actions as audit
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Balance, Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.operate.backups.identities import IDENTITY_FILE
from meetpoint.operate.checks import configuration, files, records
from meetpoint.operate.checks.finding import Finding, Level
from meetpoint.operate.checks.run import CHECKS


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    settings.HOME, settings.KEYS = made, tmp_path / "keys"
    settings.KEYS.mkdir(mode=0o700)
    (settings.KEYS / "audit.key").touch(mode=0o600)
    return made


def places(findings: object) -> list[str]:
    return [Path(one.where).name for one in findings]  # type: ignore[attr-defined]


def test_sound_installation_has_no_findings(home: Path) -> None:
    assert list(files.key_files()) == []
    assert list(files.permissions()) == []


def test_keys_beside_the_data_are_a_warning(home: Path, settings: Settings) -> None:
    settings.KEYS = home / "keys"
    shutil.copytree(home.parent / "keys", settings.KEYS)
    found = list(files.key_files())
    assert [one.level for one in found] == [Level.WARNING]
    assert "MEETPOINT_KEYS" in found[0].mend


def test_missing_keys_are_an_error(home: Path, settings: Settings) -> None:
    (settings.KEYS / "audit.key").unlink()
    assert [one.level for one in files.key_files()] == [Level.ERROR]


def test_backup_identity_on_the_machine_is_a_warning(home: Path, settings: Settings) -> None:
    (settings.KEYS / IDENTITY_FILE).touch(mode=0o600)
    assert places(files.key_files()) == [IDENTITY_FILE]


def test_files_that_others_can_open_are_found(home: Path, settings: Settings) -> None:
    (settings.KEYS / "audit.key").chmod(0o640)
    (home / "meetpoint.sqlite3").touch(mode=0o644)
    (home / "meetpoint.sqlite3").chmod(0o644)
    assert places(files.key_files()) == ["audit.key"]
    found = list(files.permissions())
    assert places(found) == ["meetpoint.sqlite3"]
    assert found[0].mend == f"chmod 600 {home / 'meetpoint.sqlite3'}"


def test_file_of_another_owner_is_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert "another user" in next(files.permissions()).what


@pytest.mark.parametrize(("free", "count"), [(9, 1), (10, 0), (50, 0)])
def test_full_disk_is_found(home: Path, monkeypatch: pytest.MonkeyPatch, free: int, count: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(total=100, free=free))
    assert len(list(files.disk())) == count


def configured(settings: Settings, **changed: object) -> list[str]:
    plain = {
        "DEBUG": False,
        "HTTPS": False,
        "ALLOWED_HOSTS": ["localhost"],
        "CSRF_TRUSTED_ORIGINS": [],
        "TRUSTED_PROXIES": 0,
    }
    for name, value in {**plain, **changed}.items():
        setattr(settings, name, value)
    return [one.where for one in configuration.half_made()]


def test_half_made_settings_are_found(settings: Settings) -> None:
    assert configured(settings) == []
    assert configured(settings, DEBUG=True) == ["MEETPOINT_DEBUG"]
    assert configured(settings, ALLOWED_HOSTS=["meet.example.org"]) == ["MEETPOINT_HTTPS"]
    assert configured(settings, ALLOWED_HOSTS=["*"]) == ["MEETPOINT_HTTPS", "MEETPOINT_HOSTS"]
    assert configured(settings, HTTPS=True) == ["MEETPOINT_ORIGINS", "MEETPOINT_PROXIES"]
    finished = {"HTTPS": True, "CSRF_TRUSTED_ORIGINS": ["https://meet.example.org"], "TRUSTED_PROXIES": 1}
    assert configured(settings, ALLOWED_HOSTS=["meet.example.org"], **finished) == []


@pytest.mark.django_db
def test_missing_migrations_are_found_and_records_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(configuration.migrations()) == []
    monkeypatch.setattr(configuration, "unapplied_migrations", lambda: ["people.0002_more"])
    with pytest.raises(CommandError, match="1 of these"):
        call_command("check", "ledger", "--json", stdout=(out := StringIO()))
    assert "people.0002_more" in json.loads(out.getvalue())[0]["findings"][0]["what"]


def test_balance_that_is_not_its_ledger_is_found(org: Organisation, site: Site) -> None:
    items = [
        Item.objects.create(organisation=org, slug=f"item-{n}", kind="syringes", name=f"Item {n}")
        for n in range(7)
    ]
    assert list(records.ledger()) == []
    for item in items:
        Balance.objects.create(organisation=org, site=site, item=item, quantity=12)
    found = list(records.ledger())
    assert len(found) == records.SHOWN + 1
    assert "the balance says 12, the movements add up to 0" in found[0].what
    assert found[-1].what == "2 more such differences."


def test_broken_audit_chain_is_found(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        audit.record(Actor.system(org.pk, "test"), "site.added", "site", [number])
    assert list(records.audit()) == []
    monkeypatch.setattr("meetpoint.core.audit.actions._key", lambda: b"another key" * 3)
    found = list(records.audit())
    assert {one.where for one in found} == {"harbor-light"}
    assert "1" in found[0].what


@pytest.mark.django_db
def test_check_with_an_app_label_is_djangos_alone() -> None:
    out = StringIO()
    call_command("check", "people", stdout=out)
    assert "no issues" in out.getvalue()
    assert "Disk space" not in out.getvalue()


@pytest.mark.django_db
def test_check_prints_every_check_for_a_program(home: Path) -> None:
    out = StringIO()
    call_command("check", "--json", stdout=out)
    assert [one["check"] for one in json.loads(out.getvalue())] == list(CHECKS)


@pytest.mark.django_db
def test_check_for_people_says_what_to_do(home: Path, settings: Settings) -> None:
    (settings.KEYS / "audit.key").chmod(0o644)
    out = StringIO()
    call_command("check", "keys", stdout=out)
    assert "warning" in out.getvalue()
    assert f"chmod 600 {settings.KEYS / 'audit.key'}" in out.getvalue()


def test_finding_is_plain_data() -> None:
    assert Finding(level=Level.ERROR, where="a", what="b", mend="c").level == "error"
