"""A module's source with its plain structs written out as classes, which mypyc can compile to native ones; changes no file.

mypyc takes a class over as it finds it but drops the keywords of `msgspec.Struct`, and reads the fields of one no quicker
than Python does. A struct that only lives in memory says the same as a class with an `__init__`, an `__eq__` and a `__hash__`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

_MAY_BE_NATIVE: Final = {"frozen", "gc", "order"}
"""The keywords of structs that live in memory only."""


class NotNativeError(ValueError):
    """A struct of a kind that cannot be written out as a class, with its name and where it stands."""


def native(source: str, where: str) -> str:
    """The source to be compiled. Raises NotNativeError."""
    tree = ast.parse(source)
    fields: dict[str, list[ast.AnnAssign]] = {}
    for index, each in enumerate(tree.body):
        if isinstance(each, ast.ClassDef) and _is_struct(each, fields):
            tree.body[index] = _written_out(each, fields, where)
    return ast.unparse(ast.fix_missing_locations(tree))


def _is_struct(each: ast.ClassDef, known: dict[str, list[ast.AnnAssign]]) -> bool:
    return any(ast.unparse(base) == "msgspec.Struct" or ast.unparse(base) in known for base in each.bases)


def _written_out(each: ast.ClassDef, known: dict[str, list[ast.AnnAssign]], where: str) -> ast.ClassDef:
    keywords = {keyword.arg for keyword in each.keywords}
    if not keywords <= _MAY_BE_NATIVE or len(each.bases) != 1:
        raise NotNativeError(f"{where}: {each.name} is written to bytes, or has a base of its own")
    own = [part for part in each.body if _is_field(part)]
    base = ast.unparse(each.bases[0])
    fields = known[each.name] = [*known.get(base, []), *(part for part in own if isinstance(part, ast.AnnAssign))]
    methods = ast.parse("\n".join(_methods(each.name, fields, is_ordered="order" in keywords))).body
    declared = [ast.AnnAssign(part.target, part.annotation, None, 1) for part in own if isinstance(part, ast.AnnAssign)]
    each.bases = [ast.Name(base)] if base in known else []
    each.keywords = []
    each.body = [*declared, *(part for part in each.body if part not in own), *methods]
    return each


def _is_field(part: ast.stmt) -> bool:
    return isinstance(part, ast.AnnAssign) and "ClassVar" not in ast.unparse(part.annotation)


def _methods(name: str, fields: list[ast.AnnAssign], is_ordered: bool) -> Iterator[str]:
    """What msgspec gives a struct and what is used of it: made from its fields, compared, hashed and shown by them."""
    names = [ast.unparse(each.target) for each in fields]
    stated = [
        f"{ast.unparse(each.target)}: {ast.unparse(each.annotation)}"
        + ("" if each.value is None else f" = {ast.unparse(each.value)}")
        for each in fields
    ]
    yield f"def __init__(self, {', '.join(stated)}) -> None:"
    yield from (f"    self.{each} = {each}" for each in names)
    same = " and ".join(f"self.{each} == other.{each}" for each in names)
    yield "def __eq__(self, other: object) -> bool:"
    yield f"    return isinstance(other, {name}) and {same}"
    values = f"({', '.join(f'self.{each}' for each in names)},)"
    if is_ordered:
        yield f"def __lt__(self, other: {name}) -> bool:"
        yield f"    return {values} < {values.replace('self.', 'other.')}"
    yield "def __hash__(self) -> int:"
    yield f"    return hash({values})"
    yield "def __repr__(self) -> str:"
    yield f"    return '{name}(' + ', '.join([{', '.join(f'repr(self.{each})' for each in names)}]) + ')'"
