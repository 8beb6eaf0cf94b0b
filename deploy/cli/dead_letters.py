"""`rettidig dead-letters`: refused events on Kafka, looked at and sent once more."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from cyclopts import App, Parameter

from deploy.fitted import fitted, tell
from deploy.kafka_awaited import kafka_awaited
from streams.amount import amount
from streams.intake.dead_letter import DeadLetter
from streams.intake.letterbox import Stored, replay, stored_letters
from streams.intake.refusal import Reason
from streams.intake.sender import Sender
from streams.settings import Settings, load_settings

app = App(name="dead-letters", help="Look at refused events, and send them once more after a fix")

NOT_DONE: Final = 1
ASKED_WRONGLY: Final = 2
_PATIENCE_S: Final = 60.0

ByReason = Annotated[str | None, Parameter(name="--reason", help="Only those refused for this reason")]
Form = Annotated[Literal["text", "json"], Parameter(name="--format", help="For people, or one JSON object a line")]


@app.command(name="list")
def list_letters(*, reason: ByReason = None, form: Form = "text") -> int:
    """Name every dead letter, oldest first: when, why, where, how large. `json`: one object a line, without the bytes."""
    if not _is_known(reason):
        return ASKED_WRONGLY
    with kafka_awaited(load_settings()) as settings:
        letters = [_without_bytes(letter) for _, letter in _letters(settings, reason)]
    for letter in sorted(letters, key=by_age):
        if form == "json":
            print(_as_json(letter))
        else:
            _print(as_text(letter))
    if form == "text":
        counted = Counter(letter.data.reason for letter in letters)
        reasons = "".join(f", {number:,} {name}" for name, number in sorted(counted.items()))
        _print(amount(len(letters), "dead letter") + reasons)
    return 0


@app.command
def show(letter_id: str) -> int:
    """Show one dead letter with what was kept of the event. It may be about a citizen: mind who looks on."""
    with kafka_awaited(load_settings()) as settings:
        found = next((each for each in _letters(settings) if each[1].id == letter_id), None)
    if found is None:
        tell(f"rettidig: no dead letter has the id {letter_id}")
        return NOT_DONE
    stored, letter = found
    body = letter.data
    _print(as_text(letter))
    print(f"key      {'none' if stored.key is None else _printable(stored.key)}")
    print(f"sha256   {body.sha256}")
    print(f"kept     {body.kept}")
    if body.original is not None:
        print(_printable(body.original_bytes()))
    return 0


@app.command(name="replay")
def replay_letters(
    *ids: str,
    reason: ByReason = None,
    everything: Annotated[bool, Parameter(name="--all", negative="")] = False,
) -> int:
    """Send events to their source topic once more, byte for byte: those named, those of one reason, or all.

    An event that was taken in after all counts once, because it carries its id. What can't be sent is named.
    """
    if (bool(ids) + (reason is not None) + everything) != 1:
        tell("rettidig: name ids, or a --reason, or --all")
        return ASKED_WRONGLY
    if not _is_known(reason):
        return ASKED_WRONGLY
    taken: Counter[str] = Counter()
    with kafka_awaited(load_settings()) as settings:
        unsent, wanted = _replayed(settings, set(ids), reason, taken)
    for name in sorted(wanted):
        tell(f"{name}: no such dead letter")
    for topic, number in sorted(taken.items()):
        print(f"{number:>9,} sent to {topic}")
    print(f"{unsent + len(wanted):>9,} not sent")
    return NOT_DONE if unsent or wanted else 0


def _replayed(settings: Settings, wanted: set[str], reason: str | None, taken: Counter[str]) -> tuple[int, set[str]]:
    """Send those wanted, or all where none is named; (how many could not be sent, the ids of which there is no letter)."""
    sender = Sender(settings.bootstrap_servers, _PATIENCE_S, taken)
    sender.require(*settings.topics.sources)
    unsent, left = 0, set(wanted)
    for stored, letter in _letters(settings, reason):
        if wanted and letter.id not in left:
            continue
        left.discard(letter.id)
        why = replay(sender, stored, settings.topics)
        if why is not None:
            unsent += 1
            tell(f"{letter.id}: not sent: {why}")
    sender.finish()
    return unsent, left


def _letters(settings: Settings, reason: str | None = None) -> Iterator[tuple[Stored, DeadLetter]]:
    """Every dead letter once, though it may stand there twice; those that can't be read are named on standard error."""
    seen: set[str] = set()
    for stored in stored_letters(settings.bootstrap_servers, settings.topics):
        letter = stored.letter
        if letter is None:
            where = f"partition {stored.partition}, offset {stored.offset}"
            tell(f"{where}: not a dead letter that this version can read")
        elif letter.id not in seen and reason in (None, letter.data.reason):
            seen.add(letter.id)
            yield stored, letter


def by_age(letter: DeadLetter) -> tuple[datetime, str, int, int]:
    """Oldest first; what was refused at one instant by where it stood, offsets as numbers. As text 11.38Z comes after 11.383Z."""
    body = letter.data
    return (datetime.fromisoformat(letter.time), body.topic, body.partition or 0, body.offset or 0)


def _printable(held: bytes) -> str:
    """Foreign bytes as text that cannot steer a terminal."""
    text = held.decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() or sign == "\n" else f"\\x{ord(sign):02x}" for sign in text)


def _without_bytes(letter: DeadLetter) -> DeadLetter:
    """So that many are held in little memory."""
    return msgspec.structs.replace(letter, data=msgspec.structs.replace(letter.data, original=None))


def _is_known(reason: str | None) -> bool:
    if reason is None or reason in set(Reason):
        return True
    tell(f"rettidig: no such reason: {reason}; known are {', '.join(sorted(Reason))}")
    return False


def _as_json(letter: DeadLetter) -> str:
    shown = {"id": letter.id, "time": letter.time, **msgspec.to_builtins(letter.data)}
    return msgspec.json.encode(shown, order="sorted").decode()


def _print(text: str) -> None:
    print(fitted(text, sys.stdout))


def as_text(letter: DeadLetter) -> str:
    body = letter.data
    size = "" if body.size is None else f"  {body.size:,} bytes"
    at = datetime.fromisoformat(letter.time).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{letter.id}  {at}  {body.reason}{size}\n    {body.error}"
