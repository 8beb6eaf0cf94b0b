"""Asks the figures role for a municipality's figures over HTTP; implements the pages' port, knows no page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import httpx2

from alerts.inbox.ports import FiguresAway, MonthFigure, MunicipalNumbers
from streams.municipality.numbers import read_live, read_months
from streams.municipality.numbers_pages import PREFIX

_TIMEOUT_S: Final = 2.0
_OK: Final = 200
_NOTHING_KNOWN: Final = 404


class HttpFigures:
    """The port `Figures`. `url`: where the figures role answers. Use it within one event loop; `close` it at the end."""

    def __init__(self, url: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        # No proxy of the environment: what is asked for are a municipality's figures, inside the installation.
        self._client = httpx2.AsyncClient(base_url=url, timeout=_TIMEOUT_S, transport=transport, trust_env=False)

    async def of(self, municipality: str) -> MunicipalNumbers | None:
        """A municipality's live figures; None where nothing is known. Raises FiguresAway."""
        body = await self._read(f"{municipality}.json")
        try:
            return None if body is None else read_live(body)
        except ValueError as error:
            raise FiguresAway(f"the figures of {municipality} can't be read: {error}") from error

    async def month_ends(self, municipality: str) -> Sequence[MonthFigure]:
        """What was stated of the last 25 month ends. Raises FiguresAway."""
        body = await self._read(f"{municipality}/months.json")
        try:
            return () if body is None else read_months(body)
        except ValueError as error:
            raise FiguresAway(f"the month ends of {municipality} can't be read: {error}") from error

    async def close(self) -> None:
        """Ask no more."""
        await self._client.aclose()

    async def _read(self, name: str) -> bytes | None:
        try:
            answer = await self._client.get(f"{PREFIX}{name}")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise FiguresAway(f"the figures role does not answer: {type(error).__name__}") from error
        if answer.status_code == _NOTHING_KNOWN:
            return None
        if answer.status_code != _OK:
            raise FiguresAway(f"the figures role answers {answer.status_code}")
        return answer.content
