"""Ceremonies: what a passkey must have signed, where and when, and what is refused."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from meetpoint.core.access.actions import sign_in
from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.models import Account, Passkey
from meetpoint.core.access.proof import ceremonies, challenges
from meetpoint.core.access.proof.allowances import TooManyTries
from meetpoint.core.access.proof.challenges import Purpose
from meetpoint.core.access.tests.authenticator import (
    MAY_SYNC,
    PRESENT,
    SYNCED,
    VERIFIED,
    Authenticator,
    answer,
    asked,
    asked_to_make,
    decode,
    encode,
    passkey_of,
)
from meetpoint.core.audit.models import AuditEntry
from meetpoint.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(ana_account: Account) -> Authenticator:
    """Ana's phone, with her passkey on it."""
    device = Authenticator()
    passkey_of(ana_account, device)
    return device


def proved(text: str, here, **place: str) -> Account:  # type: ignore[no-untyped-def]
    return sign_in.prove_passkey(answer(text, **place), Purpose.SIGN_IN, origin=here)


def refused(text: str, here, **place: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotProved):
        proved(text, here, **place)


def test_the_right_passkey_gives_its_account_and_the_day_is_noted(ana_account, phone, here) -> None:
    assert proved(phone.get(asked(Purpose.SIGN_IN)), here) == ana_account
    assert Passkey.objects.get().last_used_on == clock.local_date(clock.now(), "America/New_York")


def test_a_challenge_is_answered_once(phone, here) -> None:
    text = phone.get(asked(Purpose.SIGN_IN))
    proved(text, here)
    refused(text, here)


def test_a_replay_after_midnight_is_refused(phone, here) -> None:
    with clock.stand_at(datetime(2026, 5, 1, 23, 59, tzinfo=UTC)):
        text = phone.get(asked(Purpose.SIGN_IN))
        proved(text, here)
    with clock.stand_at(datetime(2026, 5, 2, 0, 1, tzinfo=UTC)):
        refused(text, here)


@pytest.mark.parametrize(("later", "good"), [(299, True), (302, False), (-30, False)])
def test_a_challenge_lasts_five_minutes(phone, here, later: int, good: bool) -> None:
    noon = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    with clock.stand_at(noon):
        text = phone.get(asked(Purpose.SIGN_IN))
    with clock.stand_at(noon + timedelta(seconds=later)):
        if good:
            proved(text, here)
        else:
            refused(text, here)


def test_a_challenge_of_another_browser_or_purpose_or_made_up_is_refused(phone, here) -> None:
    refused(phone.get(asked(Purpose.SIGN_IN, browser="another")), here)
    refused(phone.get(asked(Purpose.SIGN_IN)), here, browser="")
    refused(phone.get(asked(Purpose.CODE, "1")), here)
    for made_up in (bytes(56), b""):
        refused(phone.get({"challenge": encode(made_up)}), here)


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost"},
        {"domain": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"flags": PRESENT | VERIFIED | SYNCED},
        {"handle": b"somebody else"},
        {"handle": None},
        {"client": {"type": "webauthn.create"}},
        {"client": {"crossOrigin": True}},
    ],
    ids=str,
)
def test_an_answer_that_is_wrong_in_one_point_is_refused(phone, here, change: dict[str, object]) -> None:
    for name, value in change.items():
        setattr(phone, name, value)
    refused(phone.get(asked(Purpose.SIGN_IN)), here)


def test_a_signature_of_another_key_is_refused_and_audited(phone, here, ana_member) -> None:
    phone.key = Authenticator().key
    refused(phone.get(asked(Purpose.SIGN_IN)), here)
    made = AuditEntry.objects.of(ana_member.organisation_id).get()
    assert (made.action, made.fields) == ("access.sign_in_failed", '{"kind":"passkey"}')


