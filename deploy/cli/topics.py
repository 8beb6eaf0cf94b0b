"""`rettidig topics`: makes the topics of the one table, says in what a broker differs from it, and sets it right."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from deploy.fitted import tell
from deploy.gathering import AskedWrongly
from deploy.kafka_awaited import kafka_awaited
from streams import topic_admin, topic_copy
from streams.amount import amount
from streams.settings import load_settings
from streams.topics import TABLE, Topics

app = App(name="topics", help="Create the topics, say in what the broker differs from the table, set it right")


@app.command
def create() -> int:
    """Create the topics that are missing; what exists is left as it is, and every difference is reported."""
    with kafka_awaited(load_settings()) as settings:
        admin = topic_admin.connect(settings.bootstrap_servers)
        created = topic_admin.create(admin, settings.topics)
        for name in created:
            print(f"created {name}")
        print(f"{len(created)} created, at {settings.bootstrap_servers}")
        return _report(topic_admin.check(admin, settings.topics))


@app.command
def check() -> int:
    """Name every difference between the table and the broker; exit status 1 if there is one."""
    with kafka_awaited(load_settings()) as settings:
        return _report(topic_admin.check(topic_admin.connect(settings.bootstrap_servers), settings.topics))


@app.command
def alter(*names: Annotated[str, Parameter(help="Full names of topics, as `check` prints them")]) -> int:
    """Set the settings of the named topics as the table says; partitions, replicas and all other topics stay as they are.

    What the broker deleted by another setting does not come back. Exit status 1 if a difference is left.
    """
    with kafka_awaited(load_settings()) as settings:
        known = {settings.topics.name(topic.base_name) for topic in TABLE}
        if not names or (unknown := sorted(set(names) - known)):
            wrong = f"{unknown[0]} is no topic of this installation" if names else "name the topics to be altered"
            raise AskedWrongly(f"{wrong}: `rettidig topics check` names those that differ")
        admin = topic_admin.connect(settings.bootstrap_servers)
        found = [each for each in topic_admin.check(admin, settings.topics) if each.topic in names]
        topic_admin.alter(admin, found)
    left = [each for each in found if each.setting in topic_admin.NO_SETTINGS]
    for each in found:
        if each not in left:
            print(f"set {each.topic}: {each.setting} to {each.expected} (it was {each.found})")
    for each in left:
        print(f"differs {each}")
    print(f"{amount(len(found) - len(left), 'setting')} set, {amount(len(left), 'difference')} left")
    return 1 if left else 0


@app.command
def copy(
    *, from_prefix: Annotated[str, Parameter(help="Topic prefix of the installation to copy from; empty: none")]
) -> int:
    """Copy events and what people did from another installation on the same Kafka; its partitions may be of another number.

    States, alerts and figures are worked out again from them. Start the clock only when this is done (docs/scaling.md).
    """
    try:
        with kafka_awaited(load_settings()) as settings:
            new = settings.topics
            copied = topic_copy.copy(settings.bootstrap_servers, Topics(from_prefix, new.application_id), new)
    except topic_copy.NothingToCopy as error:
        tell(f"rettidig: {error}")
        return 2
    for topic, number in sorted(copied.taken.items()):
        print(f"{number:>9,} copied to {topic}")
    if copied.kept_back:
        print(f"{copied.kept_back:>9,} not copied: a person number in them, as their dead letters say")
    return 0


def _report(differences: list[topic_admin.Difference]) -> int:
    for difference in differences:
        print(f"differs {difference}")
    counted = amount(len(differences), "difference")
    print(f"{counted} from the table" if differences else "all topics are as the table says")
    return 1 if differences else 0
