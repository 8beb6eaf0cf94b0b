"""A role's small web server: /metrics, /ready, /live and what else a role answers; knows no role, only whom to ask whether it is ready."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from socketserver import ThreadingMixIn
from types import MappingProxyType
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from prometheus_client import CollectorRegistry, make_wsgi_app

from streams.settings import Settings, variable_of

KAFKA: Final = "Rettidig-Kafka"
TOPIC_PREFIX: Final = "Rettidig-Topic-Prefix"
APPLICATION: Final = "Rettidig-Application"
"""Headers of /ready: which Kafka the role works on, the prefix of its topics, and its application's id."""


class AddressTaken(OSError):
    """Nothing can be served at this address; the message names it and the remedy."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a scrape every few seconds is no news."""


class Health:
    """The server, in a thread of its own. `why_not_ready` answers an empty text when the role is ready.

    `port`: the setting that names it. `metrics`: a registry, or a page that is made otherwise. `others`: what else is
    answered, by the path's beginning. Raises AddressTaken.
    """

    def __init__(
        self,
        settings: Settings,
        port: str,
        metrics: CollectorRegistry | WSGIApplication,
        why_not_ready: Callable[[], str],
        others: Mapping[str, WSGIApplication] = MappingProxyType({}),
    ) -> None:
        self._others = others
        self._metrics = make_wsgi_app(metrics) if isinstance(metrics, CollectorRegistry) else metrics
        self._why_not_ready = why_not_ready
        self._serves = [
            (KAFKA, settings.bootstrap_servers),
            (TOPIC_PREFIX, settings.topic_prefix),
            (APPLICATION, settings.application_id),
        ]
        host, number = settings.metrics_host, getattr(settings, port)
        try:
            self._server = make_server(host, number, self._answer, server_class=_Server, handler_class=_Quiet)
        except OSError as error:
            raise AddressTaken(
                f"can't serve at {host}:{number} ({error.strerror}): set {variable_of(port)} to another port "
                f"(0: any free one), or {variable_of('metrics_host')} to another address"
            ) from error
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on: the one asked for, or the free one found for 0."""
        return self._server.server_port

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            answer: Iterable[bytes] = self._metrics(environ, start_response)
            return answer
        if path == "/live":
            return _text(start_response, "200 OK", "alive")
        if path == "/ready":
            reason = self._why_not_ready()
            status = "503 Service Unavailable" if reason else "200 OK"
            return _text(start_response, status, reason or "ready", self._serves)
        for beginning, other in self._others.items():
            if path.startswith(beginning):
                return other(environ, start_response)
        return _text(start_response, "404 Not Found", "here are /metrics, /ready and /live")


def _text(
    start_response: StartResponse, status: str, text: str, headers: Sequence[tuple[str, str]] = ()
) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), *headers])
    return [f"{text}\n".encode()]
