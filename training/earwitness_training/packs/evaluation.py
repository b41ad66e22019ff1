"""A pack over media files with a label a second: what it decides, and what that is worth."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from earwitness_training.metrics import Figures, ScoredClip, measure
from earwitness_training.packs.pack import Answers, Pack
from earwitness_training.packs.streams import read_segments

_MOST_DIFFERENCE = 1  # seconds by which a file and its labels may differ
_SINGLE_TRACKS = ("heard", "seen")


@dataclass(frozen=True)
class Said:
    """One file: its labels, what the pack decided, and all that it said."""

    file: str
    labels: numpy.ndarray  # int64 [segments]
    decisions: numpy.ndarray  # int64 [segments]
    answers: Answers

    def scored(self) -> ScoredClip:
        """For the metrics."""
        return ScoredClip(self.file, self.labels, self.decisions, self.answers.probabilities)


@dataclass(frozen=True)
class Evaluation:
    """What a pack is worth on some files."""

    pack: str
    version: str
    figures: Figures
    single_tracks: dict[str, Figures]  # deciding by `heard` or `seen` alone, where the pack has it
    clips: dict[str, Figures]
    kinds: dict[str, float]  # accuracy by why a clip has its labels, where that is known
    notes: list[str]  # files whose length and labels differ by a second
    left_out: list[str]  # files that cannot be read or do not fit their labels, and why

    def as_plain(self) -> dict[str, Any]:
        """Plain values for JSON; the names that the Java command has too mean the same."""
        overall = self.figures.as_plain()
        return {
            "pack": {"name": self.pack, "version": self.version},
            **{name: value for name, value in overall.items() if name != "clips"},
            "single_tracks": {
                name: figures.as_plain() for name, figures in self.single_tracks.items()
            },
            "kinds": self.kinds,
            "clips": {name: figures.as_plain() for name, figures in self.clips.items()},
            "notes": self.notes,
            "left_out": self.left_out,
        }


def evaluate(
    pack: Pack,
    files: dict[Path, list[int]],
    kinds: dict[str, str] | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Evaluation:
    """Run a pack over files.

    files: index of the label of each second, by file
    kinds: why a clip has its labels, by the name of the file
    A file that cannot be read, or whose length and labels differ by more than a second, is named
    in the result, and the others go on; ValueError where none is left.
    """
    said, notes, left_out = [], [], []
    for number, (path, labels) in enumerate(files.items(), start=1):
        try:
            segments = read_segments(path, pack.frames)
            count = _common(path, segments.full_seconds, len(labels), notes)
        except (OSError, ValueError) as error:
            left_out.append(str(error))
            continue
        answers = pack.answer(segments)
        said.append(
            Said(path.name, numpy.array(labels[:count]), pack.decide(answers)[:count], answers)
        )
        say(f"evaluate: {path.name} ({number} of {len(files)})")
    if not said:
        raise ValueError("no file could be evaluated: " + ("; ".join(left_out) or "none given"))
    clips = [_cut(one).scored() for one in said]
    return Evaluation(
        pack=pack.name,
        version=pack.version,
        figures=measure(clips, pack.classes),
        single_tracks=_single_tracks(said, pack.classes),
        clips={clip.name: measure([clip], pack.classes) for clip in clips},
        kinds=_by_kind(said, kinds or {}),
        notes=notes,
        left_out=left_out,
    )


def _common(path: Path, seconds: int, labels: int, notes: list[str]) -> int:
    counts = f"{path} has {seconds} full seconds and {labels} labels"
    common = min(seconds, labels)
    if abs(seconds - labels) > _MOST_DIFFERENCE or common == 0:
        raise ValueError(f"{counts}: give one label a second")
    if seconds != labels:
        notes.append(f"{counts}: the first {common} are compared")
    return common


def _cut(said: Said) -> Said:
    """Answers of the seconds that have a label."""
    count = len(said.labels)
    given = said.answers
    answers = Answers(
        given.probabilities[:count],
        given.relevance[:count],
        None if given.heard is None else given.heard[:count],
        None if given.seen is None else given.seen[:count],
        given.attention[:count],
    )
    return Said(said.file, said.labels, said.decisions, answers)


def _single_tracks(said: list[Said], classes: tuple[str, ...]) -> dict[str, Figures]:
    """Figures of deciding by one track's own head, arg-max: what the other track adds."""
    figures = {}
    for track in _SINGLE_TRACKS:
        rows = [getattr(_cut(one).answers, track) for one in said]
        if any(row is None for row in rows):
            continue
        clips = [
            ScoredClip(one.file, one.labels, row.argmax(axis=1), row)
            for one, row in zip(said, rows, strict=True)
        ]
        figures[track] = measure(clips, classes)
    return figures


