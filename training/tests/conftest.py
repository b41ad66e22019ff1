"""Where the tests find reference tensors and media; both are optional."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
import torch

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture(autouse=True)
def one_thread_and_one_seed() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(20)


def _folder(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"../shared/{name} is missing: reference material is not part of the project")
    return folder


@pytest.fixture
def golden() -> Path:
    return _folder("golden")


@pytest.fixture
def teachers() -> Path:
    return _folder("teachers")


@pytest.fixture
def media() -> Path:
    return _folder("media")


@pytest.fixture
def att_net(golden: Path) -> dict[str, torch.Tensor]:
    with numpy.load(golden / "ave_att_net.npz") as arrays:
        return {name: torch.from_numpy(arrays[name]) for name in arrays.files if name != "meta"}


@pytest.fixture
def reference(golden: Path) -> Callable[[str], dict[str, torch.Tensor]]:
    """Reads all arrays of one reference file by its name, `meta` aside."""

    def read(name: str) -> dict[str, torch.Tensor]:
        with numpy.load(golden / f"{name}.npz") as arrays:
            return {key: torch.from_numpy(arrays[key]) for key in arrays.files if key != "meta"}

    return read
