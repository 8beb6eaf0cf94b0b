"""Who reads, in which language: what the signed session cookie holds; knows no page.

Real sign-in is a later matter: on loopback a reader chooses who to be, and everything else is as if she had signed in.
"""

from __future__ import annotations

import secrets
from typing import Final

from starlette.requests import Request

from alerts.inbox.people import Role, User
from alerts.pages.texts import LANGUAGES, Language

COOKIE: Final = "rettidig"
_ROLES: Final[dict[str, Role]] = {"caseworker": "caseworker", "leader": "leader"}


class NotSignedIn(Exception):
    """Nobody has signed in; the page asks for it."""


def signed_in(request: Request) -> User | None:
    """Who has signed in."""
    kept = request.session.get("user")
    if not isinstance(kept, list) or len(kept) != 3 or kept[2] not in _ROLES:
        return None
    return User(str(kept[0]), str(kept[1]), _ROLES[kept[2]])


def reader(request: Request) -> User:
    """Who has signed in. Raises NotSignedIn."""
    user = signed_in(request)
    if user is None:
        raise NotSignedIn
    return user


def sign_in(request: Request, user: User) -> None:
    """Begins a session of this user; one that was there ends, its language stays."""
    language = language_of(request)
    request.session.clear()
    request.session.update(user=[user.id, user.municipality, user.role], language=language)


def sign_out(request: Request) -> None:
    """Ends the session; the language stays."""
    language = language_of(request)
    request.session.clear()
    request.session["language"] = language


def language_of(request: Request) -> Language:
    """Danish unless English was asked for."""
    kept = request.session.get("language")
    return next((language for language in LANGUAGES if language == kept), "da")


def token_of(request: Request) -> str:
    """What a form of this session carries, so that no other site can post in a reader's name."""
    token = request.session.get("token")
    if not isinstance(token, str):
        token = request.session["token"] = secrets.token_urlsafe(18)
    return token


def is_own_form(request: Request, token: object) -> bool:
    """Whether a posted token is this session's."""
    kept = request.session.get("token")
    return isinstance(kept, str) and isinstance(token, str) and secrets.compare_digest(kept, token)
