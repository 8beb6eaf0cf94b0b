"""Hands out the municipalities' figures as JSON beside the metrics: rendered when they change; knows HTTP, not figures.

`/municipalities/101.json`: now; `/municipalities/101/months.json`: the last month ends, as they stand and as first stated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec

from streams.month import WINDOW_MONTHS
from streams.municipality.figures import Figure, decode_figure
from streams.municipality.numbers import months_body

PREFIX: Final = "/municipalities/"
_NOTHING: Final[dict[bytes, Figure]] = {}


class NumbersPages:
    """Pages that one thread writes and others hand out. What is written is replaced, never changed in place.

    `why_not_ready`: empty when the figures are whole and fresh; while they are not, nothing is handed out that may be taken
    for today's.
    """

    def __init__(self, why_not_ready: Callable[[], str]) -> None:
        self._why_not_ready = why_not_ready
        self._live: Mapping[str, bytes] = {}
        self._stated: dict[str, Mapping[bytes, Figure]] = {}
        self._months: dict[str, tuple[Mapping[bytes, Figure], bytes]] = {}

    def show(self, live: Mapping[str, bytes]) -> None:
        """Hand these live figures out from now on."""
        self._live = live

    def state(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        """Month ends that were stated or revised. Raises UnreadableFigureError."""
        news: dict[str, dict[bytes, Figure]] = {}
        for key, value in records:
            figure = decode_figure(value)
            news.setdefault(figure.municipality, {})[key] = figure
        for code, some in news.items():
            self._stated[code] = _window({**self._stated.get(code, _NOTHING), **some})

    def leave_out(self, keys: Collection[bytes]) -> None:
        """Hand these month ends out no more."""
        for code, figures in self._stated.items():
            self._stated[code] = {key: figure for key, figure in figures.items() if key not in keys}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        body = self._found(environ.get("PATH_INFO", "").removeprefix(PREFIX))
        reason = self._why_not_ready()
        if reason:
            return _answer(start_response, "503 Service Unavailable", {"error": reason})
        if body is None:
            return _answer(start_response, "404 Not Found", {"error": "nothing is known of this municipality"})
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _found(self, name: str) -> bytes | None:
        code, slash, rest = name.partition("/")
        if not slash:
            return self._live.get(name.removesuffix(".json")) if name.endswith(".json") else None
        return self._month_ends(code) if rest == "months.json" else None

    def _month_ends(self, code: str) -> bytes | None:
        """Encoded when first asked for after a change."""
        stated = self._stated.get(code)
        if stated is None:
            return None
        known = self._months.get(code)
        if known is None or known[0] is not stated:
            known = self._months[code] = stated, months_body(stated.values())
        return known[1]


def _window(figures: dict[bytes, Figure]) -> dict[bytes, Figure]:
    """The newest 25 month ends of one municipality."""
    ends = sorted({figure.month_end for figure in figures.values()})[-WINDOW_MONTHS:]
    return {key: figure for key, figure in figures.items() if figure.month_end >= ends[0]}


def _answer(start_response: StartResponse, status: str, said: dict[str, str]) -> list[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [msgspec.json.encode(said)]
