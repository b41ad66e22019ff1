"""The user's own weight files: state dicts of PyTorch, `.npz` arrays, HDF5 files of Keras.

Nothing in a file is executed (`pickled.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy
import torch
from torch import Tensor, nn

from earwitness_training.data.h5 import open_h5
from earwitness_training.weights.pickled import read_pickled

_NAMED = 4  # how many names an error lists


def read_weights(path: Path) -> dict[str, Tensor]:
    """All arrays of a `.pth`, `.pt`, `.npz` or `.h5` file by name, as tensors of the CPU.

    A leading `module.` of PyTorch's names is taken off; a whole module, or a dict under the key
    `state_dict`, is opened.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing")
    ending = path.suffix.lower()
    if ending in (".pth", ".pt"):
        return _without_wrapper(read_pickled(path))
    if ending == ".npz":
        try:
            with numpy.load(path, allow_pickle=False) as arrays:
                return {name: torch.from_numpy(arrays[name]) for name in arrays.files}
        except (ValueError, OSError, TypeError) as error:
            raise ValueError(f"{path} cannot be read as arrays of numbers: {error}") from error
    if ending in (".h5", ".hdf5"):
        return _read_h5(path)
    raise ValueError(f"{path}: weights are read from .pth, .pt, .npz and .h5, not from {ending!r}")


def _without_wrapper(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix("module."): values for name, values in weights.items()}


def _read_h5(path: Path) -> dict[str, Tensor]:
    arrays: dict[str, Tensor] = {}

    def keep(name: str, item: object) -> None:
        if hasattr(item, "shape"):  # a data set, not a folder
            arrays[name] = torch.from_numpy(numpy.asarray(item[()]))

    with open_h5(path) as file:
        file.visititems(keep)
    return arrays


def fill(
    network: nn.Module, weights: Mapping[str, Tensor], source: Path, unused: tuple[str, ...] = ()
) -> None:
    """Copy weights into a network by name; what does not fit is said name by name.

    unused: prefixes of names that the file may have and the network has not
    """
    wanted = network.state_dict()
    given = {name: values for name, values in weights.items() if not name.startswith(unused)}
    missing = [name for name in wanted if name not in given and not _counts_batches(name)]
    unknown = [name for name in given if name not in wanted and not _counts_batches(name)]
    shaped = [
        f"{name} {tuple(given[name].shape)} instead of {tuple(wanted[name].shape)}"
        for name in wanted
        if name in given and given[name].shape != wanted[name].shape
    ]
    faults = [
        f"{what} {_listed(names)}"
        for what, names in (
            ("missing are", missing),
            ("unknown are", unknown),
            ("of another shape are", shaped),
        )
        if names
    ]
    if faults:
        raise ValueError(f"{source} does not fit {type(network).__name__}: {'; '.join(faults)}")
    network.load_state_dict({name: given.get(name, wanted[name]) for name in wanted})


def _counts_batches(name: str) -> bool:
    return name.endswith(".num_batches_tracked")  # older files have none, and nothing reads it


def _listed(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
