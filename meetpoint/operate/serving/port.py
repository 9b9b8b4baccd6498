"""The listening socket: bound before anything else starts, so that a busy port is said at once."""

import errno
import socket
from contextlib import closing


class PortUnavailable(Exception):
    """The address cannot be bound, with what to do about it."""


def bind(host: str, port: int) -> socket.socket:
    """Return a bound socket that does not listen yet; the web server listens once it can answer.

    Raises PortUnavailable, naming the port and how to choose another.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise PortUnavailable(
            f"{host} is not an address of this machine. Try --host 127.0.0.1 or --host 0.0.0.0."
        ) from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as problem:
        listener.close()
        raise PortUnavailable(_explain(host, port, problem)) from None
    listener.set_inheritable(True)
    return listener


def _explain(host: str, port: int, problem: OSError) -> str:
    another = f"Choose another: make run PORT={port + 1}, or meetpoint serve --port {port + 1}."
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. {another}"
    if problem.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has; ports from 1024 up do not. {another}"
    return f"Meetpoint cannot listen on {host} port {port} ({problem.strerror}). {another}"


def answers(listener: socket.socket) -> bool:
    """Tell whether somebody listens behind a bound socket."""
    host, port = listener.getsockname()[:2]
    with closing(socket.socket(listener.family, socket.SOCK_STREAM)) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((_reachable(host), port)) == 0


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
