"""What happens in one rendered clip, as data: what is shown, what is played, how it is encoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from earwitness_training.data.manifest import BACKGROUND

SECONDS = 10

# Why a clip has the labels that it has.
Kind = Literal["match", "wrong_sound", "look_alike", "only_seen", "only_heard", "neither"]
KINDS: tuple[Kind, ...] = (
    "match",
    "wrong_sound",
    "look_alike",
    "only_seen",
    "only_heard",
    "neither",
)


@dataclass(frozen=True)
class Shown:
    """A photo in the picture from one whole second to another.

    full: it fills the picture (cropped to its shape, under a moving camera); else it is a thing in
    the scene behind it.
    height: share of the picture's height (of a thing; a full photo ignores it)
    place: centre of the thing, 0..1 of width and height, at its first second
    drift: how far the centre moves in all, in shares of width and height
    crop: share of each side that is kept of the photo; crop_at says where, 0..1
    """

    path: str
    label: str
    start: int
    end: int
    full: bool
    height: float
    place: tuple[float, float]
    drift: tuple[float, float]
    zoom: tuple[float, float]
    crop: float
    crop_at: tuple[float, float]
    mirrored: bool


@dataclass(frozen=True)
class Played:
    """A recording that sounds in every second from one whole second to another."""

    path: str
    label: str
    start: int
    end: int
    level: float  # RMS in decibel of full scale
    muffled: bool = False


@dataclass(frozen=True)
class Camera:
    """How the scene is filmed."""

    width: int
    height: int
    frame_rate: int
    shake: float  # share of the picture by which it sways
    brightness: float
    contrast: float
    saturation: float
    noise: float  # standard deviation in levels of 255
    blur: float  # radius in pixels


@dataclass(frozen=True)
class Encoding:
    """How the file is written, in FFmpeg's names."""

    container: str  # mp4 | mkv
    video: str  # libx264 | mpeg4
    quality: int  # constant rate factor of libx264, quantiser of mpeg4
    keyframe_every: int  # frames
    audio: str  # aac | libmp3lame | libopus
    kilobits: int
    sample_rate: int
    channels: int


@dataclass(frozen=True)
class ClipScript:
    """One clip. Later things lie before earlier ones; a full one hides all before it."""

    name: str
    kind: Kind
    ground: str  # photo of no thing that a pack names; behind everything
    shown: tuple[Shown, ...]
    played: tuple[Played, ...]
    room_tone: float  # RMS of the noise floor, in decibel of full scale
    camera: Camera
    encoding: Encoding
    seed: int  # of noise and of the cuts of the recordings

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.{self.encoding.container}"

    def seen(self, second: int) -> list[str]:
        """Manifest classes that are in the picture in a second."""
        labels: list[str] = []
        for thing in self.shown:
            if thing.start <= second < thing.end:
                labels = [thing.label] if thing.full else [*labels, thing.label]
        return labels

    def heard(self, second: int) -> list[str]:
        """Manifest classes that sound in a second."""
        return [sound.label for sound in self.played if sound.start <= second < sound.end]

    def labels(self, classes: tuple[str, ...]) -> list[str]:
        """What is heard and seen, second by second; what the classes do not name is background."""
        said = []
        for second in range(SECONDS):
            seen = self.seen(second)
            both = [name for name in self.heard(second) if name in seen and name in classes]
            said.append(both[0] if both else BACKGROUND)
        return said

    def sources(self) -> list[str]:
        """Every photo and recording used, once."""
        used = [self.ground, *(thing.path for thing in self.shown)]
        return list(dict.fromkeys([*used, *(sound.path for sound in self.played)]))
