"""Builds single wire events of citizen c1 for hand-worked cases; knows no law."""

from typing import Any

Event = dict[str, Any]


def event(name: str, event_id: str, time: str = "2010-01-01", supersedes: str | None = None, **data: Any) -> Event:
    body = {key.rstrip("_"): value for key, value in data.items()}
    made: Event = {
        "id": event_id,
        "subject": "c1",
        "type": f"dk.rettidig.{name}.v1",
        "time": f"{time}T12:00:00Z",
        "data": body,
    }
    return made if supersedes is None else {**made, "supersedes": supersedes}


def on_benefit(group: str, from_: str, **more: Any) -> Event:
    benefit = {"dagpenge": "dagpenge", "sygedagpenge": "sygedagpenge"}.get(group, "kontanthjaelp")
    return event(
        "benefit.started",
        f"b-{from_}",
        **{"benefit": benefit, "target_group": group, "municipality": "101", "from_": from_, **more},
    )


def held(day: str, **more: Any) -> Event:
    return event("interview.held", f"i-{day}", interview_id=day, held_on=day, **more)


def offer(kind: str, from_: str, **more: Any) -> Event:
    return event("offer.given", f"o-{from_}", offer_id=from_, kind=kind, from_=from_, **{"given_on": from_, **more})


def absence(kind: str, from_: str, **more: Any) -> Event:
    return event("absence.registered", f"a-{from_}", absence_id=from_, kind=kind, from_=from_, **more)


def exemption(scope: str, from_: str, **more: Any) -> Event:
    return event("exemption.granted", f"x-{from_}", exemption_id=from_, scope=scope, from_=from_, **more)


DAGPENGE = on_benefit("dagpenge", "2018-01-02")
JOBPARAT = on_benefit("jobparat", "2018-01-02")
AKTIV = on_benefit("aktivitetsparat", "2016-01-04")
