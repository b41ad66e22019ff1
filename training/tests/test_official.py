"""Official weights: read without running anything, recognised, renamed, made into packs."""

from __future__ import annotations

import copyreg
import hashlib
import os
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy
import pytest
import torch
import yaml
from torch import Tensor, nn

from earwitness_training.__main__ import main
from earwitness_training.official.network import official_avdln, official_localizer
from earwitness_training.official.pickled import RefusedPickle, read_pickled
from earwitness_training.official.recognition import Kind, chosen, kinds_of
from earwitness_training.official.weights import read_weights
from earwitness_training.onnx_graph import OnnxGraph

KINDS = {
    "avdln": ["avdln (full)"],
    "ave_att_net": ["avel (full)", "avel (weak)"],
    "ave_dmrn": ["dmrn (full)", "dmrn (weak)"],
    "cmran_full": ["cmran (full)"],
    "cmran_weak": ["cmran (weak)"],
    "derived_avsdn": ["avsdn (full)", "avsdn (weak)"],
    "psp_full": ["psp (full)"],
    "psp_weak": ["psp (weak)"],
}


class AttNet(nn.Module):
    """Layers as the authors' class has them, narrow, so that a pickle of it can be made."""

    def __init__(self, visual: int = 12, audio: int = 6, hidden: int = 5, classes: int = 4) -> None:
        super().__init__()
        self.lstm_audio = nn.LSTM(audio, hidden, batch_first=True, bidirectional=True)
        self.lstm_video = nn.LSTM(visual, hidden, batch_first=True, bidirectional=True)
        self.relu = nn.ReLU()
        self.affine_audio = nn.Linear(audio, 8)
        self.affine_video = nn.Linear(visual, 8)
        self.affine_v = nn.Linear(8, 49, bias=False)
        self.affine_g = nn.Linear(8, 49, bias=False)
        self.affine_h = nn.Linear(49, 1, bias=False)
        self.L1 = nn.Linear(4 * hidden, 7)
        self.L2 = nn.Linear(7, classes)


@pytest.fixture
def authors_class() -> Iterator[type[nn.Module]]:
    """The class under the authors' name, as long as pickles of it are made."""
    module = types.ModuleType("models")
    named = type("att_Net", (AttNet,), {"__module__": "models"})
    module.att_Net = named
    sys.modules["models"] = module
    yield named
    sys.modules.pop("models", None)


def weights() -> dict[str, Tensor]:
    return {name: values.clone() for name, values in AttNet().state_dict().items()}


