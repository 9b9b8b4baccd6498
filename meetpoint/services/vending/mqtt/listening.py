"""`meetpoint vending listen`: what machines send is acknowledged to the broker once it is stored, not before.

The session is the broker's to keep (MQTT 5, clean start off, an expiry of days) and each acknowledgement is
ours to give (`manual_ack`): whatever is killed, the broker sends again what was not stored, and the unique
numbers of the messages drop what was stored already.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import paho.mqtt.client as mqtt
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from meetpoint.services.vending.configuration import Broker
from meetpoint.services.vending.intake.envelope import KINDS, PREFIX, Raw
from meetpoint.services.vending.intake.taking import take_in
from meetpoint.services.vending.mqtt.telling import mark_sent, to_send

log = logging.getLogger("meetpoint.vending")

MOST_AT_ONCE = 500
MOST_UNDERWAY = 2_000
"""Messages that the broker may have sent without an acknowledgement; more would only wait in memory."""

SESSION_SECONDS = 7 * 24 * 3600
KEEP_ALIVE_SECONDS = 30
TELL_EVERY_SECONDS = 1.0
PAUSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Held:
    """A message with what acknowledges it."""

    raw: Raw
    mid: int
    qos: int
    connection: int


class Listener:
    """One connection to the broker. `run` returns when `stop` was called."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.stopping = threading.Event()
        self._waiting: queue.Queue[_Held] = queue.Queue()
        self._connection = 0
        self._client = _client(broker)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    def run(self) -> None:
        """Listen, store and acknowledge until told to stop; a broker that is away is tried again."""
        expiry = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        expiry.SessionExpiryInterval = SESSION_SECONDS
        expiry.ReceiveMaximum = MOST_UNDERWAY
        self._client.connect_async(
            self.broker.host,
            self.broker.port,
            keepalive=KEEP_ALIVE_SECONDS,
            clean_start=False,
            properties=expiry,
        )
        self._client.loop_start()
        try:
            self._work()
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    def stop(self) -> None:
        """End after the batch at hand; what is not stored stays with the broker."""
        self.stopping.set()

    def _work(self) -> None:
        tell_at = 0.0
        while not self.stopping.is_set():
            batch = self._next_batch()
            if batch:
                self._store(batch)
            if self._client.is_connected() and time.monotonic() >= tell_at:
                self._tell()
                tell_at = time.monotonic() + TELL_EVERY_SECONDS

    def _next_batch(self) -> list[_Held]:
        try:
            batch = [self._waiting.get(timeout=0.2)]
        except queue.Empty:
            return []
        while len(batch) < MOST_AT_ONCE:
            try:
                batch.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return batch

    def _store(self, batch: Sequence[_Held]) -> None:
        """Store a batch, then acknowledge it; while the database does not answer, neither do we."""
        while not self.stopping.is_set():
            try:
                close_old_connections()
                take_in([held.raw for held in batch])
            except DatabaseError as problem:
                log.warning("The database did not answer (%s); trying again.", type(problem).__name__)
                self.stopping.wait(PAUSE_SECONDS)
            else:
                for held in batch:
                    # The numbers of an earlier connection mean nothing on this one: those come again.
                    if held.connection == self._connection:
                        self._client.ack(held.mid, held.qos)
                return

    def _tell(self) -> None:
        try:
            for command in to_send():
                self._client.publish(command.topic, command.payload, qos=1)
                mark_sent(command)
        except DatabaseError as problem:
            log.warning("Commands wait: the database did not answer (%s).", type(problem).__name__)

    def _on_connect(
        self, client: mqtt.Client, userdata: Any, flags: mqtt.ConnectFlags, reason: ReasonCode, more: Any
    ) -> None:
        if reason.is_failure:
            log.error("The broker refused us: %s.", reason)
            return
        # What came on an earlier connection cannot be acknowledged on this one; the broker sends it again.
        self._connection += 1
        _empty(self._waiting)
        options = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_SEND_IF_NEW_SUB)
        client.subscribe([(f"{PREFIX}/+/machine/+/{kind}", options) for kind in KINDS])
        log.info("Listening to the machines.")

    def _on_disconnect(
        self, client: mqtt.Client, userdata: Any, flags: Any, reason: ReasonCode, more: Any
    ) -> None:
        if not self.stopping.is_set():
            log.warning("The broker is away (%s); it will be tried again.", reason)

    def _on_message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        raw = Raw(message.topic, bytes(message.payload), retained=bool(message.retain))
        self._waiting.put(_Held(raw, message.mid, message.qos, self._connection))


def _client(broker: Broker) -> mqtt.Client:
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2,
        client_id=_client_id(),
        protocol=MQTTProtocolVersion.MQTTv5,
        manual_ack=True,
    )
    client.reconnect_delay_set(min_delay=1, max_delay=30)
    if broker.username:
        client.username_pw_set(broker.username, broker.password)
    if broker.tls:
        client.tls_set(
            ca_certs=broker.authority or None,
            certfile=broker.certificate or None,
            keyfile=broker.key or None,
        )
    return client


def _client_id() -> str:
    """Return a name that stays the same, so that the broker knows us again and keeps what we missed."""
    return f"meetpoint-{hashlib.sha256(str(cast('object', settings.HOME)).encode()).hexdigest()[:12]}"


def _empty(waiting: queue.Queue[_Held]) -> None:
    while True:
        try:
            waiting.get_nowait()
        except queue.Empty:
            return
