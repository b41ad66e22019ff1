"""`./train synchronize`: cross-modality localization on AVE, by its own splits."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
from pathlib import Path

from earwitness_training.ave.cross_modality import (
    DCCA_SCHEDULE,
    PairedClips,
    Schedule,
    paired_clips,
    retrieve,
    train_avdln,
    train_dcca,
)
from earwitness_training.ave.data_set import LABEL_SOURCES, Ave
from earwitness_training.ave.papers import FEATURES_BY_WIDTH, RETRIEVAL
from earwitness_training.devices import add_flag, named_device
from earwitness_training.fitting.workshop import ROOT
from earwitness_training.networks.avdln import AvdlnSizes, PairEmbedding
from earwitness_training.networks.synchronization import Retrieval
from earwitness_training.official.sync_graph import SYNC, export_checked_sync
from earwitness_training.weights import embedding_file
from earwitness_training.weights.embedding_file import METHODS, TrainedEmbedding

ABOUT = "Learn which picture belongs to which sound of AVE (AVDLN, DCCA), and find events by it."


def flags(parser: argparse.ArgumentParser) -> None:
    """The data, the method, and what is kept."""
    parser.add_argument(
        "--ave",
        type=Path,
        required=True,
        help="folder of AVE in the authors' layout, with the splits *_order_match.h5",
    )
    parser.add_argument("--method", choices=METHODS, default="avdln")
    parser.add_argument(
        "--negatives",
        choices=("background", "shifted"),
        default="background",
        help="avdln: pairs that do not belong together; background: seconds without an event, as "
        "the authors have it; shifted: different seconds of a clip too",
    )
    parser.add_argument(
        "--components", type=int, default=64, help="dcca: canonical variates that are compared"
    )
    parser.add_argument("--epochs", type=int, default=20, help="the last one counts (default: 20)")
    parser.add_argument(
        "--batch", type=int, help="clips (avdln, default 8) or seconds (dcca, default 512) a step"
    )
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--labels", choices=LABEL_SOURCES, help="else the first that is there, in this order"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=ROOT / "training/work",
        help="folder for the trained network",
    )
    parser.add_argument("--out", type=Path, help=f"folder for {SYNC} and its card")
    add_flag(parser)


def run(given: argparse.Namespace) -> int:
    """Train, measure val and test, keep the network."""
    device = named_device(given.device)
    schedule = _schedule(given)
    with Ave(given.ave, labels=given.labels, matching=True) as ave:
        clips = {split: paired_clips(ave, split).to(device) for split in ave.splits}
        source = ave.label_source
    counts = ", ".join(f"{split} {len(held.labels)}" for split, held in clips.items())
    print(f"{given.ave}: {counts} clips to match; labels {source}", flush=True)
    network = _train(given, clips["train"], schedule)
    val, test = retrieve(network, clips["val"]), retrieve(network, clips["test"])
    trained = TrainedEmbedding(given.method, network.cpu(), _facts(given, schedule, val, test))
    name = "-".join([given.method, *_switches(given), f"seed={given.seed}"])
    kept = given.work / "ave" / f"{name}.pt"
    embedding_file.save(trained, kept)
    print(f"kept in {kept}")
    if given.out is not None:
        apart = _write_part(trained, given.out)
        print(f"{given.out / SYNC}: differs from PyTorch by {apart:.1e} on random input")
    print(f"val {said(val)}")
    print(result_line(given, network, test))
    return 0


def _schedule(given: argparse.Namespace) -> Schedule:
    own = DCCA_SCHEDULE if given.method == "dcca" else Schedule()
    return Schedule(
        epochs=given.epochs,
        batch=own.batch if given.batch is None else given.batch,
        learning_rate=given.learning_rate,
        seed=given.seed,
    )


def _train(given: argparse.Namespace, clips: PairedClips, schedule: Schedule) -> PairEmbedding:
    def say(epochs: int, loss: float) -> None:
        print(f"epoch {epochs}/{schedule.epochs}  loss {loss:.4f}", flush=True)

    sizes = AvdlnSizes(
        visual=clips.visual.shape[2], audio=clips.audio.shape[2], negatives=given.negatives
    )
    if given.method == "dcca":
        return train_dcca(clips, sizes, given.components, schedule, say)
    return train_avdln(clips, sizes, schedule, say)


def _switches(given: argparse.Namespace) -> list[str]:
    """What differs from the authors' way, or from ours where they say nothing."""
    if given.method == "dcca":
        return [] if given.components == 64 else [f"components={given.components}"]
    return [] if given.negatives == "background" else [f"negatives={given.negatives}"]


def _facts(
    given: argparse.Namespace, schedule: Schedule, val: Retrieval, test: Retrieval
) -> dict[str, object]:
    return {
        "data": "ave",
        "splits": "match",
        "schedule": dataclasses.asdict(schedule),
        "seed": given.seed,
        "val": dataclasses.asdict(val),
        "test": dataclasses.asdict(test),
    }


def said(found: Retrieval) -> str:
    """Both accuracies in per cent; clips that an event fills do not count."""
    return f"A2V {found.a2v:.1%}, V2A {found.v2a:.1%} of {found.clips} clips"


def result_line(given: argparse.Namespace, network: PairEmbedding, test: Retrieval) -> str:
    """Our accuracies on test beside the paper's."""
    width = network.sizes.visual
    features = FEATURES_BY_WIDTH.get(width)
    paper = "none with these features"
    if features == "vgg19":
        told = RETRIEVAL[given.method]
        paper = f"A2V {told.a2v:.1f} %, V2A {told.v2a:.1f} % ({told.source})"
    name = " ".join([given.method, *_switches(given)])
    return f"{name} ({features or width}): test {said(test)}; paper: {paper}"


def _write_part(trained: TrainedEmbedding, folder: Path) -> float:
    """`sync.onnx` and a card; returns the largest difference of the graph from PyTorch."""
    metadata = {"earwitness.architecture": trained.method}
    apart = export_checked_sync(trained.network, folder, metadata)
    test = Retrieval(**trained.facts["test"])
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    text = f"""\
# {trained.method}

Trained on {today} with `./train synchronize` on AVE, splits `*_order_match.h5`, seed
{trained.facts["seed"]}. It names no events: `{SYNC}` gives the distances of all pictures and sounds
of a window.

- Takes features: maps of width {trained.network.sizes.visual}, vectors of width \
{trained.network.sizes.audio}.
- Accuracy on test, exact seconds: {said(test)}.
- Its training clips are others than those of the splits for naming events: measure no network on
  both.
- Licence: unknown. Whoever trained it has to know what the data set and the backbones allow.
- The graph and PyTorch differ by {apart:.1e} at most on random input.
"""
    (folder / "card.md").write_text(text, encoding="utf-8")
    return apart
