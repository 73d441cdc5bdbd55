"""The tests' own rule that nothing but this machine is reached."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest


def connect(family: socket.AddressFamily, address: str) -> None:
    with socket.socket(family) as connection:
        connection.connect((address, 9))


def send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.sendto(b"x", ("192.0.2.1", 9))


@pytest.mark.parametrize(
    "reach",
    [
        lambda: connect(socket.AF_INET, "192.0.2.1"),
        lambda: connect(socket.AF_INET6, "2001:db8::1"),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.gethostbyname("example.org"),
        send,
    ],
    ids=["connection", "version 6", "look-up", "old look-up", "datagram"],
)
def test_another_machine_is_out_of_reach_and_the_try_is_noted(
    reach: Callable[[], object], network_touches: list[str]
) -> None:
    with pytest.raises(OSError, match="network is shut"):
        reach()
    assert len(network_touches) == 1
    network_touches.clear()


def test_this_machine_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"x")
        served, _ = server.accept()
        with served:
            assert served.recv(1) == b"x"
    assert socket.getaddrinfo("localhost", 80)
