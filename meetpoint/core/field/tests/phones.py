"""A phone as the server sees it: a key of its own, events that it seals, requests that it signs."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client

from meetpoint.core.field.actions.devices import enrol_device
from meetpoint.core.field.actions.receiving import Answer, SealedEvent, Taken, receive
from meetpoint.core.field.models import Device
from meetpoint.core.field.reading import Clocks
from meetpoint.core.field.sealing import public_bytes, seal_for
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

SYNC = "/field/sync/"


@dataclass
class Phone:
    """One enrolled phone. `say` sends wire events and returns what the server answered."""

    device: Device
    private: ec.EllipticCurvePrivateKey
    generation: int = 1
    next_seq: int = 1
    mark: str = ""
    client: Client = field(default_factory=Client)

    def event(
        self,
        kind: str,
        body: Mapping[str, Any],
        *,
        uid: UUID | None = None,
        made_at: datetime | None = None,
        seq: int | None = None,
        version: int = 1,
    ) -> dict[str, Any]:
        """Seal an event as it goes over the wire."""
        uid = uid or uuid7()
        at = (made_at or clock.now()).isoformat()
        said = {"v": version, "kind": kind, "made_at": at, "body": dict(body)}
        return self.sealed(uid, json.dumps(said).encode(), seq=seq)

    def sealed(self, uid: UUID, plain: bytes, *, seq: int | None = None) -> dict[str, Any]:
        public = public_bytes(self.device.organisation_id, self.generation)
        sealed = seal_for(public, self.generation, uid, self.device.uid, plain)
        if seq is None:
            seq, self.next_seq = self.next_seq, self.next_seq + 1
        text = base64.b64encode(sealed).decode()
        return {"id": str(uid), "seq": seq, "key": self.generation, "sealed": text}

    def sealed_as(self, uid: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Seal another contact under an identifier that is used already."""
        return self.event("encounter", body, uid=UUID(uid))

    def challenge(self) -> str:
        answer = self.client.post(
            "/field/challenge/", json.dumps({"device": str(self.device.uid)}), content_type="application/json"
        )
        return str(answer.json()["challenge"])

    def message(self, events: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        return {
            "protocol": 1,
            "nonce": secrets.token_hex(16),
            "sent_at": clock.now().isoformat(),
            "mark": self.mark,
            "events": events,
            **more,
        }

    def post(self, message: Mapping[str, Any], *, challenge: str = "", **headers: str) -> HttpResponse:
        """Sign a message and send it."""
        body = json.dumps(message)
        challenge = challenge or self.challenge()
        digest = hashlib.sha256(body.encode()).hexdigest()
        text = "\n".join(["meetpoint-field-1", str(self.device.uid), challenge, SYNC, digest]).encode()
        r, s = decode_dss_signature(self.private.sign(text, ec.ECDSA(hashes.SHA256())))
        signature = base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()
        given = {
            "X-Field-Device": str(self.device.uid),
            "X-Field-Challenge": challenge,
            "X-Field-Signature": signature,
            **headers,
        }
        return self.client.post(SYNC, body, content_type="application/json", headers=given)  # type: ignore[return-value]  # the test client adds to HttpResponse

    def hand_over(self, *events: dict[str, Any], by: Actor | None) -> tuple[Answer, ...]:
        """Give events to the action, past the door, as a phone that misses no answer."""
        taken = self.deliver(events, mark=self.mark, by=by)
        self.mark = taken.mark
        return taken.answers

    def deliver(self, events: Sequence[dict[str, Any]], *, mark: str, by: Actor | None) -> Taken:
        """Give events to the action under some mark, past the door."""
        came = [
            SealedEvent(
                uid=UUID(one["id"]),
                sequence=one["seq"],
                generation=one["key"],
                sealed=base64.b64decode(one["sealed"]),
            )
            for one in events
        ]
        now = clock.now()
        clocks = Clocks(sent_at=now, received_at=now, enrolled_at=self.device.enrolled_at)
        return receive(self.device, came, clocks, mark=mark, by=by)

    def say(self, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
        message = self.message(list(events), **more)
        answer = self.post(message)
        assert answer.status_code == 200, answer.content
        said: dict[str, Any] = json.loads(answer.content)
        assert said["echo"] == message["nonce"]
        self.mark = said["mark"]
        return said


def phone_of(by: Actor, name: str = "Android") -> Phone:
    """Enrol a phone for somebody."""
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Phone(device=enrol_device(der, name, by=by), private=private)
