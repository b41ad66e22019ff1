"""PyTorch files read without running what is in them.

A pickle names functions and has them called. Here every name that is not needed to rebuild tensors
is refused, and the classes of modules are stand-ins without behaviour: state dicts and pickled
whole modules can be read, and nothing of the file is ever run. Both containers are known: the zip
archive of PyTorch 1.6 and later, and the older stream of pickles.
"""

from __future__ import annotations

import io
import math
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

_MAGIC = 0x1950A86A20F9469CFC6C  # first pickle of the older container
_PROTOCOL = 1001
_STORAGES = {
    "FloatStorage": torch.float32,
    "DoubleStorage": torch.float64,
    "HalfStorage": torch.float16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}
#: Files of the authors' repositories in which module classes are defined.
_AUTHORS = ("models", "models_weakly", "models_fusion", "fully_model", "weakly_model")
#: Leftovers in modules of PyTorch 0.3 that mean nothing here.
_LEFTOVERS = {
    ("torch.nn.backends.thnn", "_get_thnn_function_backend"),
    ("torch.backends.cudnn.rnn", "Unserializable"),
}
_BROKEN = (
    pickle.UnpicklingError,
    EOFError,
    KeyError,
    AttributeError,
    IndexError,
    TypeError,
    OverflowError,
    RuntimeError,
    UnicodeDecodeError,
    struct.error,
    zipfile.BadZipFile,
)


class RefusedPickle(ValueError):
    """The file wants something called that no tensor needs."""


class StandIn:
    """Takes the place of an object whose class is not to be loaded; it only holds values."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.arguments = arguments

    def __setstate__(self, state: Any) -> None:
        if isinstance(state, Mapping):
            self.__dict__.update(state)


@dataclass(frozen=True)
class _Storage:
    """Values of one storage in a row; filled in later in the older container."""

    values: Tensor


class _HeldTensor:
    """A parameter or variable; PyTorch 0.3 makes it from a tensor and sets its state after."""

    data: Any

    def __new__(cls, data: Any = None, *state: Any) -> _HeldTensor:
        """Not in __init__, which a pickle does not always call."""
        held = super().__new__(cls)
        held.data = data.data if isinstance(data, _HeldTensor) else data
        return held

    def __setstate__(self, state: Any) -> None:
        pass  # whether it needs gradients, and hooks


def read_pickled(path: Path) -> dict[str, Tensor]:
    """Tensors of a state dict or a pickled module by name, in their own element types.

    Raises ValueError where the file is broken or holds neither, RefusedPickle where it names what
    is not allowed.
    """
    tensors = _tensors(_unwrapped(load_pickled(path)))
    if not tensors:
        raise ValueError(f"{path}: neither a state dict nor a module: it holds no tensors")
    return tensors


def load_pickled(path: Path) -> Any:
    """All that a file holds: tensors, numbers, text, lists and dicts of them; see the module.

    Raises ValueError where the file is broken, RefusedPickle where it names what is not allowed.
    """
    content = Path(path).read_bytes()
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            return _read_zip(content)
        return _read_stream(content)
    except RefusedPickle as error:
        raise RefusedPickle(f"{path}: {error}") from None
    except _BROKEN as error:
        raise ValueError(f"{path}: not a PyTorch file: {error}") from error


class _Unpickler(pickle.Unpickler):
    """Knows how tensors are rebuilt, and nothing else."""

    def __init__(self, stream: io.BytesIO, storage: Callable[..., _Storage]) -> None:
        super().__init__(stream, encoding="latin-1")
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        """What the file may name; see the module."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch", "Size"):
            return tuple
        if module in ("builtins", "__builtin__") and name == "set":
            return set  # of names, in modules
        if module in ("torch", "torch.cuda") and name in _STORAGES:
            return _STORAGES[name]
        if module == "torch._utils" and name.startswith("_rebuild_"):
            return self._rebuilder(name)
        if (module, name) in (
            ("torch.nn.parameter", "Parameter"),
            ("torch.autograd.variable", "Variable"),
        ):
            return type(name, (_HeldTensor,), {})
        modules = module == "torch.nn" or module.startswith("torch.nn.modules.")
        if modules or module.split(".")[0] in _AUTHORS or (module, name) in _LEFTOVERS:
            return type(name, (StandIn,), {})
        raise RefusedPickle(f"refused, the file wants {module}.{name}, which no tensor needs")

    def persistent_load(self, reference: Any) -> Any:
        """Storages, and in old files the classes of modules with their source, which is ignored."""
        if reference[0] == "module":
            return reference[1]
        if reference[0] != "storage":
            raise RefusedPickle(f"refused, the file refers to {reference[0]!r}")
        return self._storage(*reference[1:])

    def _rebuilder(self, name: str) -> Callable[..., Any]:
        if name in ("_rebuild_tensor", "_rebuild_tensor_v2"):
            return _strided
        if name in ("_rebuild_parameter", "_rebuild_parameter_with_state"):
            return lambda data, *_: data
        raise RefusedPickle(f"refused, the file wants torch._utils.{name}")


