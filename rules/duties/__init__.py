"""The duties by name: each file states one duty's acts and clock; its numbers stand in `law/duties/<name>.yaml`."""

from __future__ import annotations

from typing import Final

from rules.duties import (
    a_kasse_interviews,
    first_interview,
    first_offer,
    interview_interval,
    interviews_in_period,
    joint_interviews,
    mentor_contact,
    repeated_offer,
)
from rules.duties.duty import Duty

DUTIES: Final[dict[str, Duty]] = {
    duty.name: duty
    for duty in (
        first_interview.DUTY,
        interviews_in_period.DUTY,
        interview_interval.DUTY,
        *joint_interviews.DUTIES,
        a_kasse_interviews.DUTY,
        first_offer.DUTY,
        repeated_offer.DUTY,
        mentor_contact.DUTY,
    )
}
