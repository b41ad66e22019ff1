"""From a trained system to a pack folder: graphs, `pack.yaml`, figures, card."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch
import yaml

from earwitness_training.data.manifest import Medium, select
from earwitness_training.fitting.answering import Measured, measure
from earwitness_training.fitting.table import grouped
from earwitness_training.fitting.trials import Decided, Result, Splits, test_clips
from earwitness_training.fitting.workshop import LABELS, Trial, Workshop
from earwitness_training.graphs.export import PackFacts, export_pack
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.graphs.pack_graphs import EncodeGraph, LocalizeGraph
from earwitness_training.graphs.ports import encode_outputs, example, media_inputs
from earwitness_training.measuring import confusion
from earwitness_training.measuring.report import CalibrationFacts, Measurement, Report, TableRow
from earwitness_training.metrics import ScoredClip, share
from earwitness_training.metrics import measure as figures_of
from earwitness_training.networks.encoders import AudioEncoder, VisualEncoder
from earwitness_training.packs import card
from earwitness_training.packs.evaluation import evaluate, filmed_files
from earwitness_training.packs.pack import Pack
from earwitness_training.rendered import ScriptWriter, read_kinds, read_labels, render_folder
from earwitness_training.weights.localizer_file import TrainedLocalizer

VISUAL_ENCODER = "mobilenet-v2"
AUDIO_ENCODER = "yamnet+efficientat-mn04"
COMPOSED = "clips composed of features of the test split"
_CLASSES = LABELS[:-1]
_TIMED_SEGMENTS = 20


@dataclass(frozen=True)
class Packing:
    """One system on its way into a pack."""

    shop: Workshop
    trial: Trial
    trained: TrainedLocalizer
    decided: Decided

    def write(self, folder: Path, name: str, encoders: tuple[VisualEncoder, AudioEncoder]) -> None:
        """Write graphs and `pack.yaml`; figures are added when they are measured."""
        run, network = self.shop.run, self.trained.network
        encode = EncodeGraph(*encoders, network, run.frames).eval()
        localize = LocalizeGraph(network, self.decided.calibration).eval()
        export_pack(folder, encode, localize, self.facts(name))

    def facts(self, name: str) -> PackFacts:
        """What `pack.yaml` says."""
        chosen = self.decided.rule.thresholds
        best = self.trained.facts
        return PackFacts(
            name=name,
            version=self.shop.run.version,
            architecture=self.trained.architecture,
            labels=LABELS,
            frames=self.shop.run.frames,
            visual_encoder=VISUAL_ENCODER,
            audio_encoder=AUDIO_ENCODER,
            thresholds={"event": chosen.event, "classes": dict(chosen.classes)},
            provenance={
                "trained_on": "mini-ave",
                "mode": self.trial.form,
                "source": "own",
                "accuracy_on_val": round(float(best["accuracy"]), 4),
                "seed": self.trial.seed,
            },
        )

    def composed(self, splits: Splits) -> tuple[Measured, list[ScoredClip]]:
        """What it answers to the composed clips of the test split."""
        said = measure(self.trained.network, test_clips(splits), splits.test, self.trial.form)
        return said, self.decided.clips(said, _CLASSES)


def best_trial(shop: Workshop, system: str, seeds: list[int]) -> Trial:
    """The seed of a system that was best on val, among those that are trained."""
    trials = [Trial(system, "full", "window", seed) for seed in seeds]
    there = [trial for trial in trials if shop.trial_file(trial).is_file()]
    if not there:
        raise FileNotFoundError(
            f"{shop.trial_file(trials[0])} is missing: run './train fit --system {system}' first"
        )
    return max(there, key=lambda trial: float(shop.trained(trial).facts["accuracy"]))


def packed_trial(folder: Path, system: str) -> Trial:
    """The trial that a pack folder was made of, by its `pack.yaml`."""
    path = folder / "pack.yaml"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run './train export --systems {system}' first")
    made_of = yaml.safe_load(path.read_text(encoding="utf-8"))["provenance"]
    return Trial(system, "full", str(made_of["mode"]), int(made_of["seed"]))


def report_of(
    packing: Packing, pack: Pack, splits: Splits, rows: list[Medium], rendered_clips: int
) -> Report:
    """Measure a pack: composed clips by the network, rendered and filmed ones by its files."""
    said, clips = packing.composed(splits)
    measurements = [Measurement(COMPOSED, figures_of(clips, _CLASSES))]
    shop = packing.shop
    single_tracks = {}
    if rendered_clips > 0:
        folder = shop.work / "clips" / f"test-{rendered_clips}"
        writer = ScriptWriter(rows, "test", pack.classes, shop.run.seed)
        scripts = writer.scripts(rendered_clips)
        render_folder(scripts, rows, shop.media, folder, pack.classes, lambda text: None)
        labels = read_labels(folder, pack.labels)
        files = {folder / file: row for file, row in labels.items()}
        rendered = evaluate(pack, files, read_kinds(folder))
        single_tracks = rendered.single_tracks
        name = f"{rendered_clips} clips of whole pictures through codecs, read back"
        measurements.append(Measurement(name, rendered.figures))
    if (shop.media / "videos" / "labels.csv").is_file():
        filmed = evaluate(pack, filmed_files(shop.media, pack.classes))
        measurements.append(Measurement("ten filmed clips, a sanity look", filmed.figures))
    decisions = numpy.concatenate([clip.decisions for clip in clips])
    labels = numpy.concatenate([clip.labels for clip in clips])
    calibration = packing.decided.calibration
    return Report(
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        measurements=measurements,
        single_tracks=single_tracks,
        kinds=background_kinds(said, decisions),
        confusions=confusion.count_confusions(labels, decisions, len(LABELS)).tolist(),
        calibration=CalibrationFacts.measure(
            said.event_logits, said.labels, calibration.temperature, calibration.background
        ),
        thresholds=packing.decided.thresholds,
        table=table_rows(shop),
    )


def background_kinds(said: Measured, decisions: numpy.ndarray) -> dict[str, float]:
    """Background accuracy by what made it background."""
    background = said.event_logits.shape[1] - 1
    right = decisions == background
    heard, seen = said.heard != background, said.seen != background
    return {
        "a sound that belongs to another picture": share(
            right, heard & seen & (said.heard != said.seen)
        ),
        "only heard": share(right, heard & ~seen),
        "only seen": share(right, seen & ~heard),
        "neither": share(right, ~heard & ~seen),
    }


def table_rows(shop: Workshop) -> list[TableRow]:
    """The rows of the table that are there."""
    results = [Result.load(path) for path in sorted((shop.work / "table").glob("*.json"))]
    return [
        TableRow.of(
            system if backbones == "own" else f"{system}, frozen teachers",
            supervision,
            form,
            figures,
        )
        for (system, backbones, supervision, form), figures in sorted(grouped(results).items())
    ]


def write_card(
    packing: Packing, folder: Path, name: str, report: Report, rows: list[Medium]
) -> None:
    """Write `card.md` and the picture of the confusions."""
    shop, sizes = packing.shop, packing.trained.network.sizes
    stored = encode_outputs(packing.trained.network)
    facts = card.CardFacts(
        name=name,
        version=shop.run.version,
        architecture=packing.trained.architecture,
        supervision=sizes.supervision,
        window=sizes.window,
        look_ahead=sizes.look_ahead,
        frames=shop.run.frames,
        state_bytes=2 * sum(int(numpy.prod(port.shape)) for port in stored),
        labels=LABELS,
        experimental=(),
        encode_milliseconds=float("nan"),
        licences=card.licence_rows(select(rows, "photo", "train") + select(rows, "sound", "train")),
    )
    card.write(folder, facts, report)


@torch.no_grad()
def largest_difference(folder: Path, packing: Packing, encoders: tuple) -> float:
    """Largest difference of the exported graphs from the networks, on random segments."""
    network, frames = packing.trained.network, packing.shop.run.frames
    encode = EncodeGraph(*encoders, network, frames).eval()
    localize = LocalizeGraph(network, packing.decided.calibration).eval()
    torch.manual_seed(1)
    given = example(media_inputs(frames), 2)
    names = [port.name for port in media_inputs(frames)]
    ours = encode(*given)
    theirs = OnnxGraph(folder / "encode.onnx").run(dict(zip(names, given, strict=True)))
    kept = [port.name for port in encode_outputs(network)]
    differences = [
        float((one - theirs[name]).abs().max()) for name, one in zip(kept, ours, strict=True)
    ]
    window = network.sizes.window
    inputs = {
        network.stored: ours[0][:, None].expand(-1, window, *ours[0].shape[1:]).contiguous(),
        "audio": ours[1][:, None].expand(-1, window, -1).contiguous(),
        "visual_mask": torch.ones(2, window),
        "audio_mask": torch.ones(2, window),
    }
    said = localize(*inputs.values())
    exported = OnnxGraph(folder / "localize.onnx").run(inputs)
    differences.append(float((said[0] - exported["probabilities"]).abs().max()))
    return max(differences)
