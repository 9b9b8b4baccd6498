"""The pieces under signing in: TOTP by its test vectors, passphrases, networks, allowances, browsers."""

import string
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from meetpoint.core.access.models import Account, Allowance, TimeCode
from meetpoint.core.access.proof import allowances, browsers, guessing, networks, passphrases, time_codes
from meetpoint.core.access.proof.allowances import Draw, Limit, TooManyTries
from meetpoint.lib import clock, keys
from meetpoint.lib.errors import DomainError

RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
        (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_codes_agree_with_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    assert time_codes.code_at(RFC_SECRET, seconds // 30) == code[-6:]


def test_the_secret_round_trips_as_text_and_address() -> None:
    secret = time_codes.new_secret()
    assert time_codes.from_text(time_codes.as_text(secret)) == secret
    address = time_codes.app_address(secret, email="ana@harbor-light.example")
    assert address.startswith("otpauth://totp/Meetpoint%3Aana%40harbor-light.example?secret=")


@pytest.mark.django_db
def test_the_secret_is_sealed_to_its_account(ana_member, ben_member) -> None:
    secret = time_codes.new_secret()
    time_codes.store(ana_member.account, secret, step=0)
    held = TimeCode.objects.get()
    assert secret not in bytes(held.sealed_secret)
    TimeCode.objects.filter(pk=held.pk).update(account_id=ben_member.account_id)
    with pytest.raises(keys.KeyMissing):
        time_codes.spend(ben_member.account, "000000")


@pytest.mark.parametrize(
    "weak",
    [
        "short", "fourteen chars", "passwordpassword", "PASSWORDPASSWORD1",
        "P@ssw0rd12345678", "aaaaaaaaaaaaaaaaaaaa",
        "qwertyuiopasdfghjkl", "123456789012345678", "manchesterunited",
        "iloveyou iloveyou 1", "abcabcabcabcabcabc",
        "harbor light 2024", "ana@harbor-light.example",
        "meetpoint meetpoint", "ana harbor light", "1q2w3e4r5t6y7u8i",
        "contraseñacontraseña", "ｐａｓｓｗｏｒｄ" * 2, "x" * 201, "gravel otter plum\x00window",
    ],
)  # fmt: skip
def test_a_weak_passphrase_is_refused(weak: str) -> None:
    with pytest.raises(DomainError) as refused:
        passphrases.refuse_weak(weak, about=("ana@harbor-light.example", "Harbor Light", "Ana"))
    assert set(refused.value.fields) == {"passphrase"}


@pytest.mark.parametrize(
    "good",
    [
        "correct horse battery staple", "gravel-otter-plum-window", "teapot lantern gravel nine",
        "xK9#mq2Lz8!vTr4W",
        "la tortuga verde canta despacio", 
        "我在港口旁边的小房子里养了三只猫和一只鸟", "zanahoria martillo nube tres",
    ],
)  # fmt: skip
def test_a_good_passphrase_passes_whatever_its_characters(good: str) -> None:
    passphrases.refuse_weak(good, about=("ana@harbor-light.example", "Harbor Light"))


@settings(deadline=None, max_examples=40)
@given(st.text(string.ascii_letters + string.digits + " -", max_size=60))
def test_a_repetition_is_hardly_better_than_its_part(text: str) -> None:
    once = guessing.guess_bits(text)
    assert guessing.guess_bits(text * 3) <= once + 2


def test_every_leaked_passphrase_of_the_list_is_refused() -> None:
    import gzip  # noqa: PLC0415 - read here only

    lines = gzip.decompress(guessing.LEAKED.read_bytes()).decode().splitlines()
    long = [line for line in lines if len(line) >= passphrases.SHORTEST]
    assert len(long) > 300
    for leaked in long[::10]:
        with pytest.raises(DomainError):
            passphrases.refuse_weak(leaked, about=())


def test_an_unknown_account_costs_the_same_work() -> None:
    assert not passphrases.Hasher().must_update(passphrases.NOBODY)
    assert not passphrases.matches("", passphrases.NOBODY)
    assert not passphrases.matches("anything", "")
    assert passphrases.matches("anything at all", passphrases.hashed("anything at all"))


# --- networks ----------------------------------------------------------------------------------


def network(settings, remote: str, forwarded: str = "", hops: int = 0) -> str:  # type: ignore[no-untyped-def]
    settings.TRUSTED_PROXIES = hops
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return networks.network_of(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_a_network_is_a_24_or_a_48(settings) -> None:
    assert network(settings, "192.0.2.1") == network(settings, "192.0.2.254")
    assert network(settings, "192.0.2.1") == network(settings, "::ffff:192.0.2.9")
    assert network(settings, "192.0.2.1") != network(settings, "192.0.3.1")
    assert network(settings, "2001:db8:1:2::1") == network(settings, "2001:db8:1:ffff::9%eth0")
    assert network(settings, "2001:db8:1::1") != network(settings, "2001:db8:2::1")
    assert network(settings, "") == network(settings, "unix:")


def test_forwarded_addresses_are_believed_only_from_our_proxies(settings) -> None:
    own = network(settings, "192.0.2.1")
    assert network(settings, "192.0.2.1", "203.0.113.5") == own
    assert network(settings, "10.0.0.1", "198.51.100.9, 192.0.2.1", hops=1) == own
    assert network(settings, "10.0.0.1", "6.6.6.6, 192.0.2.1, 10.0.0.2", hops=2) == own
    assert network(settings, "192.0.2.1", "203.0.113.5", hops=2) == own


def test_the_key_of_yesterday_is_destroyed(settings, monkeypatch) -> None:
    today = network(settings, "192.0.2.1")
    held = list(Path(settings.KEYS).glob("network-*.key"))
    assert len(held) == 1
    assert network(settings, "192.0.2.1") == today
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert network(settings, "192.0.2.1") != today
    assert not held[0].exists()


# --- allowances --------------------------------------------------------------------------------

THREE = Limit(slug="test", burst=3, every_seconds=60)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def move(seconds: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=seconds))

    move(0)
    return move


@pytest.mark.django_db
def test_a_bucket_empties_refills_and_says_how_long(at) -> None:
    draw = Draw(THREE, ("ana", "here"))
    for _try in range(3):
        allowances.take(draw)
    with pytest.raises(TooManyTries) as refused:
        allowances.take(draw)
    assert refused.value.wait_seconds == 60
    at(59)
    with pytest.raises(TooManyTries) as refused:
        allowances.take(draw)
    assert refused.value.wait_seconds == 1
    at(60)
    allowances.take(draw)
    with pytest.raises(TooManyTries):
        allowances.take(draw)
    at(3_600)
    for _try in range(3):
        allowances.take(draw)
    with pytest.raises(TooManyTries):
        allowances.take(draw)


@pytest.mark.django_db
def test_a_refusal_takes_nothing_from_the_other_buckets(at) -> None:
    one, other = Draw(THREE, ("one",)), Draw(THREE, ("other",))
    for _try in range(3):
        allowances.take(one)
    for _try in range(5):
        with pytest.raises(TooManyTries):
            allowances.take(other, one)
    allowances.take(other)
    allowances.give_back([one])
    allowances.take(one)


@pytest.mark.django_db
def test_a_row_names_nobody_and_goes_when_full(at) -> None:
    allowances.take(Draw(THREE, ("ana@harbor-light.example", "192.0.2.0/24")))
    held = Allowance.objects.get()
    assert len(held.key) == 64
    assert "ana" not in held.key
    at(61)
    assert allowances.forget_full() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_share_one_bucket(at) -> None:
    threads = 1 if connection.vendor == "sqlite" and connection.is_in_memory_db() else 8
    allowed: list[int] = []

    def attempt() -> None:
        for number in range(4):
            try:
                allowances.take(Draw(THREE, ("shared",)))
            except TooManyTries:
                continue
            allowed.append(number)
        if threads > 1:
            connection.close()

    running = [threading.Thread(target=attempt) for _thread in range(threads)]
    if threads == 1:
        attempt()
    else:
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    assert len(allowed) == 3


# --- browsers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Linux; Android 14; SM-A546B) Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox · Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_named_by_its_families_only(agent: str, label: str) -> None:
    assert browsers.device_label(agent) == label


def test_a_forged_cookie_is_not_a_known_browser() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[browsers.COOKIE] = '["x",[1]]:made:up'
    assert not browsers.origin_of(request).knows(1)
    assert not browsers.origin_of(request).knows(None)


@pytest.mark.django_db
def test_an_account_is_its_address(db) -> None:
    assert str(Account(email="a@example.org")) == "a@example.org"
