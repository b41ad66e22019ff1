"""What the trained networks say of media files, second by second, beside what is expected."""

from __future__ import annotations

import csv
from pathlib import Path

from earwitness_training.graphs import EncodeGraph
from earwitness_training.networks.avel import Avel
from earwitness_training.streams import localize, read_segments


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


def describe(path: Path, names: tuple[str, ...], encode: EncodeGraph, localizer: Avel) -> str:
    """A table a file: second, label with its probability, what is heard, what is seen.

    Expected labels are read from the `manifest.csv` beside the file, where it names the file.
    """
    said = localize(encode, localizer, read_segments(path, encode.frames))
    expected = expected_labels(path.parent / "manifest.csv").get(path.name)
    lines = [path.name]
    right = 0
    for second, row in enumerate(said.probabilities):
        label = names[int(row.argmax())]
        wanted = expected[second] if expected and second < len(expected) else None
        right += label == wanted
        tracks = (said.heard[second], said.seen[second])
        heard, seen = (f"{names[int(t.argmax())]} {float(t.max()):.2f}" for t in tracks)
        mark = "" if wanted in (None, label) else f"  expected {wanted}"
        lines.append(
            f"{second:4}  {label:20} {float(row.max()):.2f}  heard {heard:25} seen {seen:25}{mark}"
        )
    if expected:
        lines.append(f"{path.name}: {right} of {len(expected)} seconds as expected")
    return "\n".join(lines)
