"""Ten-second clips composed of cached features, with labels a second.

In a clip something may be heard and seen, only heard, only seen, or neither; only the first is an
event. A sound that belongs to another picture is background. What is shown outside its span is
something else: another thing, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from numpy.random import Generator

from earwitness_training.data.features import Features
from earwitness_training.data.manifest import OTHER
from earwitness_training.data.views import EMPTY, View

SEGMENTS = 10
# What a clip is about, and how often.
_MATCH, _WRONG_SOUND, _ONLY_SEEN, _ONLY_HEARD, _NEITHER = 0.70, 0.12, 0.06, 0.06, 0.06
_FULL_SPAN = 0.45
_SWITCH_VIEW = 0.15
_INTERRUPTED = 0.3  # of the sound tracks: another sound for a while, so that no label just lasts


class Pool:
    """Views of one track and split: target to media to rows."""

    def __init__(self, rows: list[View]) -> None:
        media: dict[str, dict[str, list[int]]] = {}
        for index, row in enumerate(rows):
            target = "empty" if row.label == EMPTY else row.target
            media.setdefault(target, {}).setdefault(row.medium, []).append(index)
        self._media = {target: list(rows_of.values()) for target, rows_of in media.items()}

    def medium(self, target: str, random: Generator) -> list[int]:
        """Rows of one medium of a target, each medium equally often."""
        if target not in self._media:
            raise ValueError(f"no medium of {target} in this split; it has {list(self._media)}")
        media = self._media[target]
        return media[int(random.integers(len(media)))]


@dataclass(frozen=True)
class Clip:
    """Which view each second of each track shows, and what it is (class index, else background)."""

    pictures: numpy.ndarray  # int64 [segments], rows of the maps
    seconds: numpy.ndarray  # int64 [segments], rows of the vectors
    seen: numpy.ndarray  # int64 [segments]
    heard: numpy.ndarray  # int64 [segments]
    background: int

    @property
    def labels(self) -> numpy.ndarray:
        """The event of each segment: what is heard and seen, else background. int64 [segments]"""
        return numpy.where(self.seen == self.heard, self.seen, self.background)


class Composer:
    """Composes clips from the features of one split."""

    def __init__(self, features: Features, classes: tuple[str, ...], segments: int = SEGMENTS):
        self.features = features
        self.classes = classes
        self.segments = segments
        self._pictures = Pool(features.map_rows)
        self._sounds = Pool(features.vector_rows)

    def compose(self, random: Generator) -> Clip:
        """One clip."""
        seen, heard = self._subjects(random)
        shown = self._span(random)
        sounding = shown if random.random() < 0.25 else self._span(random)
        pictures, seen_at = self._picture_track(seen, shown, random)
        seconds, heard_at = self._sound_track(heard, sounding, random)
        return Clip(pictures, seconds, seen_at, heard_at, len(self.classes))

    def medium_of(self, clip: Clip) -> str:
        """A name for a clip in messages: the media of its first second."""
        picture = self.features.map_rows[int(clip.pictures[0])].medium
        return f"{picture} with {self.features.vector_rows[int(clip.seconds[0])].medium}"

    def _subjects(self, random: Generator) -> tuple[str, str]:
        first, second = random.choice(len(self.classes), size=2, replace=False)
        thing, another = self.classes[first], self.classes[second]
        kind = int(random.choice(5, p=[_MATCH, _WRONG_SOUND, _ONLY_SEEN, _ONLY_HEARD, _NEITHER]))
        nothing = OTHER if random.random() < 0.7 else "empty"
        return (
            (thing, thing),
            (thing, another),
            (thing, nothing),
            (OTHER, thing),
            (OTHER, nothing),
        )[kind]

    def _span(self, random: Generator) -> tuple[int, int]:
        if random.random() < _FULL_SPAN:
            return 0, self.segments
        length = int(random.integers(2, self.segments))
        start = int(random.integers(0, self.segments - length + 1))
        return start, start + length

    def _index(self, target: str) -> int:
        return self.classes.index(target) if target in self.classes else len(self.classes)

    def _another(self, target: str, random: Generator) -> str:
        others = [name for name in self.classes if name != target]
        return others[int(random.integers(len(others)))]

    def _picture_track(
        self, target: str, span: tuple[int, int], random: Generator
    ) -> tuple[numpy.ndarray, numpy.ndarray]:
        outside = self._another(target, random) if random.random() < 0.15 else OTHER
        rows = numpy.empty(self.segments, numpy.int64)
        shown = numpy.empty(self.segments, numpy.int64)
        media = {True: self._pictures.medium(target, random)}
        media[False] = self._pictures.medium(outside, random)
        view = {inside: int(random.choice(media[inside])) for inside in (True, False)}
        for segment in range(self.segments):
            inside = span[0] <= segment < span[1]
            if random.random() < _SWITCH_VIEW:
                view[inside] = int(random.choice(media[inside]))
            rows[segment] = view[inside]
            shown[segment] = self._index(target if inside else outside)
        return rows, shown

    def _sound_track(
        self, target: str, span: tuple[int, int], random: Generator
    ) -> tuple[numpy.ndarray, numpy.ndarray]:
        draw = random.random()
        outside = "empty" if draw < 0.5 else OTHER
        if draw > 0.85:
            outside = self._another(target, random)
        rows = numpy.empty(self.segments, numpy.int64)
        sounding = numpy.empty(self.segments, numpy.int64)
        media = {True: self._sounds.medium(target, random)}
        media[False] = self._sounds.medium(outside, random)
        for segment in range(self.segments):
            inside = span[0] <= segment < span[1]
            rows[segment] = random.choice(media[inside])
            sounding[segment] = self._index(target if inside else outside)
        if random.random() < _INTERRUPTED:
            self._interrupt(target, rows, sounding, random)
        return rows, sounding

    def _interrupt(
        self, target: str, rows: numpy.ndarray, sounding: numpy.ndarray, random: Generator
    ) -> None:
        """Put another sound, of a thing that the pack names or not, over one to four seconds."""
        instead = OTHER if random.random() < 0.5 else self._another(target, random)
        medium = self._sounds.medium(instead, random)
        length = int(random.integers(1, 5))
        start = int(random.integers(0, self.segments - length + 1))
        for segment in range(start, start + length):
            rows[segment] = random.choice(medium)
            sounding[segment] = self._index(instead)


@dataclass(frozen=True)
class ClipBatch:
    """Clips as arrays: maps float32 [clips, segments, 7, 7, visual], vectors float32 [clips,
    segments, audio], labels int64 [clips, segments]."""

    maps: numpy.ndarray
    vectors: numpy.ndarray
    labels: numpy.ndarray
    heard: numpy.ndarray
    seen: numpy.ndarray


def batch_of(clips: list[Clip], features: Features) -> ClipBatch:
    """Look the features of some clips up."""
    pictures = numpy.stack([clip.pictures for clip in clips])
    seconds = numpy.stack([clip.seconds for clip in clips])
    return ClipBatch(
        maps=features.maps[pictures].astype(numpy.float32),
        vectors=features.vectors[seconds].astype(numpy.float32),
        labels=numpy.stack([clip.labels for clip in clips]),
        heard=numpy.stack([clip.heard for clip in clips]),
        seen=numpy.stack([clip.seen for clip in clips]),
    )
