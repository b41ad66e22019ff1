"""Draws scripts from the media of one split: what, where, when, how loud, how filmed and encoded.

Each clip has a generator of its own (seed, split, number): clip 7 is the same however many are
drawn. Only media of the split are used, so that no photo or recording of training is ever tested.
"""

from __future__ import annotations

from numpy.random import Generator, default_rng

from earwitness_training.data.manifest import SPLITS, Medium, select
from earwitness_training.rendered.script import (
    KINDS,
    SECONDS,
    Camera,
    ClipScript,
    Encoding,
    Kind,
    Played,
    Shown,
)

_KIND_SHARES = (0.62, 0.12, 0.10, 0.06, 0.06, 0.04)  # in the order of KINDS
_LEAST_SPAN = 3
_FULL_SPAN = 0.45
_FULL_PICTURE = 0.45
_INTERRUPTED = 0.25
_OTHER_SOUND_OUTSIDE = 0.5
_UNDER = 0.3
_STREAM = 29  # keeps these draws apart from those of other parts with the same seed

# Sounds and photos that a class is mistaken for: the thing is not there, however much it seems so.
_LOOK_ALIKE_SOUNDS = {
    "acoustic_guitar": ("other:cello", "other:double_bass", "violin", "ukulele"),
    "baby_cry": ("other:baby_laugh", "other:laughing", "goat"),
    "banjo": ("ukulele", "other:cello", "violin"),
    "bark": ("other:wolf_howl", "other:coyote_howl", "other:sea_lion", "other:crow"),
    "cat": ("other:lion", "other:leopard_growl", "other:leopard_roar", "other:baby_laugh"),
    "fixed_wing_aircraft": ("other:petrol_car", "other:wind", "chainsaw", "race_car"),
    "flute": ("other:clarinet", "other:oboe", "violin", "other:ocarina"),
    "helicopter": ("other:diesel_car", "other:trimmer", "chainsaw", "motorcycle"),
    "mandolin": ("ukulele", "violin", "other:cello"),
    "rooster": ("other:hen", "other:chicken", "other:duck_quack", "other:crow"),
    "saxophone": ("other:trombone", "other:french_horn", "other:clarinet", "other:bassoon"),
    "train_horn": ("other:train_passing", "other:tram", "other:car_horn", "other:ship_horn"),
}
_LOOK_ALIKE_PHOTOS = {
    "acoustic_guitar": ("other:electric_guitar", "other:sitar", "violin"),
    "banjo": ("other:electric_guitar", "other:dulcimer", "other:sitar"),
    "bark": ("other:wild_cat", "goat", "horse"),
    "cat": ("other:wild_cat", "other:cougar"),
    "fixed_wing_aircraft": ("other:car", "bus"),
    "flute": ("other:clarinet", "other:ocarina", "other:didgeridoo"),
    "helicopter": ("truck", "motorcycle", "other:car"),
    "mandolin": ("violin", "other:sitar", "other:electric_guitar"),
    "rooster": ("other:hen", "other:prairie_chicken", "other:pigeon"),
    "saxophone": ("other:trumpet", "other:french_horn", "other:euphonium", "other:clarinet"),
    "train_horn": ("truck", "bus", "other:ferry"),
}
# Distractors that may hold one of the classes after all, whatever their name: no truth in them.
_UNCLEAR = (
    "other:animal",
    "other:child",
    "other:crowd",
    "other:horn",
    "other:music",
    "other:sound_effect",
    "other:speech",
    "other:vehicle",
    "other:vehicle_horn",
)


