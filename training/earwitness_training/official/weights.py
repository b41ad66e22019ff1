"""Weights in the files that the authors publish: NumPy archives, PyTorch files, Keras files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import h5py
import numpy
import torch
from torch import Tensor

from earwitness_training.weights.pickled import read_pickled

_HDF5 = b"\x89HDF\r\n\x1a\n"
_PREFIX = "sd/"


def read_weights(path: Path) -> dict[str, Tensor]:
    """Tensors by the authors' names, float32; which kind of file it is its content says.

    A leading `module.` is taken off, kernels of Keras are named `dense_k.kernel`, tensors of whole
    numbers are left out. Raises FileNotFoundError, or ValueError that names the file.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; name a checkpoint (.npz, .pt, .h5)")
    with path.open("rb") as stream:
        start = stream.read(len(_HDF5))
    if start == _HDF5:
        tensors = _of_keras(path)
    elif _is_numpy(path):
        tensors = _of_numpy(path)
    else:
        tensors = read_pickled(path)
    return plain(tensors)


def plain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Float32 under names without `module.` (of a data-parallel wrapper)."""
    return {
        name.removeprefix("module."): values.to(torch.float32)
        for name, values in tensors.items()
        if values.is_floating_point()
    }


def _is_numpy(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith(".npy") for name in archive.namelist())


def _of_numpy(path: Path) -> dict[str, Tensor]:
    """Arrays under `sd/`, or all where no name starts so."""
    try:
        with numpy.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            names = [name for name in arrays.files if name.startswith(_PREFIX)]
            return {
                name.removeprefix(_PREFIX).replace("/", "."): torch.from_numpy(arrays[name])
                for name in names or arrays.files
                if arrays[name].dtype.kind in "fiub"
            }
    except ValueError as error:
        raise ValueError(f"{path}: an array cannot be read: {error}") from error


def _of_keras(path: Path) -> dict[str, Tensor]:
    """Datasets `dense_k/dense_k/kernel:0` as `dense_k.kernel`; also of whole saved models."""
    found: dict[str, Tensor] = {}

    def visit(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
            parts = name.split(":")[0].split("/")[-2:]
            found[".".join(parts)] = torch.from_numpy(numpy.asarray(item))

    try:
        with h5py.File(path, "r") as archive:
            layers = archive.get("model_weights", archive)
            layers.visititems(visit)
    except OSError as error:
        raise ValueError(f"{path}: not an HDF5 file: {error}") from error
    return found
