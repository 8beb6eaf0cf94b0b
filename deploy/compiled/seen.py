"""Has compiled code remember at each place where it found a field or a name last (seen.h); edits what mypyc wrote, nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

HEADER: Final = Path(__file__).with_suffix(".h")
_LAST_INCLUDE: Final = re.compile(r'^#include "__native_internal_\w+\.h"\n', re.MULTILINE)
_NAME_OF_MODULE: Final = re.compile(
    r"(?P<names>\w+) = CPyStatic_\w+___globals;\s+(?P<name>\w+) = CPyStatics\[\d+\];[^\n]*\s+\w+ = "
    r"(?P<call>CPyDict_GetItem)\((?P=names), (?P=name)\);"
)


class UnknownOutputError(RuntimeError):
    """What mypyc wrote has not the form that is edited here: another version of it."""


def remembering(code: str) -> str:
    """mypyc's C with the header included after its own, and the names of modules read through it. Raises UnknownOutputError."""
    edited, included = _LAST_INCLUDE.subn(lambda found: f'{found[0]}#include "{HEADER.as_posix()}"\n', code, count=1)
    edited, named = _NAME_OF_MODULE.subn(lambda found: found[0].replace(found["call"], "SEEN_NAME"), edited)
    if not included or not named or "CPyObject_GetAttr(" not in edited:
        raise UnknownOutputError("mypyc's C has not the includes and calls that deploy/compiled/seen.py knows")
    return edited
