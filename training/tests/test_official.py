"""Official weights: read without running anything, recognised, renamed, made into packs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import h5py
import numpy
import pytest
import torch
import yaml
from authors_weights import AttNet, assert_same, weights
from torch import Tensor

from earwitness_training.__main__ import main
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.official.network import official_avdln, official_localizer
from earwitness_training.official.recognition import Kind, chosen, kinds_of
from earwitness_training.official.weights import read_weights

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
