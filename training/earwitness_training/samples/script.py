"""What happens in each sample stream, second by second, as data."""

from __future__ import annotations

from dataclasses import dataclass

from earwitness_training.data.manifest import BACKGROUND

SILENT = ""


@dataclass(frozen=True)
class Shot:
    """A full-frame picture from one second to another, under a slow camera.

    focus is the point (0..1 of width and height) around which it is cropped to 16:9; zoom goes
    evenly from its first value to its second.
    """

    file: str
    label: str
    start: float
    end: float
    focus: tuple[float, float] = (0.5, 0.5)
    zoom: tuple[float, float] = (1.04, 1.12)


@dataclass(frozen=True)
class Figure:
    """A cut-out that stands in the picture from one second to another.

    height is its share of the picture's; foot is where it stands (0..1); it comes in from and
    leaves to the side named, within a second.
    """

    file: str
    label: str
    start: float
    end: float
    height: float
    foot: tuple[float, float]
    side: str
    mirrored: bool = False


@dataclass(frozen=True)
class Sound:
    """Recordings played one after another from one second to another, with fades."""

    files: tuple[str, ...]
    label: str
    start: float
    end: float
    level: float = -20.0  # RMS of the active parts, in decibel of full scale
    gap: float = 0.12  # seconds between two recordings


@dataclass(frozen=True)
class Sample:
    """One sample stream. Labels of shots, figures and sounds are the manifest's classes, `other:*`
    for things that the pack does not name, or empty for what makes no sound."""

    name: str
    about: str
    seconds: int
    shots: tuple[Shot, ...]
    figures: tuple[Figure, ...]
    sounds: tuple[Sound, ...]
    tone_level: float = -58.0

    def files(self) -> list[str]:
        """Every source file, in order of first use."""
        used = [shot.file for shot in self.shots] + [figure.file for figure in self.figures]
        used += [file for sound in self.sounds for file in sound.files]
        return list(dict.fromkeys(used))


@dataclass(frozen=True)
class Span:
    """Whole seconds with one expectation; `expected` is the label, else background."""

    start: int
    end: int
    expected: str
    heard: str
    seen: str


def things_at(things: tuple[Shot | Figure | Sound, ...], second: int) -> list[str]:
    """Labels of what is present for the larger part of a second."""
    return [
        thing.label
        for thing in things
        if min(thing.end, second + 1) - max(thing.start, second) >= 0.5 and thing.label != SILENT
    ]


def expectations(sample: Sample, classes: tuple[str, ...]) -> list[Span]:
    """What a perfect witness says of each second, joined where it stays the same."""
    spans: list[Span] = []
    for second in range(sample.seconds):
        heard = things_at(sample.sounds, second)
        seen = things_at(sample.shots, second) + things_at(sample.figures, second)
        events = [label for label in heard if label in seen and label in classes]
        expected = events[0] if events else BACKGROUND
        said = (expected, "+".join(heard), "+".join(seen))
        last = spans[-1] if spans else None
        if last is not None and (last.expected, last.heard, last.seen) == said:
            spans[-1] = Span(last.start, second + 1, *said)
        else:
            spans.append(Span(second, second + 1, *said))
    return spans
