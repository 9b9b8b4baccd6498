"""A passkey made of software, as honest or as false as a test wants it, and the browser around it."""

import base64
import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

from meetpoint.core.access.models import Account, Passkey
from meetpoint.core.access.proof import ceremonies, challenges
from meetpoint.core.access.proof.ceremonies import Answer
from meetpoint.core.access.proof.challenges import Purpose

DOMAIN, ORIGIN = "localhost", "http://localhost"
PRESENT, VERIFIED, MAY_SYNC, SYNCED, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One passkey. What it says is in attributes, so that a test can make each of them wrong."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.domain, self.origin = DOMAIN, ORIGIN
        self.flags = PRESENT | VERIFIED
        self.count = 0
        self.handle: bytes | None = None
        self.client: dict[str, Any] = {}

    def make(self, options: dict[str, Any]) -> str:
        """Answer creation options."""
        self.handle = decode(options["user"]["id"])
        public = dict(ES256.from_cryptography_key(self.key.public_key()))
        credential = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self._data(self.flags | ATTESTED) + credential + cbor.encode(public)
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        response = {"clientDataJSON": encode(client), "attestationObject": encode(attested)}
        return self._json(response, transports=["internal", "made-up"])

    def get(self, options: dict[str, Any]) -> str:
        """Answer request options."""
        data, client = self._data(self.flags), self._client("webauthn.get", options)
        signed = data + hashlib.sha256(client).digest()
        response = {
            "clientDataJSON": encode(client),
            "authenticatorData": encode(data),
            "signature": encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }
        if self.handle is not None:
            response["userHandle"] = encode(self.handle)
        return self._json(response)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.domain.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, **self.client}
        return json.dumps(said).encode()

    def _json(self, response: dict[str, str], **more: Any) -> str:
        return json.dumps({"rawId": encode(self.credential_id), "response": response, **more})


def asked(purpose: Purpose, subject: str = "", *, browser: str = "this browser") -> dict[str, Any]:
    """Options with a challenge, as the server gives them to a browser."""
    return ceremonies.request_options(challenges.issue(browser, purpose, subject), DOMAIN)


def asked_to_make(account: Account, *, browser: str = "this browser") -> dict[str, Any]:
    challenge = challenges.issue(browser, Purpose.ADD, str(account.pk))
    return ceremonies.creation_options(challenge, DOMAIN, account, ())


def answer(text: str, *, browser: str = "this browser", domain: str = DOMAIN) -> Answer:
    return Answer(text=text, browser=browser, domain=domain, origins=frozenset({ORIGIN}))


def passkey_of(account: Account, device: Authenticator | None = None, **changes: Any) -> Passkey:
    """Store a passkey of a device for an account, past the ceremony."""
    device = device or Authenticator()
    device.handle = ceremonies.handle_of(account)
    public = dict(ES256.from_cryptography_key(device.key.public_key()))
    held = {
        "credential_id": encode(device.credential_id),
        "public_key": cbor.encode(public),
        "domain": DOMAIN,
        "name": "Phone",
        "sign_count": device.count,
        "may_sync": bool(device.flags & MAY_SYNC),
        "is_synced": bool(device.flags & SYNCED),
        **changes,
    }
    return Passkey.objects.create(account=account, **held)


def local_browser() -> Client:
    """A browser that calls http://localhost, where passkeys work."""
    return Client(headers={"host": DOMAIN})
