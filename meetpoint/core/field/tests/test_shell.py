"""The app's own files: whole, small, the same for everybody; pages around it."""

from __future__ import annotations

import gzip
import json
import re
import struct
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.field.actions.devices import enrol_device, revoke_device
from meetpoint.core.field.describing.bundle import PHONE, bundle
from meetpoint.core.field.describing.words import WORDS, words_in
from meetpoint.core.field.models import Device, ReceivedEvent
from meetpoint.core.field.tests.phones import phone_of
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict, DomainError

MOST_BYTES = 150_000
"""What a phone has to load before it works without a network, compressed."""


@pytest.mark.django_db
def test_shell_is_small_whole_and_needs_nobody(dee: Actor) -> None:
    known = bundle()
    page = Client().get("/field/")
    assert known.version in page.content.decode()
    worker = Client().get("/field/sw.js").content.decode()
    size = len(gzip.compress(page.content)) + len(gzip.compress(worker.encode()))
    files = json.loads(worker.split("const FILES = ")[1].split(";\n")[0])
    assert len(files) == len(known.files) + 1
    for address in files:
        answer = Client().get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        size += len(answer.content)
    assert size < MOST_BYTES


@pytest.mark.django_db
def test_every_icon_is_a_picture_of_the_size_that_is_said(dee: Actor) -> None:
    files = bundle().files
    pictures = {name: content for name, content in files.items() if name.endswith(".png")}
    for icon in json.loads(files["app.webmanifest"])["icons"]:
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", pictures[icon["src"]][16:24])
            assert icon["sizes"] == f"{width}x{height}"
    page = Client().get("/field/").content.decode()
    assert bundle().address("icon-180.png") in page
    assert Client().get(bundle().address("icon-180.png")).headers["Content-Type"] == "image/png"
    assert struct.unpack(">II", pictures["icon-180.png"][16:24]) == (180, 180)


# What the app asks of a browser. All of this is in Chromium, Firefox and Safari; what one of them lacks is
# asked for before it is used, and stands in `OPTIONAL` with what happens without it.
EVERYWHERE = {
    "crypto.getRandomValues", "crypto.subtle", "document.addEventListener", "document.cookie",
    "document.createElement", "document.documentElement", "document.getElementById", "document.hidden",
    "globalThis.addEventListener", "globalThis.indexedDB", "globalThis.isSecureContext", "location.assign",
    "location.origin", "location.reload", "navigator.language", "navigator.onLine",
}  # fmt: skip
OPTIONAL = {
    "navigator.serviceWorker": "the app works while it is open, and is not kept",
    "navigator.storage": "the worker is warned that the browser may clear its storage",
    "navigator.locks": "two tabs may send the same; the server answers both alike",
    "navigator.vibrate": "nothing shakes (Safari)",
    "navigator.standalone": "Safari only: says how the app gets on the home screen",
    "performance.mark": "nothing is measured",
}
NEVER = (
    "SyncManager",
    "periodicSync",
    ".sync.register",
    "BroadcastChannel",
    "showSaveFilePicker",
    "requestIdleCallback",
)


def test_the_app_asks_only_for_what_every_browser_has() -> None:
    scripts = {path.name: path.read_text() for path in PHONE.glob("*.js")}
    code = "\n".join(re.sub(r"//.*", "", text) for text in scripts.values())
    asked = set(re.findall(r"\b(?:navigator|document|crypto|location|globalThis|performance)\.\w+", code))
    assert asked == EVERYWHERE | set(OPTIONAL)
    assert [name for name in NEVER if name in code] == []
    for name in ("navigator.serviceWorker", "navigator.locks"):
        assert re.search(rf"!(?:{re.escape(name)}|workers)\b", code), name
    for call in (
        "navigator.vibrate?.(",
        "performance.mark?.(",
        "AbortSignal.timeout?.(",
        "navigator.storage ?? {}",
    ):
        assert call in code, call


@pytest.mark.django_db
def test_other_versions_and_other_files_are_not_here(dee: Actor) -> None:
    version = bundle().version
    for address in (
        f"/field/files/{version}/secret.js",
        "/field/files/0/app.js",
        f"/field/files/{version}/sw.js",
    ):
        assert Client().get(address).status_code == 404


def test_every_word_of_the_app_exists_and_is_used() -> None:
    scripts = "".join(text.decode() for name, text in bundle().files.items() if name.endswith(".js"))
    outcomes = {"sent", "offline", "portal", "unknown_device", "quota", "not_persistent"}
    assert [word for word in WORDS if f"words.{word}" not in scripts and word not in outcomes] == []
    assert words_in("es")["save"] == "Guardar"


@pytest.mark.django_db
def test_phones_are_listed_and_revoked_by_whoever_may(
    sign_in: Callable[..., Client], ana_member: StaffMember, dee_member: StaffMember, ana: Actor, site: Site
) -> None:
    mine, other = phone_of(ana, "Blue"), sign_in(None, dee_member)
    own = sign_in(None, ana_member)
    assert "Blue" in own.get(reverse("field:devices")).content.decode()
    assert other.post(reverse("field:revoke", args=[mine.device.uid])).status_code == 302
    assert Device.objects.of(ana).get().revoked_at is not None
    with pytest.raises(Conflict):
        enrol_device(bytes(mine.device.public_key), "Again", by=ana)
    with pytest.raises(DomainError):
        enrol_device(b"no key", "Odd", by=ana)
    revoke_device(mine.device, by=ana)


@pytest.mark.django_db
def test_inbox_shows_both_versions_and_decides(
    sign_in: Callable[..., Client], dee_member: StaffMember, ana: Actor, site: Site
) -> None:
    phone = phone_of(ana)
    body = {"site": site.pk, "count_only": True, "people": 2}
    first = phone.event("encounter", body)
    again = phone.sealed_as(first["id"], {**body, "people": 31, "note": "By the <b>river</b>"})
    phone.hand_over(first, again, by=ana)
    browser = sign_in(None, dee_member)
    assert "with other content" in browser.get(reverse("field:inbox")).content.decode()
    row = ReceivedEvent.objects.of(ana).get(state="review")
    page = browser.get(reverse("field:event", args=[row.pk])).content.decode()
    for text in ("What the phone sent", "What stands", "31", "By the &lt;b&gt;river"):
        assert text in page
    assert browser.post(reverse("field:set_event_aside", args=[row.pk])).status_code == 302
    assert browser.post(reverse("field:record_event", args=[row.pk])).status_code == 409
    assert "Nothing to look at" in browser.get(reverse("field:inbox")).content.decode()
