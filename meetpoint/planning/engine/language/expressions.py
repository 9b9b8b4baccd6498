"""Small formulas over parameters, programme levels and time, as they stand in model files: read, checked,
worked out.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from meetpoint.planning.engine.errors import PlanError, unknown

Amount = Any
"""A float, or an array over the steps of a run."""

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def _between(value: Amount, low: Amount, high: Amount) -> Amount:
    return np.where((np.asarray(value) >= low - 1e-9) & (np.asarray(value) < high - 1e-9), 1.0, 0.0)


FUNCTIONS: dict[str, Callable[..., Amount]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "min": np.minimum,
    "max": np.maximum,
    "between": _between,
}
"""`between(years, 0.5, 1)` is 1 from half a year on until one year, and 0 otherwise."""


@cache
def parsed(text: str) -> ast.expr:
    """Return the formula as a tree, or raise `PlanError`."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise PlanError(f"the formula {text!r} cannot be read. Allowed: + - * / ** ( ) and names.") from None
    for node in ast.walk(tree):
        _check(node, text)
    return tree


def _check(node: ast.AST, text: str) -> None:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name not in FUNCTIONS or node.keywords:
            raise PlanError(f"in the formula {text!r} " + unknown("function", name, FUNCTIONS))
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise PlanError(f"the formula {text!r} may hold numbers, not {node.value!r}.")
    elif not isinstance(node, _ALLOWED):
        raise PlanError(f"the formula {text!r} may not hold {ast.unparse(node)!r}.")


_ALLOWED = (ast.BinOp, ast.UnaryOp, ast.USub, ast.Name, ast.Load, *_BINARY)


@cache
def names_in(text: str) -> frozenset[str]:
    """Return the names of parameters, programmes and series that a formula reads."""
    nodes = ast.walk(parsed(text))
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and node.id not in FUNCTIONS)


def worked_out(text: str, names: Mapping[str, Amount]) -> Amount:
    """Return the value of a formula: a float, or an array over steps when it reads one.

    Raises `PlanError` for a name that is not known.
    """
    return _value(parsed(text), names, text)


def _value(node: ast.expr, names: Mapping[str, Amount], text: str) -> Amount:
    match node:
        case ast.Constant():
            return float(node.value)  # type: ignore[arg-type]
        case ast.Name():
            if node.id not in names:
                raise PlanError(f"in the formula {text!r} " + unknown("name", node.id, names))
            return names[node.id]
        case ast.UnaryOp():
            return -_value(node.operand, names, text)
        case ast.BinOp():
            left, right = _value(node.left, names, text), _value(node.right, names, text)
            return _BINARY[type(node.op)](left, right)
        case ast.Call(func=ast.Name(id=called)):
            return FUNCTIONS[called](*(_value(each, names, text) for each in node.args))
    raise PlanError(f"the formula {text!r} cannot be worked out.")  # pragma: no cover - refused by parsed()
