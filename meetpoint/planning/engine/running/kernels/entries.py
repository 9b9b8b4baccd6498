"""The cohort's steps as a function of one address, so that they can be called without numba."""

from __future__ import annotations

from typing import Any

import numba
from numba import types
from numba.extending import intrinsic

from meetpoint.planning.engine.running.kernels.cohort import run
from meetpoint.planning.engine.running.state import Work

_BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
"""Without the wrappers, machine code asks nothing of Python."""


_njit: Any = numba.njit
"""Without its hints, which leave these words out."""
_typeof: Any = numba.typeof


def assembly_of(work: Work) -> str:
    """Return LLVM's assembly of the cohort's steps, for work of this shape.

    Its one visible function takes where to put a result (never used), where to put an error, and the
    address of the work; it returns 0 when all went well.
    """
    entry = _entry(_typeof(work))
    assembly: str = entry.inspect_llvm(entry.signatures[0])
    return assembly


def _entry(kind: Any) -> Any:
    work_at = _reader(kind)

    def entry(address: Any) -> None:
        run(work_at(address))

    return _njit(types.void(types.voidptr), **_BARE)(entry)


def _reader(kind: Any) -> Any:
    """Return a function that takes a value of some type from an address, as numba lays it out in memory."""

    @intrinsic
    def read(_typing: Any, address: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            laid_out = context.get_value_type(kind)
            return builder.load(builder.bitcast(arguments[0], laid_out.as_pointer()))

        return kind(address), code

    return read
