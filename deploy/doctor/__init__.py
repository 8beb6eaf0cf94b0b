"""Looks at everything that must work and says, a line each, how it is and what to do about it."""

from deploy.doctor.examination import WITHIN_S, examine
from deploy.doctor.line import Line, State

__all__ = ["WITHIN_S", "Line", "State", "examine"]
