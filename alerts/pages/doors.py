"""What is let in and with which protection pages go out: host, origin and headers; knows no reader.

The pages listen on loopback, where any site that a browser has open can knock: under another name for this machine (so the
Host is checked), or with a form of its own (so the Origin is).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alerts.pages.texts import LANGUAGES, say_in

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Doors:
    """Refuses strange hosts and origins, and puts the protecting headers on every answer. `hosts`: names without port."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = LOOPBACK) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 421 to another host and 403 to another origin, in both languages, for no reader is known here yet."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _without_port(host) not in self._hosts:
            await _refusal("host", 421)(scope, receive, _protecting(send))
        elif scope["method"] not in SAFE_METHODS and not _is_own_origin(headers, host):
            await _refusal("origin", 403)(scope, receive, _protecting(send))
        else:
            await self._app(scope, receive, _protecting(send))


def _refusal(name: str, status: int) -> PlainTextResponse:
    return PlainTextResponse("\n".join(say_in(language)(f"door.{name}") for language in LANGUAGES) + "\n", status)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _is_own_origin(headers: Headers, host: str) -> bool:
    """Whether a browser says that the form was ours. One that says nothing is told by the session's token alone."""
    origin = headers.get("origin")
    if origin is not None:
        try:
            return urlsplit(origin).netloc == host
        except ValueError:
            return False
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _protecting(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