class ScriptWriter:
    """Writes the scripts of one split."""

    def __init__(self, rows: list[Medium], split: str, classes: tuple[str, ...], seed: int) -> None:
        """classes: what is to be told from everything else, usually the labels of a pack."""
        self._split = split
        self._classes = classes
        self._seed = seed
        self._photos = _by_label(select(rows, "photo", split))
        self._sounds = _by_label(select(rows, "sound", split))
        lacking = [name for name in classes if not self._photos.get(name)]
        lacking += [name for name in classes if not self._sounds.get(name)]
        if lacking:
            raise ValueError(f"split {split} has no photo or no sound of {sorted(set(lacking))}")
        self._grounds = [
            path for name in self._distractors(self._photos) for path in self._photos[name]
        ]
        if not self._grounds or not self._distractors(self._sounds):
            raise ValueError(f"split {split} has no distractor (class other:..) to stand behind")

    def scripts(self, count: int) -> list[ClipScript]:
        """The first `count` scripts."""
        return [self.script(index) for index in range(count)]

    def script(self, index: int) -> ClipScript:
        """Script number `index`, about class `index` modulo the number of classes."""
        random = default_rng([self._seed, SPLITS.index(self._split), index, _STREAM])
        target = self._classes[index % len(self._classes)]
        kind = KINDS[int(random.choice(len(KINDS), p=_KIND_SHARES))]
        kind, seen, heard = self._subjects(kind, target, random)
        seen_span, heard_span = _spans(kind, random)
        camera = _camera(random)
        shown = self._shown(seen, seen_span, random)
        return ClipScript(
            name=f"{self._split}-{index:04}",
            kind=kind,
            ground=_one(self._grounds, random),
            shown=shown,
            played=self._played(heard, heard_span, random),
            room_tone=float(random.uniform(-75, -45)),
            camera=camera,
            encoding=_encoding(camera, random),
            seed=int(random.integers(2**31)),
        )

    def _distractors(self, media: dict[str, list[str]]) -> list[str]:
        return [name for name in media if name.startswith("other:") and name not in _UNCLEAR]

    def _subjects(
        self, kind: Kind, target: str, random: Generator
    ) -> tuple[Kind, str | None, str | None]:
        """What is shown and what is played; a kind that the media do not allow becomes another."""
        if kind == "match":
            return kind, target, target
        if kind == "wrong_sound":
            return kind, target, self._another(target, random)
        if kind == "look_alike":
            pair = self._look_alike(target, random)
            if pair is None:
                return "wrong_sound", target, self._another(target, random)
            return kind, *pair
        if kind == "only_seen":
            return kind, target, self._distractor_sound(random, 0.7)
        if kind == "only_heard":
            return kind, None, target
        return kind, None, self._distractor_sound(random, 0.8)

    def _distractor_sound(self, random: Generator, share: float) -> str | None:
        if random.random() >= share:
            return None
        return _one(self._distractors(self._sounds), random)

    def _another(self, target: str, random: Generator) -> str:
        others = [name for name in self._classes if name != target]
        return _one(others, random)

    def _look_alike(self, target: str, random: Generator) -> tuple[str, str] | None:
        """A pair that only seems to be an event: a like sound, a like picture, or a thing that
        is heard and seen but is none of the classes."""
        unnamed = [
            (name, name)
            for name in self._photos
            if name in self._sounds and name not in self._classes and not name.startswith("other:")
        ]
        sounds = [
            (target, name)
            for name in _LOOK_ALIKE_SOUNDS.get(target, ())
            if name in self._sounds and name not in self._classes
        ]
        photos = [
            (name, target)
            for name in _LOOK_ALIKE_PHOTOS.get(target, ())
            if name in self._photos and name not in self._classes
        ]
        kinds = [pairs for pairs in (sounds, photos, unnamed) if pairs]
        if not kinds:
            return None
        pairs = kinds[int(random.integers(len(kinds)))]
        return pairs[int(random.integers(len(pairs)))]

    def _shown(
        self, label: str | None, span: tuple[int, int], random: Generator
    ) -> tuple[Shown, ...]:
        if label is None:
            return ()
        return (_shown(_one(self._photos[label], random), label, span, random),)

    def _played(
        self, label: str | None, span: tuple[int, int], random: Generator
    ) -> tuple[Played, ...]:
        level = float(random.uniform(-34, -14))
        tracks: list[Played] = []
        if label is not None:
            path = _one(self._sounds[label], random)
            muffled = bool(random.random() < 0.2)
            parts = _interrupted(span, random) if random.random() < _INTERRUPTED else [span]
            tracks += [Played(path, label, *part, level, muffled) for part in parts]
            if len(parts) == 2 and parts[0][1] < parts[1][0]:
                tracks += self._distractor((parts[0][1], parts[1][0]), level, random)
        for free in ((0, span[0]), (span[1], SECONDS)) if label is not None else ():
            if free[0] < free[1] and random.random() < _OTHER_SOUND_OUTSIDE:
                tracks += self._distractor(free, level, random)
        if random.random() < _UNDER:
            under = level - float(random.uniform(14, 26))
            tracks += self._distractor((0, SECONDS), under, random)
        return tuple(tracks)

    def _distractor(self, span: tuple[int, int], level: float, random: Generator) -> list[Played]:
        label = _one(self._distractors(self._sounds), random)
        return [Played(_one(self._sounds[label], random), label, *span, level)]


