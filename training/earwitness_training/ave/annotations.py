"""`Annotations.txt` of the AVE data set: one line a clip, and the segments it makes events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy

from earwitness_training.names import nearest

SEGMENTS = 10  # of one second each in every clip

#: Categories in the order of the data set's labels and the authors' checkpoints.
CATEGORIES = (
    "Church bell",
    "Male speech, man speaking",
    "Bark",
    "Fixed-wing aircraft, airplane",
    "Race car, auto racing",
    "Female speech, woman speaking",
    "Helicopter",
    "Violin, fiddle",
    "Flute",
    "Ukulele",
    "Frying (food)",
    "Truck",
    "Shofar",
    "Motorcycle",
    "Acoustic guitar",
    "Train horn",
    "Clock",
    "Banjo",
    "Goat",
    "Baby cry, infant cry",
    "Bus",
    "Chainsaw",
    "Cat",
    "Horse",
    "Toilet flush",
    "Rodents, rats, mice",
    "Accordion",
    "Mandolin",
)
BACKGROUND = len(CATEGORIES)  # the label of a segment without an event

_FIELDS = "category&video id&quality&start&end"


@dataclass(frozen=True)
class Annotation:
    """One clip: its category, and the seconds in which it is heard and seen."""

    category: int
    video: str  # name of the file without its ending
    quality: str
    start: int  # first second of the event
    end: int  # the second after its last

    def labels(self) -> numpy.ndarray:
        """The category in the seconds of the event, else background: int64 [10]."""
        second = numpy.arange(SEGMENTS)
        return numpy.where((self.start <= second) & (second < self.end), self.category, BACKGROUND)


def read_annotations(path: Path) -> list[Annotation]:
    """All lines of `Annotations.txt`; a line's place is the row of the clip in every array."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: it names the clips, {_FIELDS} in each line")
    lines = path.read_text(encoding="utf-8").splitlines()
    if lines and lines[0].lower().startswith("category&"):
        lines = lines[1:]  # some copies have a heading
    read = [
        _annotation(line, f"{path}, clip {row}")
        for row, line in enumerate(lines)
        if line.strip() or row < len(lines) - 1
    ]
    if not read:
        raise ValueError(f"{path} names no clip")
    return read


def _annotation(line: str, where: str) -> Annotation:
    # Names of categories hold commas and brackets, but no &; video ids hold neither.
    parts = [part.strip() for part in line.split("&")]
    if len(parts) != 5:
        raise ValueError(f"{where}: {line!r} is not {_FIELDS}")
    category, video, quality, start, end = parts
    if category not in CATEGORIES:
        hint = nearest(category, CATEGORIES)
        raise ValueError(f"{where}: AVE has no category {category!r}{hint}")
    if not (start.isdecimal() and end.isdecimal() and int(start) <= int(end) <= SEGMENTS):
        raise ValueError(f"{where}: seconds {start!r} to {end!r} are not within 0 to {SEGMENTS}")
    return Annotation(CATEGORIES.index(category), video, quality, int(start), int(end))
