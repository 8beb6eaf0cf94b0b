"""Reads what was posted, and only from a form of the reader's own session."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

from alerts.pages.errors import ForeignForm
from alerts.pages.reader import is_own_form

TOKEN = "token"  # noqa: S105 # the name of the field, not what is in it
_MOST_FIELDS = 2_000


async def own_form(request: Request) -> FormData:
    """The posted fields. Raises ForeignForm where the session's token is missing."""
    form = await request.form(max_fields=_MOST_FIELDS, max_files=0)
    if not is_own_form(request, form.get(TOKEN)):
        raise ForeignForm
    return form
