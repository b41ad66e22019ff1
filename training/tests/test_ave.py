"""The AVE data set in its authors' layout, and the papers' protocol on a miniature of it."""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy
import pytest
import torch
from ave_miniature import Miniature, one_hot, write, write_h5

from earwitness_training.ave import training as ave_training
from earwitness_training.ave.annotations import CATEGORIES, read_annotations
from earwitness_training.ave.data_set import Ave, AveBatch
from earwitness_training.ave.papers import REPORTED, reported
from earwitness_training.ave.protocol import flags, run_ave
from earwitness_training.ave.recipes import recipe
from earwitness_training.ave.training import AveTraining, decide, read_checkpoint
from earwitness_training.networks.catalogue import ARCHITECTURES
from earwitness_training.networks.localizer import Scores
from earwitness_training.weights import localizer_file


@pytest.fixture(scope="module")
def miniature(tmp_path_factory: pytest.TempPathFactory) -> Miniature:
    return write(tmp_path_factory.mktemp("ave"))


@pytest.fixture
def broken(tmp_path: Path) -> Miniature:
    """One of its own for each test, to spoil."""
    return write(tmp_path / "ave", clips=5, width=8)


def parsed(miniature: Miniature, work: Path, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    flags(parser)
    parser.add_argument("--supervision", default="full")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=Path)
    given = ["--ave", str(miniature.folder), "--work", str(work), "--device", "cpu", *words]
    return parser.parse_args(given)


