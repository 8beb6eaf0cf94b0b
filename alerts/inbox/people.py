"""Who reads and acts: users as the pages know them; knows neither how they sign in nor where they are kept."""

from __future__ import annotations

from typing import Literal

import msgspec

Role = Literal["caseworker", "leader"]


class User(msgspec.Struct, frozen=True):
    """Somebody who is signed in. `id` is also the caseworker's id on the wire; a leader sees the whole municipality."""

    id: str
    municipality: str
    role: Role
