"""`rettidig topics`: makes the topics of the one table, and says in what a broker differs from it."""

from __future__ import annotations

from cyclopts import App

from deploy.addresses import addressed
from streams import topic_admin
from streams.settings import load_settings

app = App(name="topics", help="Create the topics, or say in what the broker differs from the table")


@app.command
def create() -> int:
    """Create the topics that are missing; what exists is left as it is, and every difference is reported."""
    settings = addressed(load_settings())
    admin = topic_admin.connect(settings.bootstrap_servers)
    created = topic_admin.create(admin, settings.topics)
    for name in created:
        print(f"created {name}")
    print(f"{len(created)} created, at {settings.bootstrap_servers}")
    return _report(topic_admin.check(admin, settings.topics))


@app.command
def check() -> int:
    """Name every difference between the table and the broker; exit status 1 if there is one."""
    settings = addressed(load_settings())
    return _report(topic_admin.check(topic_admin.connect(settings.bootstrap_servers), settings.topics))


def _report(differences: list[topic_admin.Difference]) -> int:
    for difference in differences:
        print(f"differs {difference}")
    print("all topics are as the table says" if not differences else f"{len(differences)} differences from the table")
    return 1 if differences else 0