def _by_label(media: list[Medium]) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = {}
    for medium in media:
        paths.setdefault(medium.label, []).append(medium.path)
    return paths


def _one(values: list[str], random: Generator) -> str:
    return values[int(random.integers(len(values)))]


def _span(random: Generator) -> tuple[int, int]:
    if random.random() < _FULL_SPAN:
        return 0, SECONDS
    length = int(random.integers(_LEAST_SPAN, SECONDS))
    start = int(random.integers(0, SECONDS - length + 1))
    return start, start + length


def _spans(kind: Kind, random: Generator) -> tuple[tuple[int, int], tuple[int, int]]:
    """When it is shown and when it is heard; in a match they share at least two seconds."""
    while True:
        shown, heard = _span(random), _span(random)
        if kind != "match" or min(shown[1], heard[1]) - max(shown[0], heard[0]) >= 2:
            return shown, heard


def _interrupted(span: tuple[int, int], random: Generator) -> list[tuple[int, int]]:
    """The span with one to three seconds cut out of its inside, where it is long enough."""
    length = span[1] - span[0]
    if length < 5:
        return [span]
    pause = int(random.integers(1, 4))
    start = span[0] + int(random.integers(1, length - pause))
    return [(span[0], start), (start + pause, span[1])]


def _shown(path: str, label: str, span: tuple[int, int], random: Generator) -> Shown:
    full = bool(random.random() < _FULL_PICTURE)
    height = float(random.uniform(0.45, 0.95))
    zoom = float(random.uniform(1.0, 1.15)), float(random.uniform(1.0, 1.15))
    return Shown(
        path=path,
        label=label,
        start=span[0],
        end=span[1],
        full=full,
        height=height,
        place=(float(random.uniform(0.22, 0.78)), float(random.uniform(0.35, 0.7))),
        drift=(float(random.uniform(-0.2, 0.2)), float(random.uniform(-0.06, 0.06))),
        zoom=zoom,
        crop=float(random.uniform(0.85, 1.0)),
        crop_at=(float(random.random()), float(random.random())),
        mirrored=bool(random.random() < 0.5),
    )


def _camera(random: Generator) -> Camera:
    sizes = ((640, 360), (640, 360), (640, 480), (854, 480), (480, 270))
    width, height = sizes[int(random.integers(len(sizes)))]
    noisy, soft = random.random() < 0.5, random.random() < 0.2
    return Camera(
        width=width,
        height=height,
        frame_rate=(15, 25, 25, 30)[int(random.integers(4))],
        shake=float(random.uniform(0, 0.02)),
        brightness=float(random.uniform(0.7, 1.25)),
        contrast=float(random.uniform(0.8, 1.2)),
        saturation=float(random.uniform(0.6, 1.2)),
        noise=float(random.uniform(1, 8)) if noisy else 0.0,
        blur=float(random.uniform(0.4, 1.2)) if soft else 0.0,
    )


def _encoding(camera: Camera, random: Generator) -> Encoding:
    containers = (
        ("mp4", "libx264", "aac"),
        ("mp4", "libx264", "aac"),
        ("mp4", "mpeg4", "aac"),
        ("mp4", "libx264", "libmp3lame"),
        ("mkv", "libx264", "libopus"),
        ("mkv", "mpeg4", "libmp3lame"),
    )
    container, video, audio = containers[int(random.integers(len(containers)))]
    quality = random.integers(21, 33) if video == "libx264" else random.integers(3, 10)
    return Encoding(
        container=container,
        video=video,
        quality=int(quality),
        keyframe_every=int(camera.frame_rate * random.integers(1, 3)),
        audio=audio,
        kilobits=int((48, 64, 96, 128)[int(random.integers(4))]),
        sample_rate=48_000
        if audio == "libopus"
        else (32_000, 44_100, 48_000)[int(random.integers(3))],
        channels=int(random.integers(1, 3)),
    )
