"""The stream that tells open pages to ask: two hundred at once hear of a change, and it says nothing of anybody."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from alerts.pages.app import create_app
from tests.pages.browsing import served
from tests.pages.monday import NOW, TODAY, Monday, signed_in, telling

LISTENERS = 200
ASK = b"event: nyt\r\ndata: 1\r\n\r\n"


@pytest.fixture
def address(it: Monday) -> Iterator[str]:
    with served(create_app(**it.ports(), secret="a secret of this test")) as found:  # noqa: S106 # so that a cookie can be made beside
        yield found


def cookie(it: Monday) -> str:
    """A session of Mette's."""
    client = TestClient(create_app(**it.ports(), secret="a secret of this test"), base_url="http://127.0.0.1")  # noqa: S106 # as above
    client.follow_redirects = False
    signed_in(client, "cw-1")
    return client.cookies["rettidig"]


def listening(address: str, session: str) -> socket.socket:
    """An open stream."""
    host = urlsplit(address).netloc
    name, _, port = host.partition(":")
    stream = socket.create_connection((name, int(port)), timeout=30)
    lines = (
        "GET /advis/strom HTTP/1.1",
        f"Host: {host}",
        "Accept: text/event-stream",
        f"Cookie: rettidig={session}",
        "",
        "",
    )
    stream.sendall("\r\n".join(lines).encode())
    return stream


def heard(stream: socket.socket) -> bytes:
    """What the stream says up to the end of its next event."""
    said = b""
    while ASK not in said:
        piece = stream.recv(4096)
        assert piece, said
        said += piece
    return said


def test_two_hundred_pages_hear_of_a_change_and_of_nothing_else(it: Monday, address: str) -> None:
    session = cookie(it)
    with ExitStack() as closing:
        streams = [closing.enter_context(listening(address, session)) for _ in range(LISTENERS)]
        firsts = [heard(stream) for stream in streams]
        assert all(b"text/event-stream" in first and b"content-encoding" not in first for first in firsts)
        it.view.tell(telling("c-1009", "overdue", "first-interview", TODAY - 2, raised_at=NOW))
        seconds = [heard(stream) for stream in streams]
    assert not any(b"c-1009" in said for said in firsts + seconds)


def test_whoever_has_not_signed_in_hears_nothing(it: Monday) -> None:
    client = TestClient(create_app(**it.ports()), base_url="http://127.0.0.1", follow_redirects=False)
    assert client.get("/advis/strom").status_code == 303
