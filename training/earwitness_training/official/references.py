"""Files of reference tensors: weights, inputs and what the authors' code makes of them.

A file may lean on another one of its folder for inputs or weights. It names it in its `meta`; where
it does not, the one file of the folder whose content fits is taken.
"""

from __future__ import annotations

import fnmatch
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor

from earwitness_training.official.weights import plain

_FILE_NAME = re.compile(r"[A-Za-z0-9_.-]+")


class NotRecognised(ValueError):
    """What a file holds cannot be told, or what it leans on is missing."""


@dataclass(frozen=True)
class Reference:
    """One file; arrays by their keys."""

    path: Path
    arrays: Mapping[str, Tensor]
    meta: Mapping[str, Any]

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @cached_property
    def weights(self) -> dict[str, Tensor]:
        """Official weights of this file alone, float32."""
        return plain(
            {
                name.removeprefix("sd/").replace("/", "."): values
                for name, values in self.arrays.items()
                if name.startswith("sd/")
            }
        )

    @property
    def has_inputs(self) -> bool:
        """Whether clips are in the file."""
        return "in/audio" in self.arrays and "in/video" in self.arrays

    def names(self, prefix: str) -> list[str]:
        """Keys that start with a prefix, in the order of the file."""
        return [name for name in self.arrays if name.startswith(prefix)]


class ReferenceFolder:
    """All `*.npz` of a folder, each read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.paths = sorted(Path(folder).glob("*.npz"))
        if not self.paths:
            raise FileNotFoundError(f"{folder}: there is no .npz file of reference tensors")
        self._read: dict[Path, Reference] = {}

    def read(self, path: Path) -> Reference:
        """One file of the folder; ValueError where it is no NumPy archive."""
        if path not in self._read:
            self._read[path] = _read(path)
        return self._read[path]

    def inputs_of(
        self, reference: Reference, fits: Callable[[Mapping[str, Tensor]], bool]
    ) -> Reference:
        """The file that holds the clips of this one: itself, or the one it names.

        fits: whether weights are those of the file that is meant, for a `meta` that names none
        """
        if reference.has_inputs:
            return reference
        named = self._named(str(reference.meta.get("inputs", ""))) or self._others(reference)
        return self._only(
            named, lambda file: file.has_inputs and (len(named) == 1 or fits(file.weights)), "clips"
        )

    def weights_of(
        self, reference: Reference, told: str, fits: Callable[[Mapping[str, Tensor]], bool]
    ) -> list[Reference]:
        """The files whose weights a text of `meta` names, in its order.

        fits: whether weights of a file are those that are meant, for a `meta` that names none
        """
        named = self._named(told)
        if named:
            return named
        return [self._only(self._others(reference), lambda file: fits(file.weights), "weights")]

    def first_layers(self) -> list[Reference]:
        """Files that hold nothing but an `L1` of the systems with one track."""
        return [
            file
            for file in map(self._readable, self.paths)
            if file is not None and set(file.weights) == {"L1.weight", "L1.bias"}
        ]

    def _readable(self, path: Path) -> Reference | None:
        try:
            return self.read(path)
        except ValueError:
            return None  # said in the line of that file

    def _named(self, text: str) -> list[Reference]:
        """Files of the folder whose name is in the text, in its order."""
        stems = {path.stem: path for path in self.paths}
        words = [word.strip(".").removesuffix(".npz") for word in _FILE_NAME.findall(text)]
        return [self.read(stems[word]) for word in dict.fromkeys(words) if word in stems]

    def _others(self, reference: Reference) -> list[Reference]:
        files = (self._readable(path) for path in self.paths if path != reference.path)
        return [file for file in files if file is not None]

    def _only(
        self, candidates: list[Reference], fits: Callable[[Reference], bool], what: str
    ) -> Reference:
        fitting = [other for other in candidates if fits(other)]
        if len(fitting) != 1:
            names = " and ".join(other.path.name for other in fitting) or "no file of the folder"
            raise NotRecognised(f"its {what} are in another file, and {names} could be that one")
        return fitting[0]


def by_pattern(table: Any, name: str) -> str:
    """The text that a table of `meta` gives for a name; its keys may have wildcards."""
    if not isinstance(table, Mapping):
        return ""
    for pattern, text in table.items():
        if fnmatch.fnmatchcase(name, str(pattern)):
            return str(text)
    return ""


def _read(path: Path) -> Reference:
    try:
        with numpy.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            arrays = {
                name: torch.from_numpy(archive[name])
                for name in archive.files
                if archive[name].dtype.kind in "fiub"
            }
            text = str(archive["meta"]) if "meta" in archive.files else "{}"
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise NotRecognised(f"not a NumPy archive: {error}") from error
    try:
        meta = json.loads(text)
    except json.JSONDecodeError:
        meta = {}
    arrays = {name: v.float() if v.dtype == torch.float64 else v for name, v in arrays.items()}
    return Reference(path, arrays, meta if isinstance(meta, dict) else {})
