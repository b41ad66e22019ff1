"""The table of the sources that train a pack: where from, under which licence, how many files."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from earwitness_training.data.manifest import Medium, licence_family, select


def write_sources(rows: list[Medium], path: Path) -> None:
    """One row a source, kind and licence text, over what may train; no media, only their names."""
    used = select(rows, "photo", "train") + select(rows, "sound", "train")
    counts = Counter((row.source, row.kind, row.licence) for row in used)
    with path.open("w", newline="", encoding="utf-8") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["source", "kind", "files", "licence_family", "licence"])
        for (source, kind, licence), count in sorted(counts.items()):
            table.writerow([source, kind, count, licence_family(licence), licence])
