"""The figures' page as it is handed out: rendered when the figures change, not when somebody asks; knows HTTP, not figures."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

from streams.municipality.exposition import CONTENT_TYPE

_LEVEL: Final = 1  # most of the page is names: the quickest level already takes nine tenths away


class Page:
    """A page that one thread writes and others hand out; a reader sees the old one or the new one, never a mix."""

    def __init__(self, body: bytes, about_the_process: Callable[[], bytes] = bytes) -> None:
        """`about_the_process`: asked for every answer, because memory has its news between two ticks as well."""
        self._about_the_process = about_the_process
        self._forms = (body, gzip.compress(body, _LEVEL, mtime=0))

    def show(self, body: bytes) -> None:
        """Hand this out from now on."""
        self._forms = (body, gzip.compress(body, _LEVEL, mtime=0))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI), compressed for those who can read that."""
        plain, compressed = self._forms
        own = self._about_the_process()
        headers = [("Content-Type", CONTENT_TYPE), ("Vary", "Accept-Encoding")]
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            start_response("200 OK", [*headers, ("Content-Encoding", "gzip")])
            return [compressed, gzip.compress(own, _LEVEL, mtime=0)]  # gzip members in a row are one stream
        start_response("200 OK", headers)
        return [plain, own]
