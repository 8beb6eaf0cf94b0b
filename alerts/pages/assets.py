"""Serves style, fonts, icons and behaviour as they were built at set-up, to be kept by browsers for good.

A name carries a digest of what is in it, so that a browser never asks twice and never keeps an old one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ASSETS: Final = Path(__file__).with_name("assets")
PATH: Final = "/assets"


class AssetsNotBuilt(RuntimeError):
    """The assets are not there; says how to build them."""


class Assets(StaticFiles):
    """The built files, each answered with leave to keep it for a year."""

    def __init__(self, directory: Path = ASSETS) -> None:
        manifest = directory / "manifest.json"
        if not manifest.exists():
            raise AssetsNotBuilt(f"the pages' assets are not in {directory}: build them with `deploy/setup.sh pages`")
        self._names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
        super().__init__(directory=directory)

    def url(self, name: str) -> str:
        """Where a file answers, by the name it had before it was built."""
        return f"{PATH}/{self._names[name]}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
