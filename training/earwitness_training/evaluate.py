"""What a trained localizer is worth: on composed, on rendered and on real clips."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy

from earwitness_training.data.clips import Composer
from earwitness_training.fit import Measured, compose_many, decide, measure
from earwitness_training.graphs import EncodeGraph
from earwitness_training.metrics import Scores, score, share
from earwitness_training.networks.avel import Avel
from earwitness_training.streams import localize, read_segments

TEST_CLIPS = 1000
TEST_SEED = 9
_LATE_THRESHOLD = 0.1  # of the product of both tracks' probabilities, as the anchor has it


@dataclass(frozen=True)
class Report:
    """All figures of one pack."""

    composed: Scores
    late: Scores  # the product of the heads `heard` and `seen`, for comparison
    heard_accuracy: float  # the right class among the clean ones, where one is heard
    seen_accuracy: float
    background: dict[str, float]  # accuracy by kind of background
    rendered: Scores | None
    real: Scores | None  # filmed clips, a sanity look and no measurement: there are ten


def evaluate(
    localizer: Avel, test: Composer, rendered: Scores | None, real: Scores | None
) -> Report:
    """Measure on composed clips of the test split."""
    said = measure(localizer, compose_many(test, TEST_CLIPS, TEST_SEED), test)
    return Report(
        composed=decide(said, test.classes),
        late=late_scores(said, test.classes),
        heard_accuracy=class_accuracy(said.heard, said.heard_logits),
        seen_accuracy=class_accuracy(said.seen, said.seen_logits),
        background=background_kinds(said),
        rendered=rendered,
        real=real,
    )


def softmax(logits: numpy.ndarray) -> numpy.ndarray:
    """Row by row: float [n, classes]."""
    exponents = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


def late_scores(said: Measured, classes: tuple[str, ...]) -> Scores:
    """Scores of the product of both single-track heads: an event where it passes the threshold."""
    product = softmax(said.heard_logits)[:, :-1] * softmax(said.seen_logits)[:, :-1]
    event = product.max(axis=1) > _LATE_THRESHOLD
    decisions = numpy.where(event, product.argmax(axis=1), len(classes))
    return score(said.labels, decisions, classes)


def class_accuracy(labels: numpy.ndarray, logits: numpy.ndarray) -> float:
    """Share of the segments with a clean class on the track whose best clean class is right."""
    background = logits.shape[1] - 1
    return share(logits[:, :-1].argmax(axis=1) == labels, labels != background)


def background_kinds(said: Measured) -> dict[str, float]:
    """Background accuracy by what made it background."""
    background = said.event_logits.shape[1] - 1
    right = said.event_logits.argmax(axis=1) == background
    heard, seen = said.heard != background, said.seen != background
    return {
        "a sound that belongs to another picture": share(
            right, heard & seen & (said.heard != said.seen)
        ),
        "only heard": share(right, heard & ~seen),
        "only seen": share(right, seen & ~heard),
        "neither": share(right, ~heard & ~seen),
    }


def real_clips(
    videos: Path, classes: tuple[str, ...], encode: EncodeGraph, localizer: Avel
) -> Scores | None:
    """Scores over the filmed clips that `labels.csv` names a second at a time; none without it."""
    table = videos / "labels.csv"
    if not table.is_file():
        return None
    with table.open(newline="", encoding="utf-8") as lines:
        spans = list(csv.DictReader(lines))
    labels: list[int] = []
    decisions: list[int] = []
    for file in sorted({span["file"] for span in spans}):
        segments = read_segments(videos.parent / file, encode.frames)
        said = localize(encode, localizer, segments).probabilities.argmax(1).tolist()
        expected = [len(classes)] * len(said)
        for span in spans:
            if span["file"] == file and span["class"] in classes:
                for second in range(int(span["start_s"]), min(int(span["end_s"]), len(said))):
                    expected[second] = classes.index(span["class"])
        labels += expected
        decisions += said
    return score(numpy.array(labels), numpy.array(decisions), classes)


def save(report: Report, path: Path) -> None:
    """Keep the figures as JSON for the card."""
    path.write_text(json.dumps(asdict(report), indent=2) + "\n", encoding="utf-8")


def load(path: Path) -> Report:
    """Read what `save` wrote."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: run './train evaluate' first")
    values = json.loads(path.read_text(encoding="utf-8"))
    for key in ("composed", "late", "rendered", "real"):
        values[key] = None if values[key] is None else Scores(**values[key])
    return Report(**values)
