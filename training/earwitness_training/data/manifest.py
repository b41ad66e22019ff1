"""The manifest of the media: what each photo and recording shows, where it is from, who may use it.

`role` is about licence: `ship` and `train-only` rows may train what is released, `eval-only` rows
only measure it. A `group` never lies in two splits, so everything here works inside one split.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

SPLITS = ("train", "val", "test")
TRAINING_ROLES = ("ship", "train-only")
BACKGROUND = "background"
OTHER = "other"

# Classes with enough photos and sounds of clear licence: the labels of the starter pack.
CLEAN_CLASSES = (
    "acoustic_guitar",
    "baby_cry",
    "banjo",
    "bark",
    "cat",
    "female_speech",
    "fixed_wing_aircraft",
    "flute",
    "helicopter",
    "male_speech",
    "mandolin",
    "rooster",
    "saxophone",
    "train_horn",
)


@dataclass(frozen=True)
class Medium:
    """One photo or recording of the manifest."""

    path: str
    kind: str
    label: str
    source: str
    licence: str
    split: str
    role: str
    group: str

    @property
    def target(self) -> str:
        """The clean class, or `other` for every thing that the pack must not name."""
        return self.label if self.label in CLEAN_CLASSES else OTHER

    @property
    def may_train(self) -> bool:
        """Whether what is released may be trained on it."""
        return self.split == "train" and self.role in TRAINING_ROLES


def read_manifest(media: Path) -> list[Medium]:
    """All rows of `manifest.csv` under the media folder, in its order."""
    path = media / "manifest.csv"
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} is missing: name the folder of the media with --media FOLDER"
        )
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [
            Medium(
                path=row["path"],
                kind=row["kind"],
                label=row["class"],
                source=row["source"],
                licence=row["licence"],
                split=row["split"],
                role=row["role"],
                group=row["group"],
            )
            for row in csv.DictReader(lines)
        ]
    refuse_leaks(rows)
    return rows


def refuse_leaks(rows: list[Medium]) -> None:
    """Raise where one group lies in two splits: its score would be no measurement."""
    split_of: dict[tuple[str, str], str] = {}
    for row in rows:
        if not row.group:
            continue
        before = split_of.setdefault((row.kind, row.group), row.split)
        if before != row.split:
            raise ValueError(f"group {row.group} of {row.path} is in {before} and in {row.split}")


def select(rows: list[Medium], kind: str, split: str) -> list[Medium]:
    """Rows of one kind and split; in `train` only those that may train what is released."""
    if split not in SPLITS:
        raise ValueError(f"split must be one of {SPLITS}, not {split!r}")
    chosen = [row for row in rows if row.kind == kind and row.split == split]
    return [row for row in chosen if row.may_train] if split == "train" else chosen


def licence_family(licence: str) -> str:
    """Coarse name of a licence text, for counts on the card."""
    text = licence.lower()
    families = (
        ("clip cc by", "CC BY"),  # a free clip of a compilation under other terms
        ("clip cc0", "CC0 or public domain"),
        ("by-nc", "non-commercial"),
        ("non-commercial", "non-commercial"),
        ("not to be sold", "CC BY-SA"),
        ("cc by-sa", "CC BY-SA"),
        ("cc-by-sa", "CC BY-SA"),
        ("cc by", "CC BY"),
        ("cc-by", "CC BY"),
        ("cc0", "CC0 or public domain"),
        ("public domain", "CC0 or public domain"),
        ("no known", "CC0 or public domain"),
        ("odbl", "ODbL"),
        ("gpl", "GPL"),
        ("mit", "MIT, BSD or Apache"),
        ("apache", "MIT, BSD or Apache"),
        ("bsd", "MIT, BSD or Apache"),
        ("free art", "Free Art Licence"),
        ("artistic", "Artistic-2.0"),
    )
    return next((family for key, family in families if key in text), "other free terms")


def licence_counts(rows: list[Medium]) -> Counter[tuple[str, str]]:
    """How many rows of each kind stand under each licence family: (kind, family) to count."""
    return Counter((row.kind, licence_family(row.licence)) for row in rows)
