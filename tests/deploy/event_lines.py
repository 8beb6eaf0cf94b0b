"""Event files for the commands that read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

SAMPLE: Final = Path(__file__).parents[2] / "deploy" / "demo" / "lives-2016-2019.jsonl.gz"
BAD_LINE: Final = '{"specversion": "1.0", "id": '


def line(name: str, citizen: str, event_id: str, time: str, **data: Any) -> str:
    return json.dumps(
        {
            "specversion": "1.0",
            "id": event_id,
            "source": "/case-system",
            "type": f"dk.rettidig.{name}.v1",
            "subject": citizen,
            "time": time,
            "datacontenttype": "application/json",
            "data": {key.rstrip("_"): value for key, value in data.items()},
        }
    )


def benefit_started(
    citizen: str, from_: str = "2018-01-02", time: str = "2018-01-02T09:00:00+01:00", **more: Any
) -> str:
    said = {"benefit": "kontanthjaelp", "target_group": "jobparat", "municipality": "101", "from_": from_, **more}
    return line("benefit.started", citizen, f"{citizen} start {from_}", time, **said)


def interview_held(citizen: str, on: str, time: str | None = None, **more: Any) -> str:
    when = time or f"{on}T15:00:00+01:00"
    return line(
        "interview.held", citizen, f"{citizen} held {on}", when, interview_id=f"{citizen} {on}", held_on=on, **more
    )


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    return path