def test_unknown_wrong_and_stopped_read_alike(phone, here, ana_account) -> None:
    said = set()
    stranger = Authenticator()
    stranger.handle = phone.handle
    texts = [stranger.get(asked(Purpose.SIGN_IN))]
    phone.flags = PRESENT
    texts.append(phone.get(asked(Purpose.SIGN_IN)))
    phone.flags = PRESENT | VERIFIED
    Account.objects.update(is_active=False)
    texts.append(phone.get(asked(Purpose.SIGN_IN)))
    for text in texts:
        with pytest.raises(NotProved) as problem:
            proved(text, here)
        said.add(problem.value.message)
    assert len(said) == 1


def test_a_passkey_of_another_domain_is_unknown_here(phone, here) -> None:
    Passkey.objects.update(domain="meet.example.org")
    refused(phone.get(asked(Purpose.SIGN_IN)), here)


def test_no_passkey_works_at_an_address_that_has_none(phone, here) -> None:
    Passkey.objects.update(domain="")
    refused(phone.get(asked(Purpose.SIGN_IN)), here, domain="")


def test_somebody_elses_passkey_is_no_second_step(phone, here, ben_member, ana_account) -> None:
    subject = str(ben_member.account.pk)
    text = phone.get(asked(Purpose.CODE, subject))
    with pytest.raises(NotProved):
        sign_in.prove_second(ben_member.account, "", answer(text), origin=here)
    text = phone.get(asked(Purpose.CODE, str(ana_account.pk)))
    sign_in.prove_second(ana_account, "", answer(text), origin=here)


def test_the_second_step_needs_no_handle_since_the_account_is_known(phone, here, ana_account) -> None:
    phone.handle = None
    text = phone.get(asked(Purpose.CODE, str(ana_account.pk)))
    sign_in.prove_second(ana_account, "", answer(text), origin=here)


def test_a_counter_that_does_not_rise_warns_and_lets_in(phone, here, ana_member) -> None:
    for count, warns in ((5, False), (6, False), (6, True), (2, True), (0, True), (9, True)):
        phone.count = count
        proved(phone.get(asked(Purpose.SIGN_IN)), here)
        assert (Passkey.objects.get().warned_on is not None) == warns
    assert Passkey.objects.get().sign_count == 9
    warned = AuditEntry.objects.of(ana_member.organisation_id).filter(action="access.passkey_warned")
    assert warned.count() == 3


def test_a_passkey_that_never_counts_never_warns(phone, here) -> None:
    for _use in range(3):
        proved(phone.get(asked(Purpose.SIGN_IN)), here)
    assert Passkey.objects.get().warned_on is None


def test_a_passkey_that_begins_to_be_synced_warns_only_when_it_could_not_be(phone, here) -> None:
    phone.flags |= MAY_SYNC
    proved(phone.get(asked(Purpose.SIGN_IN)), here)
    assert Passkey.objects.get().warned_on is not None
    Passkey.objects.update(warned_on=None)
    phone.flags |= SYNCED
    proved(phone.get(asked(Purpose.SIGN_IN)), here)
    held = Passkey.objects.get()
    assert (held.may_sync, held.is_synced, held.warned_on) == (True, True, None)


def test_a_passkey_removed_meanwhile_is_no_proof(phone, here, monkeypatch) -> None:
    right = ceremonies.right

    def then_remove(*given):  # type: ignore[no-untyped-def]
        shown = right(*given)
        Passkey.objects.all().delete()
        return shown

    monkeypatch.setattr(ceremonies, "right", then_remove)
    refused(phone.get(asked(Purpose.SIGN_IN)), here)


def test_wrong_passkeys_cannot_be_tried_without_end(phone, here, elsewhere) -> None:
    phone.flags = PRESENT
    for _try in range(5):
        refused(phone.get(asked(Purpose.SIGN_IN)), elsewhere)
    with pytest.raises(TooManyTries):
        proved(phone.get(asked(Purpose.SIGN_IN)), elsewhere)
    phone.flags = PRESENT | VERIFIED
    for _use in range(12):
        proved(phone.get(asked(Purpose.SIGN_IN)), here)


