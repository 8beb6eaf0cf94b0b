"""Whether workers could take over what they have written: every record of the changelog can be read, and none is missing."""

from __future__ import annotations

from deploy.doctor.broker import committed
from deploy.doctor.line import Line, fail, ok, warn
from streams.amount import amount
from streams.changelog_check import Checked
from streams.engine.merge import REMEDY
from streams.engine.reader import REBUILD, RESTORE
from streams.settings import Settings
from streams.topics import CITIZENS_CHANGELOG

NAMED = 3
"""Records named one by one; of more only the number is said."""
_COPIED = (
    "It was copied or restored to other offsets. Nothing need be done about what was told: whoever takes over tells again, with "
    "the same ids, what may not have been. Make sure that the copy is whole: its states stand for events that are not read again"
)


def changelog(settings: Settings, checked: Checked) -> Line:
    """The line of what was read of it."""
    done = committed(settings)
    numbers = {number for (topic, number), end in done.items() if end > 0 and topic in settings.topics.sources}
    return judged(checked, sorted(numbers & checked.unmarked), settings.topics.name(CITIZENS_CHANGELOG))


def judged(checked: Checked, forgotten: list[int], name: str) -> Line:
    """The line of what was seen. `forgotten`: partitions without a word, of which events count as done."""
    if checked.complaints:
        shown = "; ".join(map(str, checked.complaints[:NAMED]))
        more = f"; and {len(checked.complaints) - NAMED} more" if len(checked.complaints) > NAMED else ""
        return fail("changelog", f"no worker of this release could take over: {shown}{more}", _capital(REMEDY))
    if checked.cut_off:
        where = ", ".join(f"partition {number} begins at offset {low}" for number, low in checked.cut_off.items())
        return fail("changelog", f"no worker starts: {name}, {where}: the states before it are lost", _capital(REBUILD))
    if forgotten:
        where = ", ".join(map(str, forgotten))
        text = f"no worker starts: {name} is empty in partition {where}, of which events count as done"
        return fail("changelog", text, _capital(RESTORE))
    if checked.impossible:
        where = ", ".join(
            f"partition {number} says at offset {at} that all before {settled} was told"
            for number, (at, settled) in checked.impossible.items()
        )
        return warn("changelog", f"{name}: {where}, which can't be right", _COPIED)
    if not checked.is_whole:
        text = f"read {checked.passed:,} of {checked.whole:,} offsets, and every record there can be taken over; then the time was over"
        return warn("changelog", text, "Give it more: `rettidig doctor --within SECONDS`")
    return ok(
        "changelog", f"all of it was read ({amount(checked.whole, 'offset')}), and every record can be taken over"
    )


def _capital(remedy: str) -> str:
    """The part after `Remedy:`, as a sentence of its own."""
    said = remedy.rpartition("Remedy: ")[2]
    return said[0].upper() + said[1:]
