"""What is asked of a browser's passkey, and whether its answer is right (W3C WebAuthn, by Yubico's fido2)."""

import base64
import json
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.models import Account, Passkey
from meetpoint.core.access.proof import challenges
from meetpoint.core.access.proof.domains import domain_of, origins_of
from meetpoint.lib import keys

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AuthenticatorData

FIELD = "passkey"
LONGEST = 16_384
LONGEST_ID = 1_023
ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA and RS256 in the COSE register: what the authenticators of all systems have."""

TRANSPORTS = frozenset({"ble", "hybrid", "internal", "nfc", "smart-card", "usb"})
# What the library lets through when it reads bytes that no authenticator wrote.
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    NotImplementedError,  # what fido2 raises for a key of a kind that it does not know
    struct.error,
    UnsupportedAlgorithm,
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a browser says that its passkey answered, and where; not judged yet."""

    text: str
    browser: str
    domain: str
    origins: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a checked answer tells about a passkey."""

    credential_id: str
    public_key: bytes
    sign_count: int
    may_sync: bool
    is_synced: bool
    transports: str = ""


def answer_in(request: HttpRequest, field: str = FIELD) -> Answer | None:
    """Return the answer that a form carries; None when it carries none."""
    text = request.POST.get(field, "")
    if not text:
        return None
    browser = challenges.browser_of(request)
    return Answer(text=text, browser=browser, domain=domain_of(request), origins=origins_of(request))


def request_options(challenge: bytes, domain: str, passkeys: Sequence[Passkey] = ()) -> dict[str, Any]:
    """Return what a browser needs to ask for a passkey; without `passkeys`, for any that it has for here."""
    return {
        "challenge": _encode(challenge),
        "rpId": domain,
        "timeout": challenges.SECONDS * 1000,
        "userVerification": "required",
        "allowCredentials": [_descriptor(passkey) for passkey in passkeys],
    }


def creation_options(
    challenge: bytes, domain: str, account: Account, passkeys: Sequence[Passkey]
) -> dict[str, Any]:
    """Return what a browser needs to make a passkey: discoverable, its owner verified, no attestation."""
    return {
        "challenge": _encode(challenge),
        "rp": {"id": domain, "name": "Meetpoint"},
        "user": {"id": _encode(handle_of(account)), "name": account.email, "displayName": account.email},
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
        "timeout": challenges.SECONDS * 1000,
        "attestation": "none",
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "excludeCredentials": [_descriptor(passkey) for passkey in passkeys],
    }


def handle_of(account: Account) -> bytes:
    """Return the name by which passkeys know an account: always the same, and nobody can read it."""
    return keys.fingerprint(keys.key(settings.KEYS, "fields"), "passkey-user", str(account.pk))


def credential_id_of(answer: Answer) -> str:
    """Return which passkey is said to have answered. Raises NotProved for what no browser sends."""
    with _refusing():
        return str(_encode(_decode(_read(answer)["rawId"])))


def made(answer: Answer, subject: str) -> Shown:
    """Check that a browser made a passkey for us just now, and return it. Raises NotProved."""
    said = _said(answer, "attestationObject")
    _spend(answer, said, challenges.Purpose.ADD, subject)
    with _refusing():
        data = _server(answer).register_complete(_state(said), said)
        credential = data.credential_data
        if credential is None or credential.public_key[3] not in ALGORITHMS:
            raise ValueError("no passkey, or of an algorithm that was not asked for")
        if len(credential.credential_id) > LONGEST_ID:
            raise ValueError("a longer name than the standard allows")
        named = _read(answer).get("transports") or []
        transports = ",".join(sorted(TRANSPORTS & {str(name) for name in named}))
        from fido2 import cbor  # noqa: PLC0415 - see _server

        return _shown(credential.credential_id, cbor.encode(credential.public_key), data, transports)


def right(answer: Answer, passkey: Passkey, purpose: challenges.Purpose, subject: str) -> Shown:
    """Check an answer against the passkey that is said to have given it. Raises NotProved.

    Counter and backup flags are returned as they came; `passkeys.note_use` judges them.
    """
    said = _said(answer, "authenticatorData")
    _spend(answer, said, purpose, subject)
    with _refusing():
        from fido2 import cbor, webauthn  # noqa: PLC0415 - see _server
        from fido2.cose import CoseKey  # noqa: PLC0415 - see _server

        key = CoseKey.parse(cbor.decode(bytes(passkey.public_key)))  # type: ignore[arg-type]
        identifier = _decode(passkey.credential_id)
        known = webauthn.AttestedCredentialData.create(webauthn.Aaguid.NONE, identifier, key)
        _server(answer).authenticate_complete(_state(said), [known], said)
        _require_handle(said, passkey.account, purpose)
        data = webauthn.AuthenticatorData(_decode(said["response"]["authenticatorData"]))
        return _shown(identifier, bytes(passkey.public_key), data, passkey.transports)


def _server(answer: Answer) -> "Fido2Server":
    # The library takes 4 MB in each web worker; organisations without passkeys do not pay for it.
    from fido2.server import Fido2Server  # noqa: PLC0415 - only who uses a passkey needs it in memory
    from fido2.webauthn import PublicKeyCredentialRpEntity  # noqa: PLC0415 - see above

    if not answer.domain:
        raise ValueError("no passkeys at this address")
    place = PublicKeyCredentialRpEntity(id=answer.domain, name="Meetpoint")
    return Fido2Server(place, verify_origin=lambda origin: origin in answer.origins)


def _read(answer: Answer) -> dict[str, Any]:
    if len(answer.text) > LONGEST:
        raise ValueError("longer than any answer")
    said = json.loads(answer.text)
    if not isinstance(said, dict):
        raise TypeError("not an answer")
    return said


def _said(answer: Answer, payload: str) -> dict[str, Any]:
    """Return the parts of an answer that the library reads, its id taken from one place only."""
    with _refusing():
        said = _read(answer)
        names = ("clientDataJSON", payload, "signature", "userHandle")
        response = {name: said["response"][name] for name in names if said["response"].get(name)}
        return {"rawId": said["rawId"], "type": "public-key", "response": response}


def _spend(answer: Answer, said: dict[str, Any], purpose: challenges.Purpose, subject: str) -> None:
    with _refusing():
        client = json.loads(_decode(said["response"]["clientDataJSON"]))
        challenge = _decode(client["challenge"])
        if client.get("crossOrigin"):
            raise ValueError("asked for from inside another site's page")
    challenges.spend(challenge, answer.browser, purpose, subject)


def _state(said: dict[str, Any]) -> dict[str, str]:
    client = json.loads(_decode(said["response"]["clientDataJSON"]))
    return {"challenge": client["challenge"], "user_verification": "required"}


def _require_handle(said: dict[str, Any], account: Account, purpose: challenges.Purpose) -> None:
    """The passkey must name its account where nothing else did (WebAuthn, verifying an assertion, step 6)."""
    handle = said["response"].get("userHandle")
    if handle is None and purpose != challenges.Purpose.SIGN_IN:
        return
    if handle is None or _decode(handle) != handle_of(account):
        raise ValueError("the passkey of another account")


def _shown(identifier: bytes, public_key: bytes, data: "AuthenticatorData", transports: str) -> Shown:
    may_sync, is_synced = bool(data.flags & data.FLAG.BE), bool(data.flags & data.FLAG.BS)
    if is_synced and not may_sync:
        raise ValueError("synced, and cannot be")
    return Shown(
        credential_id=_encode(identifier),
        public_key=public_key,
        sign_count=data.counter,
        may_sync=may_sync,
        is_synced=is_synced,
        transports=transports,
    )


def refusal() -> NotProved:
    """Return the one answer to every passkey that is unknown, wrong, or of another account."""
    return NotProved(_("This passkey does not open anything here. Try again, or sign in another way."))


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as problem:
        raise refusal() from problem


def _descriptor(passkey: Passkey) -> dict[str, Any]:
    transports = [name for name in passkey.transports.split(",") if name]
    return {"type": "public-key", "id": passkey.credential_id, "transports": transports}


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