def test_annotations_become_labels_of_segments(tmp_path: Path) -> None:
    path = tmp_path / "Annotations.txt"
    path.write_text("Bark&a_b-c&good&2&5\nRodents, rats, mice&x&bad&0&10\nClock&y&good&4&4\n")
    first, second, third = read_annotations(path)
    assert first.labels().tolist() == [28, 28, 2, 2, 2, 28, 28, 28, 28, 28]
    assert first.video == "a_b-c"
    assert second.labels().tolist() == [25] * 10
    assert third.labels().tolist() == [28] * 10
    assert len(CATEGORIES) == 28


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Barking&x&good&0&3", "clip 1: AVE has no category 'Barking'; did you mean 'Bark'"),
        ("Bark&x&good&0", "clip 1: .* is not category&video id&quality&start&end"),
        ("Bark&x&good&3&11", "clip 1: seconds '3' to '11' are not within 0 to 10"),
        ("Bark&x&good&5&3", "clip 1: seconds '5' to '3'"),
    ],
)
def test_a_wrong_annotation_is_named_by_its_clip(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "Annotations.txt"
    path.write_text(f"Category&VideoID&Quality&StartTime&EndTime\nClock&y&good&0&10\n{line}\n")
    with pytest.raises(ValueError, match=said):
        read_annotations(path)


def test_batches_hold_the_features_and_labels_of_their_rows(miniature: Miniature) -> None:
    rows = numpy.array([7, 0, 11])
    with Ave(miniature.folder) as ave:
        batch = ave.batch(rows)
        assert ave.visual_width == 512
        assert ave.label_source == "given"
    assert torch.equal(batch.visual, torch.from_numpy(miniature.visual[rows]))
    assert torch.equal(batch.audio, torch.from_numpy(miniature.audio[rows]))
    assert batch.answers.labels.tolist() == miniature.labels[rows].tolist()
    assert batch.answers.labels.dtype == torch.int64
    assert batch.clips == ("7 (video_07)", "0 (video_00)", "11 (video_11)")


def test_an_epoch_has_every_clip_once_in_an_order_of_its_own(miniature: Miniature) -> None:
    def order(**options: object) -> list[str]:
        with Ave(miniature.folder) as ave:
            batches = ave.batches(ave.training_rows(), 4, **options)
            return [clip for batch in batches for clip in batch.clips]

    fixed = order()
    assert fixed == [f"{row} (video_{row:02})" for row in miniature.splits["train"]]
    first, again = (order(order="shuffled", seed=(3, 0)) for _ in range(2))
    other = order(order="shuffled", seed=(3, 1))
    assert first == again
    assert sorted(first) == sorted(other) == sorted(fixed)
    assert len({tuple(fixed), tuple(first), tuple(other)}) == 3


def test_labels_are_the_corrected_ones_where_they_are_there(broken: Miniature) -> None:
    corrected = numpy.roll(broken.labels, 1, axis=1)
    write_h5(broken.folder / "right_labels.h5", "avadataset", one_hot(corrected))
    for source, labels in (
        (None, corrected),
        ("given", broken.labels),
        ("annotations", broken.labels),
    ):
        with Ave(broken.folder, labels=source) as ave:
            assert ave.labels.tolist() == labels.tolist()
    for name in ("right_labels.h5", "labels.h5"):
        (broken.folder / name).unlink()
    with Ave(broken.folder) as ave:
        assert ave.label_source == "annotations"
        assert ave.labels.tolist() == broken.labels.tolist()


def test_weak_batches_have_the_category_of_the_clip_and_background_clips(
    broken: Miniature,
) -> None:
    write_h5(broken.folder / "mil_labels.h5", "avadataset", one_hot(numpy.full(5, 7)))
    with Ave(broken.folder, background_clips=True) as ave:
        rows = ave.training_rows()
        assert rows.tolist() == [*broken.splits["train"], 5, 6]
        batch = ave.batch(rows, weak=True)
    assert batch.answers.category().tolist() == [7, 7, 7, 28, 28]
    assert batch.answers.hard().argmax(1).tolist() == [7, 7, 7, 28, 28]
    assert batch.answers.labels[-2:].tolist() == [[28] * 10] * 2
    assert torch.equal(batch.visual[-2:], torch.from_numpy(broken.visual[-2:]))
    assert batch.clips[-1] == "background clip 1"


def spoil_shape(folder: Path) -> None:
    write_h5(folder / "visual_feature.h5", "avadataset", numpy.zeros((5, 10, 512), "f4"))


def spoil_count(folder: Path) -> None:
    write_h5(folder / "audio_feature.h5", "avadataset", numpy.zeros((4, 10, 128), "f4"))


def spoil_key(folder: Path) -> None:
    write_h5(folder / "audio_feature.h5", "dataset", numpy.zeros((5, 10, 128), "f4"))


def spoil_type(folder: Path) -> None:
    write_h5(folder / "audio_feature.h5", "avadataset", numpy.zeros((5, 10, 128), "u1"))


def spoil_file(folder: Path) -> None:
    (folder / "visual_feature.h5").write_text("half a download")


def spoil_labels(folder: Path) -> None:
    labels = one_hot(numpy.full((5, 10), 3))
    labels[2, 4] = 0
    write_h5(folder / "labels.h5", "avadataset", labels)


def spoil_range(folder: Path) -> None:
    write_h5(folder / "val_order.h5", "order", numpy.array([5]))


def spoil_twice(folder: Path) -> None:
    write_h5(folder / "val_order.h5", "order", numpy.array([1, 1]))


def spoil_overlap(folder: Path) -> None:
    write_h5(folder / "val_order.h5", "order", numpy.arange(5))


def spoil_order(folder: Path) -> None:
    write_h5(folder / "test_order.h5", "order", numpy.array([0.5]))


def spoil_annotations(folder: Path) -> None:
    (folder / "Annotations.txt").write_text("Bark&x&good&0&3\n")


def spoil_absent(folder: Path) -> None:
    (folder / "test_order.h5").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_shape, r"visual_feature\.h5: avadataset is \[5, 10, 512\], not \[any, 10, 7, 7"),
        (spoil_count, r"audio_feature\.h5: avadataset is \[4, 10, 128\], not \[5, 10, 128\]"),
        (spoil_key, r"audio_feature\.h5: no data set 'avadataset' in it, it holds dataset"),
        (spoil_type, r"audio_feature\.h5: avadataset holds uint8"),
        (spoil_file, r"visual_feature\.h5 is no HDF5 file"),
        (spoil_labels, r"labels\.h5: avadataset is not one-hot in 1 rows, first \[2, 4\]"),
        (spoil_range, r"val_order\.h5: order must name rows 0 to 4"),
        (spoil_twice, r"val_order\.h5: order names a clip twice"),
        (spoil_overlap, r"train_order\.h5 and val_order\.h5 share 3 clips, the first is"),
        (spoil_order, r"test_order\.h5: order is float64"),
        (spoil_annotations, r"Annotations\.txt has 1 clips, visual_feature\.h5 has 5"),
        (spoil_absent, r"test_order\.h5 is missing"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(broken: Miniature, spoil: object, said: str) -> None:
    spoil(broken.folder)
    with pytest.raises((ValueError, FileNotFoundError), match=said):
        Ave(broken.folder)


def test_clips_without_features_are_left_out_of_the_splits(broken: Miniature) -> None:
    gone = broken.splits["train"][0]
    (broken.folder / "missing_clips.txt").write_text(f"{gone}&video&no sound\n")
    with Ave(broken.folder) as ave:
        assert ave.splits["train"].tolist() == broken.splits["train"][1:]
    (broken.folder / "missing_clips.txt").write_text("99&video&no sound\n")
    with pytest.raises(ValueError, match=r"missing_clips\.txt"):
        Ave(broken.folder)


def test_avel_learns_the_miniature_and_says_the_papers_number(
    miniature: Miniature, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--batch", "3", "--epochs", "12", "--learning-rate", "0.003")
    assert run_ave(parsed(miniature, tmp_path, *words)) == 0
    said = capsys.readouterr().out
    _, facts = read_checkpoint(tmp_path / "ave/avel-full-seed=0.resume.pt")
    assert facts["epochs"] == 12
    assert facts["losses"][-1] < facts["losses"][0] - 0.005
    assert "avel full (vgg19): test" in said.splitlines()[-1]
    assert "papers: 72.7 % (Tian et al., ECCV 2018), 69.8 % (Zhou" in said.splitlines()[-1]
    trained = localizer_file.load(tmp_path / "ave/avel-full-seed=0.pt")
    rows = numpy.array(miniature.splits["test"])
    with Ave(miniature.folder) as ave, torch.no_grad():
        batch = ave.batch(rows)
        decided = decide(trained.network.clip(batch.visual, batch.audio), "largest")
    accuracy = float((decided == batch.answers.labels).float().mean())
    assert accuracy == pytest.approx(trained.facts["test_accuracy"])
    assert accuracy > 0.6  # background alone is about half


class Interrupted(Exception):
    pass


@pytest.mark.parametrize(
    "words",
    [
        ("--architecture", "psp", "--supervision", "full"),  # has dropout
        ("--architecture", "cmran", "--supervision", "weak", "--set", "state=32"),
    ],
)
def test_an_interrupted_training_ends_as_one_that_was_not(
    words: tuple[str, ...],
    miniature: Miniature,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    more = (*words, "--batch", "5", "--epochs", "3", "--seed", "4")
    assert run_ave(parsed(miniature, tmp_path / "whole", *more)) == 0
    save = AveTraining.save

    def save_once_and_stop(training: AveTraining, path: Path) -> None:
        save(training, path)
        raise Interrupted

    monkeypatch.setattr(AveTraining, "save", save_once_and_stop)
    with pytest.raises(Interrupted):
        run_ave(parsed(miniature, tmp_path / "parts", *more))
    monkeypatch.setattr(AveTraining, "save", save)
    torch.manual_seed(99)  # whatever else drew random numbers in between
    assert run_ave(parsed(miniature, tmp_path / "parts", *more)) == 0
    (name,) = [path.name for path in (tmp_path / "whole/ave").glob("*.resume.pt")]
    whole, facts = read_checkpoint(tmp_path / "whole/ave" / name)
    parts, same_facts = read_checkpoint(tmp_path / "parts/ave" / name)
    assert len(facts["losses"]) == 3
    assert same_facts == facts
    for part in ("network", "best"):
        assert set(parts[part]) == set(whole[part])
        for key, values in whole[part].items():
            assert torch.equal(values, parts[part][key]), key


def test_a_checkpoint_of_another_plan_is_refused(miniature: Miniature, tmp_path: Path) -> None:
    run_ave(parsed(miniature, tmp_path, "--batch", "9", "--epochs", "1"))
    with pytest.raises(ValueError, match=r"order 'shuffled' then, 'fixed' now.*--fresh"):
        run_ave(parsed(miniature, tmp_path, "--batch", "9", "--epochs", "1", "--order", "fixed"))


def test_dmrn_starts_with_the_weights_of_avel(
    miniature: Miniature, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_ave(parsed(miniature, tmp_path, "--batch", "9", "--epochs", "1"))
    start = tmp_path / "ave/avel-full-seed=0.pt"
    words = ("--architecture", "dmrn", "--start", str(start), "--batch", "9", "--epochs", "1")
    run_ave(parsed(miniature, tmp_path, *words))
    said = capsys.readouterr().out
    lent = localizer_file.load(start).network.state_dict()
    shared = [name for name in lent if not name.startswith("head")]
    assert f"starts with {len(shared)} tensors" in said


def test_a_loss_that_is_not_finite_names_the_clips_of_its_batch(
    miniature: Miniature, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read = Ave.batch

    def spoilt(ave: Ave, rows: numpy.ndarray, *, weak: bool = False) -> AveBatch:
        batch = read(ave, rows, weak=weak)
        batch.audio[0, 0, 0] = float("nan") if 2 in rows else batch.audio[0, 0, 0]
        return batch

    monkeypatch.setattr(Ave, "batch", spoilt)
    monkeypatch.setattr(ave_training, "loss_of", with_sum_of_inputs)
    training_rows = sorted(miniature.splits["train"])
    if 2 not in training_rows:
        pytest.fail("the miniature's clip 2 must be one of train")
    with pytest.raises(ArithmeticError, match=r"loss is nan in epoch 1.*2 \(video_02\)"):
        run_ave(parsed(miniature, tmp_path, "--batch", "2", "--epochs", "1"))


def with_sum_of_inputs(network: object, scores: Scores, batch: AveBatch) -> torch.Tensor:
    return scores.event.mean() + batch.audio.sum()


def test_decisions_follow_the_rule_of_the_papers() -> None:
    event = torch.full((1, 2, 29), -5.0)
    event[0, 0, 3], event[0, 1, 28] = 1, 1
    assert decide(Scores(event), "largest").tolist() == [[3, 28]]
    category = torch.zeros(1, 3, 28)
    category[:, :, 9] = 1
    relevance = torch.tensor([[0.1, 0.0, -0.1]])  # 0.5 itself is background
    scores = Scores(event, more={"relevance": relevance, "category": category})
    assert decide(scores, "relevance").tolist() == [[9, 28, 28]]


def test_learning_rates_fall_when_the_papers_say() -> None:
    tian = recipe("avel", "full")
    rates = [tian.rate(0, iteration) for iteration in (1, 14_999, 15_000, 30_000)]
    numpy.testing.assert_allclose(rates, [1e-3, 1e-3, 1e-4, 1e-5])
    xu = recipe("cmran", "weak")
    rates = [xu.rate(epoch, 1) for epoch in (4, 5, 19, 20, 40)]
    numpy.testing.assert_allclose(rates, [5e-4, 2.5e-4, 2.5e-4, 1.25e-4, 0.625e-4])
    zhou = recipe("psp", "full")
    rates = [zhou.rate(epoch, 1) for epoch in (59, 60, 120)]
    numpy.testing.assert_allclose(rates, [1e-3, 8e-4, 6.4e-4])


def test_every_architecture_has_a_recipe() -> None:
    for name, supervision in itertools.product(ARCHITECTURES, ("full", "weak")):
        assert recipe(name, supervision).epochs >= 200
    with pytest.raises(ValueError, match="did you mean 'cmran'"):
        recipe("cmram", "full")


def test_every_reported_number_is_of_a_network_that_can_be_built() -> None:
    widths = {"vgg19": 512, "resnet152": 2048}
    for entry in REPORTED:
        architecture = ARCHITECTURES[entry.architecture]
        usual = {"visual": widths[entry.features], "supervision": entry.supervision}
        sizes = architecture.sizes(**usual, **architecture.fixed, **entry.sizes)
        for name, value in entry.sizes.items():
            default = architecture.sizes.__dataclass_fields__[name].default
            assert getattr(sizes, name) == value != default
        assert 50 < entry.accuracy < 80
        again = reported(entry.architecture, entry.supervision, entry.features, entry.sizes)
        assert entry in again
    assert [entry.accuracy for entry in reported("psp", "full", "vgg19", {})] == [77.8]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--architecture", "pps"), "did you mean 'psp'"),
        (("--set", "blocks"), "--set blocks: it must be NAME=VALUE"),
        (("--set", "visual=3"), "visual follows from the data"),
        (("--set", "sistem=a"), "no size 'sistem'; did you mean 'system'"),
        (("--epochs", "0"), "--epochs must be above 0"),
        (("--device", "tpu"), "--device tpu: it must be"),
    ],
)
def test_a_wrong_flag_is_named(
    miniature: Miniature, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        run_ave(parsed(miniature, tmp_path, *words))