def _by_kind(said: list[Said], kinds: dict[str, str]) -> dict[str, float]:
    right: dict[str, list[bool]] = {}
    for one in said:
        if one.file in kinds:
            right.setdefault(kinds[one.file], []).extend((one.labels == one.decisions).tolist())
    return {kind: float(numpy.mean(values)) for kind, values in sorted(right.items())}


def filmed_files(media: Path, classes: tuple[str, ...]) -> dict[Path, list[int]]:
    """Filmed clips that `videos/labels.csv` of the media folder names, with a label a second.

    Boundaries there are good to a second. What the classes do not name is background.
    """
    table = media / "videos" / "labels.csv"
    if not table.is_file():
        raise FileNotFoundError(f"{table} is missing: it says what the filmed clips are")
    with table.open(newline="", encoding="utf-8") as lines:
        spans = list(csv.DictReader(lines))
    files: dict[Path, list[int]] = {}
    for span in spans:
        labels = files.setdefault(media / span["file"], [])
        end = int(float(span["end_s"]))
        labels += [len(classes)] * (end - len(labels))
        if span["class"] in classes:
            start = int(float(span["start_s"]))
            labels[start:end] = [classes.index(span["class"])] * (end - start)
    return files


def table(evaluation: Evaluation) -> str:
    """The figures for people: overall, single tracks, kinds of clips, and a row a class."""
    figures = evaluation.figures
    lines = [
        f"{evaluation.pack} {evaluation.version}: {figures.clips} clips, {figures.seconds} seconds",
        "",
        *_overall(figures),
    ]
    for track, single in evaluation.single_tracks.items():
        lines.append(
            f"{'by what is ' + track + ' alone':24} accuracy {_share(single.accuracy)}"
            f"  event recall {_share(single.event_recall)}"
            f"  background {_share(single.background_accuracy)}"
        )
    for kind, value in evaluation.kinds.items():
        lines.append(f"{'accuracy ' + kind:24} {_share(value)}")
    lines += ["", *_classes(figures)]
    lines += [f"note: {note}" for note in evaluation.notes]
    return "\n".join(lines)


def _overall(figures: Figures) -> list[str]:
    rows = (
        ("accuracy", _share(figures.accuracy)),
        ("event recall", _share(figures.event_recall)),
        ("event precision", _share(figures.event_precision)),
        ("background accuracy", _share(figures.background_accuracy)),
        ("segment-F1", _share(figures.segment_f1)),
        ("event-F1 at 0.5", _share(figures.event_f1)),
        ("event-F1 0.1:0.9", _share(figures.event_f1_mean)),
        ("PSDS", _share(figures.psds)),
        ("onset delay", f"{figures.onset_delay_seconds:+.1f} s"),
        ("false alarms", f"{figures.false_alarms_an_hour:.1f} an hour"),
    )
    return [f"{name:24} {value}" for name, value in rows]


def _classes(figures: Figures) -> list[str]:
    header = ("seconds", "recall", "precision", "event-F1", "PSDS", "false/h")
    lines = [f"{'class':24} " + " ".join(f"{name:>9}" for name in header)]
    for name, one in figures.classes.items():
        values = (one.recall, one.precision, one.event_f1, one.psds)
        cells = [f"{one.seconds:9}", *(f"{_share(value):>9}" for value in values)]
        lines.append(f"{name:24} " + " ".join([*cells, f"{one.false_alarms_an_hour:9.1f}"]))
    return lines


def _share(value: float) -> str:
    return "-" if numpy.isnan(value) else f"{value:.3f}"
