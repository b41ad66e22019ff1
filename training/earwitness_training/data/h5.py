"""HDF5 files: h5py is asked for only where such a file is read or written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import h5py


def open_h5(path: Path, mode: Literal["r", "r+", "w"] = "r") -> h5py.File:
    """Open a file; errors name it."""
    try:
        import h5py
    except ImportError as error:
        raise ValueError(
            f"{path}: HDF5 files need the Python package h5py "
            "(Debian: apt-get install python3-h5py)"
        ) from error
    if mode != "w" and not path.is_file():
        raise FileNotFoundError(f"{path} is missing")
    try:
        return h5py.File(path, mode)
    except OSError as error:
        raise ValueError(f"{path} is no HDF5 file that can be opened: {error}") from error


def dataset(file: h5py.File, key: str) -> h5py.Dataset:
    """One data set of an open file; without it the error says what is there."""
    import h5py

    found = file.get(key)
    if not isinstance(found, h5py.Dataset):
        keys = ", ".join(sorted(file)) or "nothing"
        raise ValueError(f"{file.filename}: no data set '{key}' in it, it holds {keys}")
    return found
