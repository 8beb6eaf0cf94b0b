"""A module's source in the form that mypyc makes most of: the same law in other words; changes no file.

mypyc takes a class over as it finds it but drops the keywords of `msgspec.Struct`, and reads the fields of one no quicker
than Python does. A struct that only lives in memory says the same as a class with an `__init__`, an `__eq__` and a `__hash__`.
What is remembered by `lru_cache` is remembered in a dict, and the least of three is the least of one and the lesser of two:
mypyc knows both and calls Python for neither. What a struct or a class with `__slots__` holds never leads back to it, so
that Python need not look for cycles through it, and the last one that was freed is taken again for the next.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

_MAY_BE_NATIVE: Final = {"frozen", "gc", "order"}
"""The keywords of structs that live in memory only."""
_IMPORTED: Final = "from typing import TYPE_CHECKING as _READ\nif _READ:\n    from mypy_extensions import mypyc_attr"
_LIGHT: Final = "mypyc_attr(acyclic=True, free_list_len=1)"


class NotNativeError(ValueError):
    """A struct of a kind that cannot be written out as a class, with its name and where it stands."""


def native(source: str, where: str) -> str:
    """The source to be compiled. Raises NotNativeError."""
    tree = ast.parse(source)
    fields: dict[str, list[ast.AnnAssign]] = {}
    body: list[ast.stmt] = []
    for each in tree.body:
        if isinstance(each, ast.ClassDef) and _is_struct(each, fields):
            body.append(_light(_written_out(each, fields, where)))
        elif isinstance(each, ast.ClassDef) and not each.bases and _has_slots(each):
            body.append(_light(each))
        elif isinstance(each, ast.FunctionDef) and (most := _most_remembered(each)) is not None:
            body += _remembering(each, most)
        else:
            body.append(each)
    after = next(index for index, each in enumerate(body) if not _stands_first(each))
    tree.body = [*body[:after], *ast.parse(_IMPORTED).body, *body[after:]]
    return ast.unparse(ast.fix_missing_locations(_InPairs().visit(tree)))


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


def _has_slots(each: ast.ClassDef) -> bool:
    return any(isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "__slots__" for part in each.body)


def _light(each: ast.ClassDef) -> ast.ClassDef:
    """The class, of which mypyc is told that no cycle of objects goes through it."""
    each.decorator_list.append(ast.parse(_LIGHT, mode="eval").body)
    return each


def _stands_first(each: ast.stmt) -> bool:
    """Whether it has to stand before everything else: the docstring and what is imported from the future."""
    is_text = isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    return is_text or (isinstance(each, ast.ImportFrom) and each.module == "__future__")


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


def _most_remembered(each: ast.FunctionDef) -> ast.expr | None:
    """How many answers `lru_cache` keeps of a function, which is all that it is decorated with; None: it is not."""
    match each.decorator_list:
        case [ast.Call(func=ast.Name("lru_cache"), keywords=[ast.keyword("maxsize", most)])]:
            return most
    return None


def _remembering(each: ast.FunctionDef, most: ast.expr) -> list[ast.stmt]:
    """The function with a dict of its answers, which begins anew when it is full. None must not be an answer."""
    name, asked = each.name, each.args.args
    assert each.returns is not None, name  # noqa: S101 # the repository's own are typed
    each.name, each.decorator_list = f"_{name}_anew", []
    answer, kept = ast.unparse(each.returns), f"_{name}_kept"
    first, *others = [argument.arg for argument in asked]
    types = [ast.unparse(argument.annotation) for argument in asked if argument.annotation is not None]
    # A dict of dicts: to make a tuple of what is asked, and to hash it, would cost more than both.
    among = f"dict[{types[0]}, {answer}]"
    nest = f"dict[{', '.join(types[1:])}, {among}]" if others else among
    inner = (
        f"""
    among = {kept}.get({others[0]})
    if among is None:
        among = {kept}[{others[0]}] = {{}}"""
        if others
        else f"""
    among = {kept}"""
    )
    written = f"""
from typing import Final as _Kept
{kept}: _Kept[{nest}] = {{}}
def {name}({ast.unparse(each.args)}) -> {answer}:{inner}
    found = among.get({first})
    if found is None:
        if len(among) >= {ast.unparse(most)}:
            among.clear()
        found = among[{first}] = {each.name}({", ".join([first, *others])})
    return found
"""
    return [each, *ast.parse(written).body]


class _InPairs(ast.NodeTransformer):
    """`min(a, b, c)` as `min(min(a, b), c)`, and so for `max`."""

    def visit_Call(self, node: ast.Call) -> ast.expr:  # the name that ast looks for
        self.generic_visit(node)
        is_plain = not node.keywords and not any(isinstance(each, ast.Starred) for each in node.args)
        if is_plain and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
            while len(node.args) > 2:
                node.args[:2] = [ast.Call(node.func, node.args[:2], [])]
        return node