def _read_zip(content: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith("/data.pkl")]
        if len(names) != 1:
            raise pickle.UnpicklingError("an archive without data.pkl")
        root = names[0].removesuffix("data.pkl")
        known: dict[str, _Storage] = {}

        def storage(kind: torch.dtype, key: str, location: str, count: int, *_: Any) -> _Storage:
            if key not in known:
                known[key] = _Storage(_values(archive.read(f"{root}data/{key}"), kind, count))
            return known[key]

        return _Unpickler(io.BytesIO(archive.read(names[0])), storage).load()


def _read_stream(content: bytes) -> Any:
    stream = io.BytesIO(content)
    known: dict[str, _Storage] = {}

    def no_storage(*_: Any) -> _Storage:
        raise pickle.UnpicklingError("a storage in the header")

    def storage(
        kind: torch.dtype, key: str, location: str, count: int, view: Any = None
    ) -> _Storage:
        if key not in known:
            if count * _bytes_of(kind) > len(content):
                raise pickle.UnpicklingError(f"a storage of {count} values, more than the file has")
            known[key] = _Storage(torch.zeros(count, dtype=kind))
        if view is None:
            return known[key]
        _, offset, size = view
        return _Storage(known[key].values[offset : offset + size])

    if _Unpickler(stream, no_storage).load() != _MAGIC:
        raise pickle.UnpicklingError("the first number is not the one of PyTorch files")
    if _Unpickler(stream, no_storage).load() != _PROTOCOL:
        raise pickle.UnpicklingError("an unknown protocol")
    _Unpickler(stream, no_storage).load()  # byte order and sizes of the machine that wrote it
    loaded = _Unpickler(stream, storage).load()
    for key in _Unpickler(stream, no_storage).load():
        values = known[key].values
        (count,) = struct.unpack("<q", stream.read(8))
        if count != len(values):
            raise pickle.UnpicklingError(f"storage {key} has {count} values, not {len(values)}")
        raw = stream.read(count * _bytes_of(values.dtype))
        values.copy_(_values(raw, values.dtype, count))
    return loaded


def _values(raw: bytes, kind: torch.dtype, count: int) -> Tensor:
    if len(raw) != count * _bytes_of(kind):
        raise pickle.UnpicklingError(f"a storage of {count} values has {len(raw)} bytes")
    if count == 0:
        return torch.zeros(0, dtype=kind)
    return torch.frombuffer(bytearray(raw), dtype=kind)


def _strided(storage: _Storage, offset: int, size: Any, stride: Any, *_: Any) -> Tensor:
    """A tensor over its storage; one that repeats values, as no weight does, is refused."""
    if math.prod(size) > len(storage.values):
        raise pickle.UnpicklingError(f"a tensor {list(size)} over {len(storage.values)} values")
    return storage.values.as_strided(tuple(size), tuple(stride), offset)


def _bytes_of(kind: torch.dtype) -> int:
    return torch.zeros(0, dtype=kind).element_size()


def _unwrapped(loaded: Any) -> Any:
    """The weights inside a training checkpoint, which names them beside its other contents."""
    for name in ("state_dict", "model_state_dict", "model"):
        if isinstance(loaded, Mapping) and isinstance(loaded.get(name), Mapping | StandIn):
            return loaded[name]
    return loaded


def _tensors(loaded: Any) -> dict[str, Tensor]:
    if isinstance(loaded, StandIn):
        return dict(_of_module(loaded, "", 0))
    if not isinstance(loaded, Mapping):
        return {}
    held = {str(name): _held(value) for name, value in loaded.items()}
    return {name: value for name, value in held.items() if isinstance(value, Tensor)}


def _of_module(module: StandIn, prefix: str, depth: int) -> list[tuple[str, Tensor]]:
    """Parameters by attribute path, as the module's own state dict would name them."""
    if depth > 20:
        raise ValueError(f"modules are nested too deep at {prefix}")
    found = []
    for kind in ("_parameters", "_buffers"):
        for name, value in (getattr(module, kind, None) or {}).items():
            if isinstance(_held(value), Tensor):
                found.append((f"{prefix}{name}", _held(value)))
    for name, part in (getattr(module, "_modules", None) or {}).items():
        if isinstance(part, StandIn):
            found += _of_module(part, f"{prefix}{name}.", depth + 1)
    return found


def _held(value: Any) -> Any:
    return value.data if isinstance(value, _HeldTensor) else value