def assert_same(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> None:
    assert set(ours) == set(theirs)
    for name, values in theirs.items():
        assert ours[name].dtype == torch.float32
        assert torch.equal(ours[name], values.float())


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


def test_kernels_of_keras_are_turned(tmp_path: Path) -> None:
    shapes = {1: (12, 9), 2: (9, 5), 3: (6, 9), 4: (9, 5)}
    kernels = {k: torch.randn(shape) for k, shape in shapes.items()}
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        for k, kernel in kernels.items():
            group = file.create_group(f"dense_{k}/dense_{k}")
            group["kernel:0"] = kernel.numpy()
            group["bias:0"] = numpy.full(kernel.shape[1], k, numpy.float32)
    network = official_avdln(read_weights(path), any_widths=True)
    assert torch.equal(network.visual[0].weight, kernels[1].t())
    assert torch.equal(network.audio[2].weight, kernels[4].t())
    assert network.audio[0].bias.tolist() == [3] * 9


@pytest.mark.parametrize("file", KINDS)
def test_networks_are_recognised_by_their_weights(golden: Path, file: str) -> None:
    assert [str(kind) for kind in kinds_of(read_weights(golden / f"{file}.npz"))] == KINDS[file]


def test_systems_are_told_apart_by_their_layers() -> None:
    whole = weights()
    attention = {name for name in whole if name.startswith("affine_")}
    audio = {name for name in whole if name.startswith("lstm_audio")}
    video = {name for name in whole if name.startswith("lstm_video")}
    one = {**whole, "L1.weight": whole["L1.weight"][:, :10]}

    def architectures(given: dict[str, Tensor], left_out: set[str]) -> set[str]:
        kinds = kinds_of({name: v for name, v in given.items() if name not in left_out})
        return {kind.architecture for kind in kinds}

    assert architectures(whole, set()) == {"avel"}
    assert architectures(whole, attention) == {"avel-av"}
    assert architectures(one, video | attention) == {"avel-a"}
    assert architectures(one, audio | attention) == {"avel-v"}
    assert architectures(one, audio) == {"avel-vatt"}
    assert architectures(one, set()) == set()  # a head of one track above two
    assert architectures(whole, audio | video) == set()


def test_what_the_names_leave_open_the_caller_must_say() -> None:
    with pytest.raises(ValueError, match=r"avel \(full\) or avel \(weak\): say which with"):
        chosen(weights(), None, None)
    assert chosen(weights(), None, "weak") == Kind("avel", "weak")
    with pytest.raises(ValueError, match=r"are of avel \(full\) or avel \(weak\), not of psp full"):
        chosen(weights(), "psp", "full")
    with pytest.raises(ValueError, match="of no network known here: x"):
        chosen({"x": torch.zeros(1)}, None, None)


def test_foreign_missing_and_misshapen_weights_are_named() -> None:
    kind = Kind("avel")
    with pytest.raises(ValueError, match="affine_w.weight is no weight .* nearest .* affine_"):
        official_localizer({**weights(), "affine_w.weight": torch.zeros(1)}, kind, {}, True)
    lacking = {name: v for name, v in weights().items() if name != "L1.bias"}
    with pytest.raises(ValueError, match=r"missing weights \['head.0.bias'\]"):
        official_localizer(lacking, kind, {}, True)
    bent = {**weights(), "affine_g.weight": torch.zeros(49, 9)}
    with pytest.raises(ValueError, match=r"audio_units.weight has shape \[49, 9\], but \[49, 8\]"):
        official_localizer(bent, kind, {}, True)


def test_other_widths_than_the_papers_need_a_word() -> None:
    with pytest.raises(ValueError, match="visual features of width 12, not 512 or 2048"):
        official_localizer(weights(), Kind("avel"))
    deep = AttNet(visual=2048, audio=128).state_dict()
    assert official_localizer(deep, Kind("avel")).sizes.visual == 2048


@pytest.mark.parametrize("file", ["psp_full", "psp_weak", "cmran_full", "cmran_weak"])
def test_weights_that_no_forward_pass_reads_are_dropped(golden: Path, file: str) -> None:
    read = read_weights(golden / f"{file}.npz")
    kind = kinds_of(read)[0]
    # The reference files fill them with sevens; no weight that is kept is all sevens.
    unread = {name for name, values in read.items() if bool((values == 7).all())}
    assert len(unread) > 2
    kept = official_localizer(read, kind).state_dict()
    assert not any(bool((values == 7).all()) for values in kept.values())
    without = {name: values for name, values in read.items() if name not in unread}
    assert_same(official_localizer(without, kind).state_dict(), kept)


def saved(tmp_path: Path, **sizes: int) -> Path:
    path = tmp_path / "weights.pt"
    torch.save(AttNet(visual=512, audio=128, **sizes).state_dict(), path)
    return path


def import_words(checkpoint: Path, out: Path, *more: str) -> list[str]:
    words = ["import", "--architecture", "avel", "--supervision", "full"]
    return [*words, "--checkpoint", str(checkpoint), "--out", str(out), *more]


@torch.no_grad()
def test_import_writes_a_pack_of_features(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint, out = saved(tmp_path), tmp_path / "pack"
    labels = tmp_path / "labels.txt"
    labels.write_text("bark\nbell\nvoice\n", encoding="utf-8")
    words = import_words(checkpoint, out, "--look-ahead", "2", "--labels", str(labels))
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert "is avel (full)" in printed
    assert f"./earwitness pack verify {out}" in printed
    manifest = yaml.safe_load((out / "pack.yaml").read_text(encoding="utf-8"))
    assert manifest["labels"] == ["bark", "bell", "voice", "background"]
    assert (manifest["architecture"], manifest["look_ahead"]) == ("avel", 2)
    assert manifest["visual"]["encoder"] == manifest["audio"]["encoder"] == "features"
    assert manifest["visual"]["frames"] == 0
    digest = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    card = (out / "card.md").read_text(encoding="utf-8")
    assert f"| `weights.pt` | `{digest}` |" in card
    assert "Licence: unknown" in card
    network = official_localizer(read_weights(checkpoint), Kind("avel"), {"look_ahead": 2})
    maps, vectors, ones = torch.rand(3, 7, 7, 512), torch.rand(3, 128), torch.ones(3)
    given = {"visual_features": maps, "audio_features": vectors}
    masks = {"visual_mask": ones, "audio_mask": ones}
    kept = OnnxGraph(out / "encode.onnx").run({**given, **masks})
    expected = network.attend(maps[:, None], vectors[:, None], ones[:, None], ones[:, None])
    torch.testing.assert_close(kept["attended"], expected.visual[:, 0], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(kept["attention"], expected.attention[:, 0], atol=1e-5, rtol=0)


def test_import_takes_the_labels_of_ave_where_they_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pack"
    assert main(import_words(saved(tmp_path, classes=29), out)) == 0
    labels = yaml.safe_load((out / "pack.yaml").read_text(encoding="utf-8"))["labels"]
    assert (labels[0], labels[27], labels[28]) == ("Church bell", "Mandolin", "background")
    assert main(import_words(saved(tmp_path, classes=4), out)) == 2
    assert "4 outputs, AVE has 29: name them with --labels" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--look-ahead", "10"], "look_ahead must be 0 .. window - 1 = 9, not 10"),
        (["--architecture", "avek"], "no architecture 'avek'; did you mean 'avel'?"),
        (["--audio-weights", "x.npz"], "--visual-weights and --audio-weights belong together"),
    ],
)
def test_import_refuses_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    out = tmp_path / "pack"
    assert main(import_words(saved(tmp_path, classes=29), out, *more)) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not out.exists()


def test_avdln_becomes_a_graph_of_distances_for_any_number_of_seconds(tmp_path: Path) -> None:
    shapes = {1: (512, 16), 2: (16, 4), 3: (128, 16), 4: (16, 4)}
    draw = numpy.random.default_rng(8).normal
    arrays = {f"sd/dense_{k}/kernel": draw(size=s).astype("f4") for k, s in shapes.items()}
    arrays.update({f"sd/dense_{k}/bias": numpy.ones(s[1], "f4") for k, s in shapes.items()})
    checkpoint, out = tmp_path / "weights.npz", tmp_path / "sync"
    numpy.savez(checkpoint, **arrays)
    assert main(["import", "--checkpoint", str(checkpoint), "--out", str(out)]) == 0
    network = official_avdln(read_weights(checkpoint))
    graph = OnnxGraph(out / "sync.onnx")
    for seconds in (4, 9):
        maps, vectors = torch.rand(2, seconds, 7, 7, 512), torch.rand(2, seconds, 128)
        with torch.no_grad():
            expected = network(maps, vectors)[2]
        ours = graph.run({"visual": maps, "audio": vectors})["distance"]
        torch.testing.assert_close(ours, expected, atol=1e-5, rtol=1e-5)
