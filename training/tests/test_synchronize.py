"""`./train synchronize`: cross-modality localization on AVE by its own splits."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
import torch
from ave_miniature import Miniature, write, write_h5

from earwitness_training.__main__ import main
from earwitness_training.ave.cross_modality import PairedClips, paired_clips, retrieve
from earwitness_training.ave.data_set import Ave
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.networks.avdln import Avdln, AvdlnSizes
from earwitness_training.networks.dcca import Dcca
from earwitness_training.weights import embedding_file


@pytest.fixture(scope="module")
def miniature(tmp_path_factory: pytest.TempPathFactory) -> Miniature:
    return write(tmp_path_factory.mktemp("ave"), clips=60, width=16 * 17)


def synchronize(miniature: Miniature, work: Path, *more: str) -> int:
    words = ["synchronize", "--ave", str(miniature.folder), "--work", str(work)]
    return main([*words, "--learning-rate", "0.005", *more])


def clips_of(miniature: Miniature, split: str) -> PairedClips:
    with Ave(miniature.folder, matching=True) as ave:
        return paired_clips(ave, split)


def test_clips_of_the_matching_splits_are_means_of_their_maps(miniature: Miniature) -> None:
    assert miniature.matching["test"] != miniature.splits["test"]
    clips = clips_of(miniature, "test")
    rows = miniature.matching["test"]
    means = torch.from_numpy(miniature.visual[rows].mean(axis=(2, 3)))
    torch.testing.assert_close(clips.visual, means, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(clips.audio, torch.from_numpy(miniature.audio[rows]))
    assert clips.labels.tolist() == miniature.labels[rows].tolist()
    assert clips.names[0] == f"{rows[0]} (video_{rows[0]:02})"


def test_avdln_learns_the_miniature_and_says_the_papers_numbers(
    miniature: Miniature, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "part"
    assert synchronize(miniature, tmp_path, "--epochs", "30", "--out", str(out)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("train 36, val 12, test 12 clips to match; labels given")
    losses = [float(line.split()[-1]) for line in lines if line.startswith("epoch ")]
    assert len(losses) == 30
    assert losses[-1] < 0.2 * losses[0]
    trained = embedding_file.load(tmp_path / "ave/avdln-seed=0.pt")
    test = clips_of(miniature, "test")
    found, chance = retrieve(trained.network, test), retrieve(Avdln(trained.network.sizes), test)
    assert min(found.a2v, found.v2a) > max(0.7, chance.a2v, chance.v2a)
    assert trained.facts["test"] == {"a2v": found.a2v, "v2a": found.v2a, "clips": 12}
    told = f"test A2V {found.a2v:.1%}, V2A {found.v2a:.1%} of 12 clips"
    assert lines[-1] == f"avdln (272): {told}; paper: none with these features"
    assert f"{told[5:]}." in (out / "card.md").read_text(encoding="utf-8")


def test_the_papers_numbers_stand_beside_those_of_the_same_features(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = write(tmp_path / "ave", clips=10)
    shifted = ("--epochs", "1", "--negatives", "shifted", "--seed", "3")
    assert synchronize(small, tmp_path, *shifted) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("avdln negatives=shifted (vgg19): test A2V ")
    assert last.endswith("paper: A2V 44.8 %, V2A 35.6 % (Tian et al., ECCV 2018)")
    assert (tmp_path / "ave/avdln-negatives=shifted-seed=3.pt").is_file()


def test_dcca_is_kept_and_exported_with_its_projection(
    miniature: Miniature, tmp_path: Path
) -> None:
    out = tmp_path / "part"
    words = ("--method", "dcca", "--components", "3", "--epochs", "10", "--batch", "64")
    assert synchronize(miniature, tmp_path, *words, "--out", str(out)) == 0
    trained = embedding_file.load(tmp_path / "ave/dcca-components=3-seed=0.pt")
    assert isinstance(trained.network, Dcca)
    assert float(trained.network.visual_projection.abs().sum()) > 0
    maps, vectors = torch.rand(2, 7, 7, 7, 272), torch.rand(2, 7, 128)
    ran = OnnxGraph(out / "sync.onnx").run({"visual": maps, "audio": vectors})
    names = ("visual_embedding", "audio_embedding", "distance")
    with torch.no_grad():
        expected = trained.network(maps, vectors)
    for name, ours in zip(names, expected, strict=True):
        torch.testing.assert_close(ran[name], ours, atol=1e-4, rtol=1e-4)
    assert ran["visual_embedding"].shape == (2, 7, 3)


def test_a_kept_network_is_imported_as_a_graph(tmp_path: Path) -> None:
    network = Avdln(AvdlnSizes(visual=8, audio=6, hidden=5, embedding=4))
    kept, out = tmp_path / "avdln.pt", tmp_path / "part"
    facts = {"data": "ave", "test": {"a2v": 0.25, "v2a": 0.5, "clips": 8}}
    embedding_file.save(embedding_file.TrainedEmbedding("avdln", network, facts), kept)
    assert main(["import", "--checkpoint", str(kept), "--out", str(out)]) == 0
    card = (out / "card.md").read_text(encoding="utf-8")
    assert "Exact seconds on the test split: A2V 25.0%, V2A 50.0% of 8 clips." in card
    maps, vectors = torch.rand(1, 3, 7, 7, 8), torch.rand(1, 3, 6)
    ran = OnnxGraph(out / "sync.onnx").run({"visual": maps, "audio": vectors})
    with torch.no_grad():
        torch.testing.assert_close(ran["distance"], network(maps, vectors)[2])


def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = write(tmp_path / "ave", clips=10, width=8)
    assert synchronize(small, tmp_path, "--device", "cuda:99") == 2
    assert "--device cuda:99: PyTorch sees" in capsys.readouterr().err
    assert synchronize(small, tmp_path, "--method", "dcca", "--components", "65") == 2
    assert "components" in capsys.readouterr().err
    train, test = small.matching["train"], small.matching["test"]
    write_h5(small.folder / "test_order_match.h5", "order", numpy.array([*test, train[0]]))
    assert synchronize(small, tmp_path) == 2
    error = capsys.readouterr().err
    assert "train_order_match.h5 and test_order_match.h5 share 1 clips" in error
    (small.folder / "val_order_match.h5").unlink()
    assert synchronize(small, tmp_path) == 2
    assert "val_order_match.h5 is missing" in capsys.readouterr().err
