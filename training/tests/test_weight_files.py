"""Reading official weights: every container, and nothing that a pickle wants to run."""

from __future__ import annotations

import copyreg
import os
import pickle
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from authors_weights import assert_same, authors_class, weights
from torch import Tensor, nn

from earwitness_training.official.weights import read_weights
from earwitness_training.weights.pickled import RefusedPickle, read_pickled

__all__ = ["authors_class"]


@pytest.mark.parametrize("zipped", [True, False], ids=["archive", "stream"])
@pytest.mark.parametrize("prefix", ["", "module."])
def test_a_state_dict_is_read_in_both_containers(tmp_path: Path, zipped: bool, prefix: str) -> None:
    theirs = weights()
    saved = OrderedDict((prefix + name, values.double()) for name, values in theirs.items())
    path = tmp_path / "weights.pt"
    torch.save(saved, path, _use_new_zipfile_serialization=zipped)
    assert_same(read_weights(path), theirs)


def test_tensors_that_share_a_storage_keep_their_strides(tmp_path: Path) -> None:
    whole = torch.arange(24.0).reshape(4, 6)
    theirs = {"turned": whole.t(), "row": whole[2], "columns": whole[:, 1::2]}
    for zipped in (True, False):
        path = tmp_path / f"{zipped}.pt"
        torch.save(theirs, path, _use_new_zipfile_serialization=zipped)
        assert_same(read_weights(path), theirs)


@pytest.mark.parametrize("zipped", [True, False], ids=["archive", "stream"])
@pytest.mark.filterwarnings("ignore:Couldn't retrieve source code")
def test_a_pickled_module_is_read_without_its_class(
    tmp_path: Path, authors_class: type[nn.Module], zipped: bool
) -> None:
    network = authors_class()
    path = tmp_path / "module.pt"
    torch.save(network, path, _use_new_zipfile_serialization=zipped)
    del sys.modules["models"]
    assert_same(read_weights(path), network.state_dict())


def test_tensors_of_a_graphics_card_are_read_without_one(tmp_path: Path) -> None:
    path, tagged = tmp_path / "weights.pt", tmp_path / "tagged.pt"
    torch.save(weights(), path)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tagged, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name).replace(b"ctorch\nFloat", b"ctorch.cuda\nFloat")
            copy.writestr(name, content.replace(b"\x03\x00\x00\x00cpu", b"\x06\x00\x00\x00cuda:0"))
    assert b"torch.cuda" in tagged.read_bytes()
    read = read_weights(tagged)
    assert_same(read, read_weights(path))
    assert {values.device.type for values in read.values()} == {"cpu"}


class OldParameter:
    """Pickles as PyTorch 0.3 wrote parameters: made from a tensor, then given its state."""

    __module__ = "torch.nn.old_params"

    def __init__(self, data: Tensor) -> None:
        self.data = data

    def __reduce__(self) -> tuple[Any, ...]:
        return copyreg.__newobj__, (type(self), self.data), (True, False, OrderedDict())


def test_parameters_of_the_oldest_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OldParameter, "__new__", lambda cls, data=None: object.__new__(cls))
    monkeypatch.setitem(sys.modules, "torch.nn.old_params", sys.modules[__name__])
    values = torch.randn(3, 2)
    path = tmp_path / "old.pt"
    state = OrderedDict([("L1.weight", OldParameter(values))])
    torch.save(state, path, _use_new_zipfile_serialization=False)
    old, new = b"ctorch.nn.old_params\nOldParameter\n", b"ctorch.nn.parameter\nParameter\n"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    assert_same(read_weights(path), {"L1.weight": values})


def test_weights_inside_a_training_checkpoint_are_found(tmp_path: Path) -> None:
    theirs = weights()
    path = tmp_path / "checkpoint.pt"
    torch.save({"epoch": 7, "state_dict": theirs, "lr": 0.1}, path)
    assert_same(read_weights(path), theirs)


class Evil:
    """A pickle of it calls what it was given."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.call


@pytest.mark.parametrize("container", ["archive", "stream", "bare"])
@pytest.mark.parametrize(
    "function", [os.system, exec, getattr, torch.load], ids=lambda function: function.__name__
)
def test_nothing_in_a_pickle_is_run(
    tmp_path: Path, container: str, function: Callable[..., Any]
) -> None:
    trace = tmp_path / "trace"
    code = f"import pathlib; pathlib.Path({str(trace)!r}).write_text('ran')"
    arguments = {"system": (f"touch {trace}",), "exec": (code,)}.get(function.__name__, ("a", "b"))
    saved = {"L1.weight": torch.zeros(2, 2), "L2.weight": Evil(function, *arguments)}
    path = tmp_path / "evil.pt"
    if container == "bare":
        path.write_bytes(pickle.dumps(saved["L2.weight"], protocol=2))
    else:
        torch.save(saved, path, _use_new_zipfile_serialization=container == "archive")
    with pytest.raises(RefusedPickle, match=rf"evil.pt: refused.*\.{function.__name__}"):
        read_pickled(path)
    assert not trace.exists()
    # The file is what it is taken for: the ordinary way would have run it.
    if function is exec:
        if container == "bare":
            pickle.loads(path.read_bytes())
        else:
            torch.load(path)
        assert trace.read_text(encoding="utf-8") == "ran"


def test_a_module_cannot_smuggle_a_function_past_its_class(
    tmp_path: Path, authors_class: type[nn.Module]
) -> None:
    trace = tmp_path / "trace"
    network = authors_class()
    network.note = Evil(os.system, f"touch {trace}")
    path = tmp_path / "module.pt"
    torch.save(network, path)
    with pytest.raises(RefusedPickle, match=r"refused, the file wants posix.system"):
        read_weights(path)
    assert not trace.exists()


def test_an_archive_with_a_wrong_storage_is_refused(tmp_path: Path) -> None:
    path, broken = tmp_path / "whole.pt", tmp_path / "broken.pt"
    torch.save({"L1.weight": torch.arange(6.0).reshape(2, 3)}, path)
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            copy.writestr(name, content[:-4] if "/data/" in name else content)
    with pytest.raises(ValueError, match="a storage of 6 values has 20 bytes"):
        read_weights(broken)


def test_a_tensor_larger_than_its_values_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.pt"
    torch.save({"L1.weight": torch.zeros(1).expand(1000, 1000)}, path)
    with pytest.raises(ValueError, match=r"a tensor \[1000, 1000\] over 1 values"):
        read_weights(path)


def test_what_is_no_weight_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing.pt"):
        read_weights(tmp_path / "missing.pt")
    text = tmp_path / "text.pt"
    text.write_text("no weights", encoding="utf-8")
    with pytest.raises(ValueError, match="text.pt: not a PyTorch file"):
        read_weights(text)
    empty = tmp_path / "empty.pt"
    torch.save({"epoch": 3}, empty)
    with pytest.raises(ValueError, match="neither a state dict nor a module"):
        read_weights(empty)
