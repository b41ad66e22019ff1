"""`./train import` of networks that `./train fit` kept, and packs with standard backbones."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
import torch
import yaml
from ave_miniature import write
from torch import Tensor, nn

from earwitness_training.__main__ import main
from earwitness_training.ave.annotations import CATEGORIES
from earwitness_training.backbones import standard
from earwitness_training.backbones.standard import StandardVisualEncoder
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.networks.catalogue import build
from earwitness_training.networks.window_form import score_windows
from earwitness_training.weights import localizer_file
from earwitness_training.weights.localizer_file import TrainedLocalizer

SMALL = {"visual": 8, "audio": 6, "outputs": 4, "common": 5, "recurrent": 4, "hidden": 7}
LABELS = ["bark", "bell", "voice", "background"]


def kept(path: Path, architecture: str = "avel", sizes: dict | None = None, **facts) -> Path:
    network = build(architecture, SMALL if sizes is None else sizes).eval()
    localizer_file.save(TrainedLocalizer(architecture, network, facts), path)
    return path


def manifest_of(pack: Path) -> dict:
    return yaml.safe_load((pack / "pack.yaml").read_text(encoding="utf-8"))


def import_words(checkpoint: Path, out: Path, *more: str) -> list[str]:
    return ["import", "--checkpoint", str(checkpoint), "--out", str(out), *more]


def test_a_network_trained_on_ave_becomes_a_pack_that_says_what_it_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    miniature = write(tmp_path / "ave")
    fit = ["fit", "--data", "ave", "--ave", str(miniature.folder), "--work", str(tmp_path)]
    assert main([*fit, "--epochs", "1", "--batch", "9", "--device", "cpu", "--seed", "4"]) == 0
    checkpoint, out = tmp_path / "ave/avel-full-seed=4.pt", tmp_path / "pack"
    assert main(import_words(checkpoint, out, "--look-ahead", "1")) == 0
    assert "is avel (full)" in capsys.readouterr().out
    manifest = manifest_of(out)
    assert manifest["labels"] == [*CATEGORIES, "background"]
    assert (manifest["architecture"], manifest["look_ahead"]) == ("avel", 1)
    trained = localizer_file.load(checkpoint)
    assert manifest["provenance"] == {
        "trained_on": "AVE",
        "mode": "clip",
        "source": "own",
        "seed": 4,
        "accuracy_on_val": round(trained.facts["val_accuracy"], 4),
        "accuracy_clip": round(trained.facts["test_accuracy"], 4),
    }
    card = (out / "card.md").read_text(encoding="utf-8")
    assert "Trained with `./train` on AVE in clip form." in card
    assert "Nothing was" not in card
    sizes = localizer_file.chosen_sizes("avel", trained.network)
    network = build("avel", {**sizes, "look_ahead": 1})
    network.load_state_dict(trained.network.state_dict())
    maps = torch.from_numpy(miniature.visual[0])
    vectors, ones = torch.from_numpy(miniature.audio[0]), torch.ones(10)
    given = {"visual_features": maps, "audio_features": vectors}
    attended = OnnxGraph(out / "encode.onnx").run(
        {**given, "visual_mask": ones, "audio_mask": ones}
    )["attended"]
    window = {"attended": attended[None], "audio": vectors[None]}
    masks = {"visual_mask": ones[None], "audio_mask": ones[None]}
    ran = OnnxGraph(out / "localize.onnx").run({**window, **masks})
    with torch.no_grad():
        network.eval()
        held = network.attend(maps[None], vectors[None], ones[None], ones[None])
        scores = score_windows(network, held.visual, vectors[None], ones[None], ones[None])
    expected = torch.softmax(scores.event[0, 8], dim=0)  # its window is the whole clip
    torch.testing.assert_close(ran["probabilities"][0], expected, atol=1e-5, rtol=1e-5)


def test_what_a_training_kept_decides_where_the_caller_does_not(tmp_path: Path) -> None:
    sizes = {**SMALL, "look_ahead": 3}
    checkpoint = kept(tmp_path / "net.pt", sizes=sizes, labels=LABELS, form="window", seed=2)
    assert main(import_words(checkpoint, tmp_path / "own")) == 0
    manifest = manifest_of(tmp_path / "own")
    assert (manifest["look_ahead"], manifest["labels"]) == (3, LABELS)
    told = {"trained_on": "mini-ave", "mode": "window", "source": "own", "seed": 2}
    assert manifest["provenance"] == told
    names = tmp_path / "labels.txt"
    names.write_text("one\ntwo\nthree\n", encoding="utf-8")
    more = ("--look-ahead", "0", "--labels", str(names), "--architecture", "avel")
    assert main(import_words(checkpoint, tmp_path / "other", *more)) == 0
    manifest = manifest_of(tmp_path / "other")
    assert (manifest["look_ahead"], manifest["labels"][:2]) == (0, ["one", "two"])


def test_weak_psp_and_cmran_of_ours_keep_their_rules(tmp_path: Path) -> None:
    width = {"visual": 8, "audio": 6, "outputs": 4}
    weak = kept(tmp_path / "psp.pt", "psp", {**width, "supervision": "weak"}, labels=LABELS)
    assert main(import_words(weak, tmp_path / "psp", "--architecture", "psp-weak")) == 0
    assert manifest_of(tmp_path / "psp")["architecture"] == "psp-weak"
    small = {"common": 8, "squeeze": 6, "space": 5, "state": 8, "feed_forward": 12}
    full = kept(tmp_path / "cmran.pt", "cmran", {**width, **small}, labels=LABELS)
    assert main(import_words(full, tmp_path / "cmran")) == 0
    assert manifest_of(tmp_path / "cmran")["decision"] == "relevance"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--architecture", "psp"], "net.pt: the weights are of avel (full), not of psp"),
        (["--supervision", "weak"], "the weights are of avel (full), not of weak"),
        (["--look-ahead", "10"], "look_ahead must be 0 .. window - 1 = 9, not 10"),
        ([], "the network has 4 outputs, AVE has 29: name them with --labels"),
    ],
)
def test_import_of_our_own_refuses_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    checkpoint, out = kept(tmp_path / "net.pt"), tmp_path / "pack"
    assert main(import_words(checkpoint, out, *more)) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not out.exists()


def test_a_kept_network_with_other_weights_than_its_sizes_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = kept(tmp_path / "net.pt")
    held = torch.load(checkpoint)
    del held["state"]["head.0.weight"]
    torch.save(held, checkpoint)
    assert main(import_words(checkpoint, tmp_path / "pack")) == 2
    error = capsys.readouterr().err
    assert "net.pt" in error
    assert "missing weights ['head.0.weight']" in error


class SmallPictures(nn.Module):
    """Stands for VGG-19: the same ports, few weights."""

    channels = 512

    def __init__(self) -> None:
        super().__init__()
        self.fold = nn.Conv2d(3, 512, kernel_size=32, stride=32)

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.relu(self.fold(pictures))


class SmallSounds(nn.Module):
    """Stands for VGGish above its log-mel picture."""

    channels = 128

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(64, 128)

    def forward(self, mel: Tensor) -> Tensor:
        return torch.relu(self.last(mel.reshape(-1, 96, 64).mean(dim=1)))


@torch.no_grad()
def test_with_weights_of_backbones_the_pack_takes_media(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(standard.VISUAL_BACKBONES, "vgg19", SmallPictures)
    monkeypatch.setattr(standard, "Vggish", SmallSounds)
    torch.save(SmallPictures().state_dict(), tmp_path / "pictures.pth")
    sounds = {name: values.numpy() for name, values in SmallSounds().state_dict().items()}
    numpy.savez(tmp_path / "sounds.npz", **sounds)
    sizes = {**SMALL, "visual": 512, "audio": 128}
    checkpoint, out = kept(tmp_path / "net.pt", sizes=sizes, labels=LABELS), tmp_path / "pack"
    weights = ("--visual-weights", str(tmp_path / "pictures.pth"))
    weights += ("--audio-weights", str(tmp_path / "sounds.npz"), "--frames", "2")
    assert main(import_words(checkpoint, out, *weights)) == 0
    assert f"./earwitness run --pack {out} FILE" in capsys.readouterr().out
    manifest = manifest_of(out)
    assert (manifest["visual"]["encoder"], manifest["visual"]["frames"]) == ("vgg19", 2)
    assert manifest["audio"]["encoder"] == "vggish"
    card = (out / "card.md").read_text(encoding="utf-8")
    assert "frames (2 a second)" in card
    assert "| pictures | `pictures.pth` |" in card
    frames = torch.randint(0, 256, (3, 2, 224, 224, 3), dtype=torch.uint8)
    waveform, ones = 0.2 * torch.randn(3, 16000), torch.ones(3)
    ran = OnnxGraph(out / "encode.onnx").run(
        {"frames": frames, "waveform": waveform, "visual_mask": ones, "audio_mask": ones}
    )
    visual = StandardVisualEncoder("vgg19", "torchvision")
    visual.trunk.load_state_dict(torch.load(tmp_path / "pictures.pth"))
    audio = standard.read_audio_encoder(tmp_path / "sounds.npz")
    network = localizer_file.load(checkpoint).network
    vectors = audio(waveform)
    held = network.attend(visual(frames)[:, None], vectors[:, None], ones[:, None], ones[:, None])
    torch.testing.assert_close(ran["audio"], vectors, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(ran["attended"], held.visual[:, 0], atol=1e-3, rtol=1e-3)
