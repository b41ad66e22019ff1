"""The card of a pack: what it is, what it learnt from, what it is worth, where it fails."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from earwitness_training.data.manifest import CLEAN_CLASSES, Medium, licence_counts, select
from earwitness_training.evaluate import Report
from earwitness_training.metrics import Scores
from earwitness_training.settings import Run

_ATTRIBUTION = """\
## Where the weights come from

The backbones started from public weights and were fine-tuned here in every layer (a test refuses
a tensor that is still the original):

| part | started from | licence |
|---|---|---|
| picture encoder | MobileNetV2 1.0 224 (TensorFlow authors), `google-coral/test_data` at `104342d2d3480b3e66203073dac24f4e2dbb4c41`, `tf2_mobilenet_v2_1.0_224_ptq.tflite` | Apache-2.0 |
| sound encoder, half | YAMNet (TensorFlow authors), `google-coral/coralmicro` at `c9f665b0a8b973d35cb9d383b3e92e9f14b4dd72`, `models/yamnet_spectra_in.tflite` | Apache-2.0 |
| sound encoder, half | EfficientAT `mn04_as`, release v0.0.1 of `fschmid56/EfficientAT`, Copyright (c) 2022 Florian Schmid | MIT |

The reductions, the attention and the localizer started at random.
"""

_LIMITS = """\
## Limits

- It names fourteen things; everything else is background, however loud and large.
- rooster pictures were mostly drawings and figures: do not rely on it. train_horn pictures show
  trains, and only a part of its sounds hold a horn. helicopter and fixed_wing_aircraft sounds are
  few recordings with several cuts each.
- Instruments were learnt largely from single notes of few players: real playing sounds different,
  and acoustic_guitar, banjo and mandolin are taken for each other.
- A voice is told male or female by how it sounds and a face by how it looks, from guesses of
  annotators; both are wrong about real people often enough that nothing should follow from it.
- baby_cry pictures are faces of small children, crying or not.
- saxophone, train_horn and helicopter are missed most often (table above).
- The attention map has 7x7 places. By the padding of its network it lies about half a place to the
  left of and above what it means, and a large thing is marked in part.
- Learnt from photos over photos and recordings over recordings, not from filmed scenes: motion
  carries no information for it, and a sound is not matched to a movement of lips or hands.
- Probabilities are calibrated on composed clips only.

No basis for decisions about people, and none for safety: a person looks before anything follows.
"""


def write(path: Path, run: Run, rows: list[Medium], report: Report, date: str) -> None:
    """Write `card.md`."""
    parts = [
        _introduction(run),
        _ATTRIBUTION,
        _training_data(rows),
        _results(report, date),
        _LIMITS,
    ]
    path.write_text("\n".join(parts), encoding="utf-8")


def _introduction(run: Run) -> str:
    return f"""\
# {run.name} {run.version}

Says, second by second, which of fourteen things is both heard and seen, and where in the picture.
AVEL (audio-guided attention, Tian et al. 2018) in window form: W = {run.avel.window} seconds back,
look-ahead {run.avel.look_ahead}. It reads {run.frames} frame of 224x224 and one second of 16 kHz
sound a segment, and keeps {2 * (run.avel.visual + run.avel.audio + 49)} bytes of it.

Labels: {", ".join(CLEAN_CLASSES)}, and background.

Intended for live streams in which one wants to know that a thing is in the picture *and* makes the
sound: a sound whose source is elsewhere, or a thing that is silent, is background. `heard` and
`seen` say what each track alone suggests. Cost: about 14 ms of one core a segment (ONNX Runtime).
"""


def _training_data(rows: list[Medium]) -> str:
    used = select(rows, "photo", "train") + select(rows, "sound", "train")
    kinds = Counter(row.kind for row in used)
    lines = [
        "## Training data",
        "",
        f"{kinds['photo']} photos and {kinds['sound']} recordings under free terms, split by",
        "source; pictures pasted over other pictures and sounds mixed with others, then ten-second",
        "clips composed of both. `training/data/sources.csv` names every source with its licence.",
        "No file under non-commercial or unknown terms trained it; such files only measured it.",
        "",
        "| licence family | photos | recordings |",
        "|---|---|---|",
    ]
    counts = licence_counts(used)
    for family in sorted({family for _, family in counts}):
        lines.append(f"| {family} | {counts['photo', family]} | {counts['sound', family]} |")
    return "\n".join(lines) + "\n"


def _results(report: Report, date: str) -> str:
    lines = [
        "## Results",
        "",
        f"`./train evaluate`, {date}. Segments of ten-second clips composed from the test split",
        "(other sources than training; all roles); an event counts only with its class.",
        "",
        "| clips | accuracy | event recall | event precision | background |",
        "|---|---|---|---|---|",
        _row("composed of features, this pack", report.composed),
        _row("the same, product of its `heard` and `seen`", report.late),
    ]
    if report.rendered is not None:
        lines.append(_row("28 clips of whole pictures through H.264 and AAC", report.rendered))
    if report.real is not None:
        lines.append(_row("ten filmed clips (a sanity look)", report.real))
    lines += [
        "",
        f"Right class where one is heard: {report.heard_accuracy:.3f}; where one is seen: "
        f"{report.seen_accuracy:.3f}.",
        "",
        "| background because of | accuracy |",
        "|---|---|",
        *(f"| {kind} | {value:.3f} |" for kind, value in report.background.items()),
        "",
        "| class | event recall |",
        "|---|---|",
        *(f"| {name} | {value:.2f} |" for name, value in report.composed.recall.items()),
        "",
        "The background score was moved once, on val, to keep background accuracy there at 0.975.",
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, scores: Scores) -> str:
    return (
        f"| {name} | {scores.accuracy:.3f} | {scores.event_recall:.3f} | "
        f"{scores.event_precision:.3f} | {scores.background_accuracy:.3f} |"
    )
