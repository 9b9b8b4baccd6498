"""A simulated machine's connection to a broker: it tells what waits, and hears commands."""

from __future__ import annotations

import json
import time
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from meetpoint.lib import clock
from meetpoint.services.vending.configuration import Broker
from meetpoint.services.vending.intake.envelope import topic_of
from meetpoint.services.vending.simulating.device import Device, Outbound

MOST_UNDERWAY = 100
T = TypeVar("T")


class Connection:
    """One machine at one broker, with QoS 1; what is not acknowledged waits in the machine and goes again.

    The network's own thread only puts into two queues. Everything else happens in `send`, in the caller's
    thread: a lock of ours around paho's calls, taken again in its callbacks, would stop both.
    """

    def __init__(self, device: Device, broker: Broker, *, username: str = "", password: str = "") -> None:
        self.device = device
        self._underway: dict[int, Outbound] = {}
        self._done: SimpleQueue[tuple[int, bool]] = SimpleQueue()
        self._heard: SimpleQueue[bytes] = SimpleQueue()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{device.organisation}.{device.name}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        self._client.reconnect_delay_set(min_delay=1, max_delay=5)
        if username:
            self._client.username_pw_set(username, password)
        if broker.tls:
            self._client.tls_set(ca_certs=broker.authority or None)
        state = topic_of(device.organisation, device.name, "state")
        self._client.will_set(state, json.dumps(device.will()), qos=1, retain=True)
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish
        self._client.connect_async(broker.host, broker.port, keepalive=20)
        self._client.loop_start()

    def send(self) -> None:
        """Hear what came, then hand what waits to the broker, in order; call it again for the rest."""
        for payload in _taken(self._heard):
            self.device.obey(payload, clock.now())
        for mid, is_taken in _taken(self._done):
            message = self._underway.pop(mid, None)
            if is_taken and message is not None and message in self.device.waiting:
                self.device.acknowledged(message)
        if not self._client.is_connected():
            return
        busy = {message.number for message in self._underway.values()}
        for message in self.device.waiting:
            if len(self._underway) >= MOST_UNDERWAY:
                return
            if message.number not in busy:
                info = self._client.publish(message.topic, message.payload, qos=1, retain=message.retain)
                self._underway[info.mid] = message

    def send_all(self, *, within: float) -> bool:
        """Hand everything to the broker; tell whether that was done in so many seconds."""
        until = time.monotonic() + within
        self.send()
        while self.device.waiting and time.monotonic() < until:
            time.sleep(0.02)
            self.send()
        return not self.device.waiting

    def close(self) -> None:
        """Leave; the broker says the will, as for a machine that lost its network."""
        self._client.loop_stop()

    def _on_connect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, more: Any) -> None:
        if not reason.is_failure:
            client.subscribe(topic_of(self.device.organisation, self.device.name, "cmd"), qos=1)

    def _on_message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        self._heard.put(bytes(message.payload))

    def _on_publish(self, client: mqtt.Client, userdata: Any, mid: int, reason: Any, more: Any) -> None:
        self._done.put((mid, not reason.is_failure))


def _taken(queue: SimpleQueue[T]) -> list[T]:
    """Return everything that is in a queue now."""
    found: list[T] = []
    while True:
        try:
            found.append(queue.get_nowait())
        except Empty:
            return found
