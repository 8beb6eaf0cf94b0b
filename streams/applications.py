"""Which applications work on an installation's topics: after a rebuild the workers bear another name than a terminal may ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from streams import topic_admin
from streams.amount import amount
from streams.settings import variable_of
from streams.topic_admin import BrokerAway
from streams.topics import BENEFIT_EVENTS, CITIZENS_CHANGELOG, Topics

_ANSWER_S = 5.0


def others(names: Iterable[str], ours: Topics) -> list[str]:
    """Ids of other applications that have a changelog among these topics, sorted.

    A changelog belongs to the installation with the longest prefix that fits: `north-a-…` is `a` of `north-` where that has
    events of its own, else `north-a` of the one without a prefix.
    """
    there, end = set(names), f"-{CITIZENS_CHANGELOG}"
    prefixes = {name.removesuffix(BENEFIT_EVENTS) for name in there if name.endswith(BENEFIT_EVENTS)}
    found = set()
    for name in there:
        fitting = [prefix for prefix in prefixes if name.startswith(prefix)]
        if name.endswith(end) and fitting and max(fitting, key=len) == ours.prefix:
            found.add(name.removeprefix(ours.prefix).removesuffix(end))
    return sorted(found - {ours.application_id, ""})


def at_work(admin: AdminClient, ours: Topics) -> dict[str, int]:
    """Application → how many workers it has: ours, also with none, and those others that have some. Raises BrokerAway."""
    try:
        names = admin.list_topics(timeout=_ANSWER_S).topics
    except KafkaException as error:
        raise BrokerAway(f"the topics could not be listed: {error.args[0].str()}") from error
    groups = {each: ours.prefix + each for each in [ours.application_id, *others(names, ours)]}
    workers = {each: len(topic_admin.members(admin, group)) for each, group in groups.items()}
    return {each: number for each, number in workers.items() if number or each == ours.application_id}


def another(workers: Mapping[str, int], ours: str) -> str:
    """What to say where others work and ours does not: whom, and how to ask for it; empty else."""
    names = [each for each in workers if each != ours]
    if workers[ours] or not names:
        return ""
    said = ", ".join(f"{each} has {amount(workers[each], 'worker')}" for each in names)
    return (
        f"{ours} has no worker, but {said} on these topics: ask for it with {variable_of('application_id')}={names[0]}"
    )
