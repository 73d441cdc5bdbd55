"""What holds for every test: the network is shut except on this machine, and no setting of the machine leaks in."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from answering.bootstrap import build_answerer, build_index
from answering.pipeline import Answerer
from config.settings import Settings
from ingest.bundled import bundled_documents
from ingest.pipeline import ingest_paths
from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.index import PassageIndex

LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})
OUR_SETTINGS = ("ANTHROPIC_", "DRAGOMAN_", "GOOGLE_", "LANGCHAIN_", "LANGSMITH_", "OPENAI_", "TELEGRAM_BOT_TOKEN")
touched: list[str] = []


class NetworkShutError(OSError):
    """A test reached for a machine other than this one."""


def is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", 0):  # the wildcard: this machine's own interfaces
        return True
    if not isinstance(host, str):
        return False
    if host.lower() in LOOPBACK_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def guard_network(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse, and note, every look-up and every connection that leaves this machine (PEP 578 events of ``socket``)."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        connection, address = arguments[0], arguments[1]
        if address is None or getattr(connection, "family", None) not in (socket.AF_INET, socket.AF_INET6):
            return
        host = address[0] if isinstance(address, tuple) and address else address
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if not is_loopback(host):
        touched.append(f"{event} {host!r}")
        raise NetworkShutError(f"the tests' network is shut: {event} {host!r}")


def pytest_configure() -> None:
    sys.addaudithook(guard_network)
    for name in list(os.environ):
        if name.startswith(OUR_SETTINGS):
            del os.environ[name]
    os.environ["PTB_TIMEDELTA"] = "1"  # as the bot itself chooses; the library warns otherwise


@pytest.fixture(autouse=True)
def network_touches() -> Iterator[list[str]]:
    """Fail the test that reached out, even where the code under test swallowed the refusal."""
    touched.clear()
    yield touched
    reached = list(touched)
    touched.clear()
    assert not reached, f"the network was touched: {reached}"


@pytest.fixture(scope="session")
def bundled_encoder() -> SentenceTransformerEncoder:
    """The bundled model, loaded once by the first who encodes."""
    return SentenceTransformerEncoder()


@pytest.fixture(scope="session")
def bundled_index(
    tmp_path_factory: pytest.TempPathFactory, bundled_encoder: SentenceTransformerEncoder
) -> Iterator[PassageIndex]:
    """The bundled documents, indexed once with the bundled model; some fifteen seconds."""
    home: Path = tmp_path_factory.mktemp("bundled")
    index = build_index(Settings(home=home), bundled_encoder)
    reports = ingest_paths(bundled_documents(), "interpol", index)
    assert [report.error for report in reports] == [None] * len(reports)
    yield index
    index.store.close()


@pytest.fixture(scope="session")
def bundled_answerer(bundled_index: PassageIndex) -> Answerer:
    """The answerer as it is shipped, over ``bundled_index``."""
    return build_answerer(Settings(), bundled_index)
