"""What a pack says of media files, second by second, beside what is expected."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy

from earwitness_training.packs.pack import Pack
from earwitness_training.packs.streams import read_segments


def expected_labels(table: Path) -> dict[str, list[str]]:
    """Label a second of every sample that a `manifest.csv` of samples names; none without one."""
    if not table.is_file():
        return {}
    labels: dict[str, list[str]] = {}
    with table.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            length = int(row["end_seconds"]) - int(row["start_seconds"])
            labels.setdefault(row["sample"], []).extend([row["expected"]] * length)
    return labels


def describe(path: Path, pack: Pack) -> str:
    """A table a file: second, label with its probability, what is heard, what is seen.

    Expected labels are read from the `manifest.csv` beside the file, where it names the file.
    """
    said = pack.answer(read_segments(path, pack.frames))
    decisions = pack.decide(said)
    expected = expected_labels(path.parent / "manifest.csv").get(path.name)
    lines = [path.name]
    right = 0
    for second, decision in enumerate(decisions):
        label = pack.labels[int(decision)]
        wanted = expected[second] if expected and second < len(expected) else None
        right += label == wanted
        mark = "" if wanted in (None, label) else f"  expected {wanted}"
        lines.append(
            f"{second:4}  {label:20} {float(said.probabilities[second, decision]):.2f}"
            f"{_track(pack, 'heard', said.heard, second)}{_track(pack, 'seen', said.seen, second)}"
            f"{mark}"
        )
    if expected:
        lines.append(f"{path.name}: {right} of {len(expected)} seconds as expected")
    return "\n".join(lines)


def _track(pack: Pack, name: str, rows: numpy.ndarray | None, second: int) -> str:
    if rows is None:
        return ""
    row = rows[second]
    best = f"{pack.labels[int(row.argmax())]} {float(row.max()):.2f}"
    return f"  {name} {best:25}"
