"""`rettidig inspect`: one citizen as the workers have them this moment, asked of a worker, of the changelog, or of both."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from typing import Annotated, Final, NamedTuple
from urllib.parse import quote, urlsplit

import msgspec
from confluent_kafka import KafkaException
from cyclopts import Parameter

from deploy.fitted import tell
from deploy.gathering import AskedWrongly
from deploy.inspect_sheet import inspect_sheet
from deploy.kafka_awaited import kafka_awaited
from deploy.options import LawbookOption
from streams import topic_admin
from streams.agents.inspecting import PREFIX
from streams.amount import amount
from streams.applications import another, at_work
from streams.citizen.judge import Judge
from streams.engine.ports import UnreadableStateError
from streams.engine.settlement import UnreadableMarkerError
from streams.health import APPLICATION
from streams.inspection import Inspected, differences, found_in_changelog
from streams.intake.decode import is_pseudonym
from streams.intake.person_number import in_bytes
from streams.partitioning import partition_of
from streams.settings import Settings, load_settings, variable_of
from streams.topic_admin import BrokerAway

_ANSWER_S: Final = 15.0
_TRIES: Final = 3
"""A citizen may change between the two questions."""


class _Answer(NamedTuple):
    """What a worker said: the citizen, or why not; `is_owner`: it has the partition, so nobody else is to be asked."""

    found: Inspected | None
    note: str = ""
    is_owner: bool = False


def inspect(
    citizen: Annotated[str, Parameter(help="The citizen's pseudonym")],
    *,
    worker: Annotated[str | None, Parameter(help="The worker's address, http://host:port; else this machine's")] = None,
    from_changelog: Annotated[bool, Parameter(help="Ask no worker", negative="")] = False,
    json: Annotated[bool, Parameter(help="One JSON object", negative="")] = False,
    lawbook: LawbookOption = None,
) -> int:
    """Show one citizen's live state: offsets, clock, pending facts, when due, open alerts, and what is judged today.

    A worker is asked and compared with what the workers have written; without a worker the changelog says what it can.
    Exit status: 0 done, 1 nothing is known of the citizen, 2 asked wrongly.
    """
    _refuse_what_is_no_pseudonym(citizen)
    if worker is not None and from_changelog:
        raise AskedWrongly("--from-changelog asks no worker: leave out --worker")
    with kafka_awaited(load_settings()) as settings:
        judge = Judge.load(lawbook or settings.lawbook)
        live, written, notes = _asked(citizen, settings, judge, None if from_changelog else _url(worker, settings))
        notes += _elsewhere(settings)
    found, application = live or written, settings.application_id
    if json:
        answer = {"citizen": citizen, "application": application, "worker": live, "changelog": written, "notes": notes}
        differing = differences(live, written) if live and written else ()
        print(msgspec.json.encode(answer | {"differences": differing}).decode())
    elif found is not None:
        print(inspect_sheet(found, settings.topics.partitions, notes, application=application))
    if found is None:
        tell("\n".join([*notes, f"nothing is known of {citizen!r} in {application}"]))
    return 0 if found is not None else 1


def _refuse_what_is_no_pseudonym(citizen: str) -> None:
    if in_bytes(citizen.encode()):
        raise AskedWrongly("that looks like a person number: citizens are known by their pseudonyms here, ask by that")
    if not is_pseudonym(citizen):
        raise AskedWrongly("a pseudonym has 1 to 64 letters, digits, `.`, `_` and `-`: what was given is none")


def _asked(
    citizen: str, settings: Settings, judge: Judge, url: str | None
) -> tuple[Inspected | None, Inspected | None, list[str]]:
    """(the worker's answer, the changelog's, what is to be said beside). Raises what `found_in_changelog` raises.

    A changelog that can't be read takes nothing from what the worker says: that is when somebody looks.
    """
    number = partition_of(citizen, settings.topics.partitions)
    note = ""
    for _ in range(_TRIES):
        try:
            written = found_in_changelog(settings, citizen, number, judge)
        except (UnreadableStateError, UnreadableMarkerError, BrokerAway) as error:
            answer = _Answer(None) if url is None else _ask(url, citizen, settings.application_id)
            if answer.found is None:
                raise
            is_away = isinstance(error, BrokerAway)
            why = "this is from the worker alone" if is_away else "so no worker could take over from this one"
            return answer.found, None, [f"the changelog can't be read, {why}: {error}"]
        if url is None:
            return None, written, []
        answer = _ask(url, citizen, settings.application_id)
        if answer.found is None:
            return None, written, [answer.note, *([] if answer.is_owner else owner(settings, number))]
        if written is None:
            note = "the changelog does not know this citizen yet"
        elif differing := differences(answer.found, written):
            note = f"worker and changelog differ in {', '.join(differing)}: compare with --json"
        else:
            return answer.found, written, [agreement(answer.found, written)]
    return answer.found, written, [note]


def agreement(live: Inspected, written: Inspected) -> str:
    """What is to be said when the two agree: of what has been told the changelog hears later."""
    if not (later := set(written.untold) - set(live.untold)):
        return "the changelog says the same"
    told = "was told" if len(later) == 1 else "were told"
    return (
        f"the changelog says the same of all but what has been told: it does not know yet that {amount(len(later), 'message')} "
        f"{told}, and a worker that took over now would tell again, with the same ids"
    )


def _elsewhere(settings: Settings) -> list[str]:
    """That other workers were perhaps meant; nothing where nobody says."""
    try:
        workers = at_work(topic_admin.connect(settings.bootstrap_servers), settings.topics)
    except (BrokerAway, KafkaException):
        return []
    said = another(workers, settings.application_id)
    return [said] if said else []


def _url(given: str | None, settings: Settings) -> str:
    if given is None:
        host = "127.0.0.1" if settings.metrics_host in ("0.0.0.0", "::") else settings.metrics_host  # noqa: S104 # where a role listens
        return f"http://{host}:{settings.worker_port}"
    parts = urlsplit(given if "//" in given else f"http://{given}")
    try:
        port = parts.port
    except ValueError:  # no number, or beyond 65535
        port = None
    if parts.scheme != "http" or not parts.hostname or not port:
        raise AskedWrongly("--worker is like http://127.0.0.1:9101")
    return f"http://{parts.hostname}:{port}"


def _ask(url: str, citizen: str, ours: str) -> _Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_ANSWER_S)
    try:
        connection.request("GET", f"{PREFIX}{quote(citizen)}")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return _Answer(None, f"no worker answers at {url} ({type(error).__name__}): this is from the changelog")
    finally:
        connection.close()
    theirs = answer.getheader(APPLICATION, ours)
    if theirs != ours:
        return _Answer(None, f"the worker at {url} is one of {theirs}, not of {ours}")
    try:
        if answer.status == http.client.OK:
            return _Answer(msgspec.json.decode(body, type=Inspected))
        said, is_owner = msgspec.json.decode(body)["error"], answer.status == http.client.NOT_FOUND
    except (msgspec.MsgspecError, KeyError, TypeError):
        said, is_owner = f"it answers {answer.status}: is it a worker of this release?", False
    return _Answer(None, f"the worker at {url}: {said}", is_owner=is_owner)


def owner(settings: Settings, number: int) -> Sequence[str]:
    """Where the worker runs that has the partition, as far as the group tells."""
    group = settings.topics.group
    members = topic_admin.members(topic_admin.connect(settings.bootstrap_servers), group)
    for member in members:
        if number in member.partitions:
            who = f"the worker {member.name}" if member.name else "a worker"
            return [
                f"partition {number} is with {who} at {member.host}: ask on that machine, with "
                f"--worker http://127.0.0.1:PORT, where PORT is that worker's {variable_of('worker_port')}"
            ]
    return [f"partition {number} is with no worker that group {group} knows of"]
