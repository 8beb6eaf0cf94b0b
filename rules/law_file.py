"""Reads one YAML file of the law and says in which file, on which line and why something in it is refused; knows no law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

try:  # the parser in C reads the same in a fifth of the time; PyYAML's wheels have it
    from yaml import CSafeLoader as _Loader
except ImportError:
    from yaml import SafeLoader as _Loader  # type: ignore[assignment] # the same class in Python


class LawbookError(ValueError):
    """A lawbook that cannot be law; says in which file, on which line and why."""

    def __init__(self, where: str, line: int, why: str) -> None:
        super().__init__(f"{where}:{line}: {why}" if line else f"{where}: {why}")  # no line: not even read


class _LineLoader(_Loader):
    """Keeps each mapping's line, so that a refusal can say where, and refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise LawbookError(node.start_mark.name, node.start_mark.line + 1, f"{twice!r} stands twice")
        mapping = super().construct_mapping(node, deep=deep)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


def read(path: Path) -> dict[str, Any]:
    """A YAML file with the line of every mapping under `__line__`. Raises LawbookError."""
    try:
        with path.open(encoding="utf-8") as text:
            loaded = yaml.load(text, _LineLoader)  # noqa: S506 # a SafeLoader that keeps lines
    except OSError as error:
        raise LawbookError(str(path), 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LawbookError(str(path), _line_of_another_encoding(path), "not UTF-8: save it in that encoding") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise LawbookError(str(path), line, f"not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise LawbookError(str(path), 0, f"not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(loaded, dict):
        raise LawbookError(str(path), 1, "not a mapping")
    return loaded


def _line_of_another_encoding(path: Path) -> int:
    """The first line that is not UTF-8. The error of the reader knows its place in a part of the file only."""
    lines = path.read_bytes().split(b"\n")
    return next((number for number, line in enumerate(lines, 1) if line.decode("utf-8", "ignore").encode() != line), 0)


def check_keys(mapping: Mapping[str, Any], known: set[str], needed: set[str], where: str) -> None:
    """Refuses entries that are not known, and needed ones that are missing or say nothing. Raises LawbookError."""
    line = int(mapping.get("__line__", 0))
    for key in mapping:
        if key not in known and not str(key).startswith("__"):
            raise LawbookError(where, line, f"unknown key {key!r}{nearest(str(key), known)}")
    for key in sorted(needed):
        # `until: null` means without end; everything else that is null says nothing.
        if key not in mapping or (mapping[key] is None and key != "until") or not str(mapping[key]).strip():
            raise LawbookError(where, line, f"`{key}` is missing")


def listed(mapping: Mapping[str, Any], key: str, where: str, of: type = dict) -> list[Any]:
    """An entry that is a list of mappings or words. Raises LawbookError."""
    found = mapping[key]
    if not isinstance(found, list) or not all(isinstance(each, of) for each in found):
        kind = "words" if of is str else "mappings"
        raise LawbookError(where, int(mapping.get("__line__", 0)), f"`{key}` is a list of {kind}")
    return found


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, as a question to put behind a refusal."""
    close = get_close_matches(word, list(known), n=1)
    return f": did you mean {close[0]!r}?" if close else ""
