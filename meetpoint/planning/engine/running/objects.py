"""The cohort's machine code, kept as an object file and loaded with LLVM alone.

Loading numba takes longer than a plan, and its own cache needs it loaded. So the machine code that numba
made is kept beside its sources, and `llvmlite`, which numba stands on, links it: numba is loaded only when
the file is missing or torn, or was made of other sources, by other versions, or for another processor.

The code takes one `Work`, as numba lays a tuple out in memory: eight bytes for a number, and for an array its
owner, parent, size, size of an item, address, shape and strides.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import CFUNCTYPE, c_int, c_void_p
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numpy as np

from meetpoint.planning.engine.running.state import Work

NAME = "cohort"
_HERE = Path(__file__).resolve().parent
_SOURCES = (
    *sorted((_HERE / "kernels").glob("*.py")),
    _HERE / "state.py",
    _HERE.parent / "compiling" / "tables.py",
    _HERE.parent / "order.py",
)
_ENTRY = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)
_ON_FREE = CFUNCTYPE(None, c_void_p)
_FREE = "NRT_MemInfo_call_dtor"
"""The one outside function that the code names: it frees arrays that nobody owns; Python owns these."""
_DIGEST = 32
_linked: dict[str, Callable[[int, int, int], int]] = {}
_kept: list[Any] = []
"""What linked code needs as long as the process lives."""


def run_compiled(work: Work) -> None:
    """Take the cohort's steps (`kernels/cohort.py`)."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        _interpret(work)
        return
    layout = layout_of(work)
    if layout not in _linked:
        path = object_file(layout)
        _linked[layout] = _link(read(path) or _make(work, path))
    words, answer = np.array(list(_words(work)), dtype=np.uint64), np.zeros(2, dtype=np.uint64)
    if status := _linked[layout](answer[:1].ctypes.data, answer[1:].ctypes.data, words.ctypes.data):
        raise RuntimeError(f"the cohort's compiled code stopped with status {status}.")


def layout_of(value: Any) -> str:
    """Return the types in a work, as far as machine code depends on them."""
    if isinstance(value, tuple):
        return ",".join(layout_of(each) for each in value)
    if isinstance(value, np.ndarray):
        return f"{value.dtype.str}{value.ndim}{value.flags.c_contiguous:d}{value.flags.writeable:d}"
    return type(value).__name__


def object_file(layout: str) -> Path:
    """Return where machine code is kept for these sources, versions and this processor.

    The folder is that of numba's own cache: `NUMBA_CACHE_DIR`, else beside the sources.
    """
    digest = hashlib.sha256(layout.encode())
    for path in _SOURCES:
        digest.update(path.read_bytes())
    digest.update(_numba_version())
    digest.update(f"{llvmlite.__version__} {np.__version__} {llvm.get_host_cpu_name()}".encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    folder = os.environ.get("NUMBA_CACHE_DIR") or _HERE / "__pycache__"
    return Path(folder) / f"{NAME}-{digest.hexdigest()[:24]}.o"


def _numba_version() -> bytes:
    # Without loading it.
    spec = find_spec("numba")
    return Path(spec.origin).with_name("_version.py").read_bytes() if spec and spec.origin else b""


def read(path: Path) -> bytes | None:
    """Return the machine code of a file, or None when it is missing or torn."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    machine_code = content[_DIGEST:]
    return machine_code if hashlib.sha256(machine_code).digest() == content[:_DIGEST] else None


def _make(work: Work, path: Path) -> bytes:
    from meetpoint.planning.engine.running.kernels.entries import assembly_of  # noqa: PLC0415 - loads numba

    module = llvm.parse_assembly(assembly_of(work))
    (entry,) = [each for each in module.functions if _is_entry(each)]
    entry.name = NAME
    machine_code = bytes(_machine().emit_object(module))
    unwritten = path.with_suffix(f".{os.getpid()}")
    # Where nothing may be written, the code is made anew at each start.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        unwritten.write_bytes(hashlib.sha256(machine_code).digest() + machine_code)
        unwritten.replace(path)
    return machine_code


def _is_entry(function: Any) -> bool:
    return not function.is_declaration and function.linkage == llvm.Linkage.external


@cache
def _machine() -> Any:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="default",
        codemodel="jitdefault",
    )


def _link(machine_code: bytes) -> Callable[[int, int, int], int]:
    free = _ON_FREE(lambda _owner: None)
    llvm.add_symbol(_FREE, c_void_p.from_buffer(free).value or 0)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(machine_code))
    engine.finalize_object()
    _kept.extend((free, engine))
    entry: Callable[[int, int, int], int] = _ENTRY(engine.get_function_address(NAME))
    return entry


def _words(value: Any) -> Iterator[int]:
    if isinstance(value, tuple):
        for each in value:
            yield from _words(each)
    elif isinstance(value, np.ndarray):
        yield from (0, 0, value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides)
    elif isinstance(value, float):
        yield int(np.float64(value).view(np.uint64))
    else:
        yield int(value)


def _interpret(work: Work) -> None:
    from meetpoint.planning.engine.running.kernels.cohort import run  # noqa: PLC0415 - loads numba

    run(work)