def test_unknown_passkeys_cannot_be_tried_from_one_network_without_end(here, ana_account) -> None:
    for _try in range(40):
        refused(Authenticator().get(asked(Purpose.SIGN_IN)), here)
    with pytest.raises(TooManyTries):
        proved(Authenticator().get(asked(Purpose.SIGN_IN)), here)


def test_a_new_passkey_is_read_as_it_was_made(ana_account, here) -> None:
    device = Authenticator()
    device.flags |= MAY_SYNC | SYNCED
    shown = ceremonies.made(answer(device.make(asked_to_make(ana_account))), str(ana_account.pk))
    assert decode(shown.credential_id) == device.credential_id
    assert (shown.may_sync, shown.is_synced, shown.transports) == (True, True, "internal")
    assert device.handle == ceremonies.handle_of(ana_account)


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "http://evil.example"},
        {"domain": "evil.example"},
        {"flags": PRESENT},
        {"flags": PRESENT | VERIFIED | SYNCED},
        {"client": {"type": "webauthn.get"}},
        {"credential_id": bytes(1_024)},
    ],
    ids=lambda change: str(change)[:40],
)
def test_a_passkey_made_wrongly_is_refused(ana_account, change: dict[str, object]) -> None:
    device = Authenticator()
    for name, value in change.items():
        setattr(device, name, value)
    with pytest.raises(NotProved):
        ceremonies.made(answer(device.make(asked_to_make(ana_account))), str(ana_account.pk))


def test_a_passkey_of_an_algorithm_that_was_not_asked_for_is_refused(ana_account, monkeypatch) -> None:
    text = Authenticator().make(asked_to_make(ana_account))
    monkeypatch.setattr(ceremonies, "ALGORITHMS", (-257,))
    with pytest.raises(NotProved):
        ceremonies.made(answer(text), str(ana_account.pk))


def test_a_passkey_made_for_another_account_is_refused(ana_account, ben_member) -> None:
    text = Authenticator().make(asked_to_make(ana_account))
    with pytest.raises(NotProved):
        ceremonies.made(answer(text), str(ben_member.account.pk))


def test_handles_differ_and_tell_nothing(ana_account, ben_member) -> None:
    handles = {ceremonies.handle_of(account) for account in (ana_account, ben_member.account)}
    assert {len(handle) for handle in handles} == {32}
    assert len(handles) == 2


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@trying(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {
            "rawId": _ANYTHING | st.binary(max_size=40).map(encode),
            "response": _ANYTHING
            | st.dictionaries(
                st.sampled_from(["clientDataJSON", "attestationObject", "authenticatorData", "signature"]),
                _ANYTHING
                | st.binary(max_size=60).map(encode)
                | _ANYTHING.map(lambda x: encode(json.dumps(x).encode())),
            ),
        }
    )
)
def test_what_no_browser_sends_is_refused_and_nothing_breaks(ana_account, made: object) -> None:
    for text in (json.dumps(made), json.dumps([made]), str(made)):
        with pytest.raises(NotProved):
            ceremonies.made(answer(text), "1")
        with pytest.raises(NotProved):
            ceremonies.credential_id_of(answer(text[:-1]))


@trying(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=200), flag=st.integers(0, 255))
def test_bytes_that_no_authenticator_writes_are_refused(
    ana_account, junk: bytes, flag: int, monkeypatch
) -> None:
    monkeypatch.setattr(challenges, "spend", lambda *_given: None)
    device = Authenticator()
    said = json.loads(device.make(asked_to_make(ana_account)))
    whole = decode(said["response"]["attestationObject"])
    for wrong in (junk, whole[: len(junk)], whole + junk, whole[:40] + junk + whole[40:], b"\x81" * 9_000):
        said["response"]["attestationObject"] = encode(wrong)
        if wrong == whole:
            continue
        with pytest.raises(NotProved):
            ceremonies.made(answer(json.dumps(said)), str(ana_account.pk))


def test_an_answer_longer_than_any_is_refused(ana_account) -> None:
    with pytest.raises(NotProved):
        ceremonies.credential_id_of(answer("[" * 20_000))
