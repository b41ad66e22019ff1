"""The frames of a rendered clip: a ground under a moving camera, and what is shown on it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy
from numpy.random import default_rng
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from earwitness_training.data import photos
from earwitness_training.rendered.script import SECONDS, Camera, ClipScript, Shown

_STAGE_SCALE = 1.3  # of a full picture, so that zoom and shake find something beside its middle
_ENTRANCE_SECONDS = 0.3
_GROUND_ZOOM = (1.05, 1.15)
_NOISE_FRAMES = 4


class Picture:
    """Draws one script's frames in order."""

    def __init__(self, script: ClipScript, media: Path) -> None:
        self._script = script
        self._camera = script.camera
        ground = _graded(photos.load(media / script.ground), self._camera)
        self._ground = _stage(ground, self._camera)
        self._full: dict[Shown, Image.Image] = {}
        self._things: dict[Shown, tuple[Image.Image, Image.Image]] = {}
        for shown in script.shown:
            photo = _cropped(photos.load(media / shown.path), shown)
            if shown.full:
                self._full[shown] = _stage(_graded(photo, self._camera), self._camera)
            else:
                self._things[shown] = _thing(photo, shown, self._camera)
        self._noise = _noise(self._camera, script.seed)

    def frames(self) -> Iterator[bytes]:
        """RGB bytes of each frame, row by row."""
        for index in range(SECONDS * self._camera.frame_rate):
            frame = self.frame(index / self._camera.frame_rate)
            yield self._with_noise(frame, index) if self._noise else frame.tobytes()

    def frame(self, time: float) -> Image.Image:
        """The picture at a time in seconds, without noise."""
        visible = [shown for shown in self._script.shown if shown.start <= time < shown.end]
        full = next((shown for shown in reversed(visible) if shown.full), None)
        if full is None:
            picture = self._view(self._ground, _GROUND_ZOOM, time / SECONDS, time)
        else:
            visible = visible[visible.index(full) + 1 :]
            picture = self._view(self._full[full], full.zoom, _share(full, time), time)
        for shown in visible:
            self._place(picture, shown, _share(shown, time), time)
        return picture

    def _view(
        self, stage: Image.Image, zoom: tuple[float, float], share: float, time: float
    ) -> Image.Image:
        """What the camera sees of a stage; zoom 1 is the whole stage."""
        factor = max(1.0, zoom[0] + (zoom[1] - zoom[0]) * share)
        width, height = stage.width / factor, stage.height / factor
        shake = self._camera.shake
        across = 0.5 + 0.4 * math.sin(time * 0.5 + self._script.seed % 7)
        left = (stage.width - width) * across + shake * stage.width * math.sin(time * 7.1)
        top = (stage.height - height) * 0.5 + shake * stage.height * math.sin(time * 5.3 + 1)
        left = min(max(0.0, left), stage.width - width)
        top = min(max(0.0, top), stage.height - height)
        size = self._camera.width, self._camera.height
        return stage.resize(
            size, Image.Resampling.BILINEAR, box=(left, top, left + width, top + height)
        )

    def _place(self, picture: Image.Image, shown: Shown, share: float, time: float) -> None:
        thing, alpha = self._things[shown]
        shake = self._camera.shake
        x = shown.place[0] + shown.drift[0] * share + shake * math.sin(time * 7.1)
        y = shown.place[1] + shown.drift[1] * share + shake * math.sin(time * 5.3 + 1)
        left = int(x * picture.width - thing.width / 2)
        top = int(y * picture.height - thing.height / 2)
        left = min(max(left, -thing.width // 5), picture.width - thing.width * 4 // 5)
        top = min(max(top, -thing.height // 5), picture.height - thing.height * 4 // 5)
        since = time - shown.start
        if shown.start > 0 and since < _ENTRANCE_SECONDS:
            outside = -thing.width if shown.place[0] < 0.5 else picture.width
            left = int(outside + (left - outside) * since / _ENTRANCE_SECONDS)
        picture.paste(thing, (left, top), alpha)

    def _with_noise(self, frame: Image.Image, index: int) -> bytes:
        noise = self._noise[index % len(self._noise)]
        shifted = numpy.roll(noise, 37 * index, axis=1)
        values = numpy.asarray(frame).astype(numpy.int16) + shifted
        return numpy.clip(values, 0, 255).astype(numpy.uint8).tobytes()


def _share(shown: Shown, time: float) -> float:
    return (time - shown.start) / (shown.end - shown.start)


def _stage(photo: Image.Image, camera: Camera) -> Image.Image:
    size = int(camera.width * _STAGE_SCALE), int(camera.height * _STAGE_SCALE)
    return ImageOps.fit(photo, size, Image.Resampling.BICUBIC, centering=(0.5, 0.4))


def _cropped(photo: Image.Image, shown: Shown) -> Image.Image:
    width, height = int(photo.width * shown.crop), int(photo.height * shown.crop)
    left = int((photo.width - width) * shown.crop_at[0])
    top = int((photo.height - height) * shown.crop_at[1])
    crop = photo.crop((left, top, left + width, top + height))
    return ImageOps.mirror(crop) if shown.mirrored else crop


def _thing(photo: Image.Image, shown: Shown, camera: Camera) -> tuple[Image.Image, Image.Image]:
    """The photo in its size, and how opaque it is: white grounds vanish, other edges are soft."""
    height = camera.height * shown.height
    scale = min(height / photo.height, 0.9 * camera.width / photo.width)
    size = max(8, round(photo.width * scale)), max(8, round(photo.height * scale))
    thing = photo.resize(size, Image.Resampling.BICUBIC)
    alpha = photos.opacity(thing)
    if alpha.getextrema() == (255, 255):
        edge = max(2, min(size) // 40)
        inside = Image.new("L", size, 0)
        inside.paste(255, (edge, edge, size[0] - edge, size[1] - edge))
        alpha = inside.filter(ImageFilter.GaussianBlur(edge / 2))
    return _graded(thing, camera), alpha  # what is white shows before the colours are changed


def _graded(photo: Image.Image, camera: Camera) -> Image.Image:
    """As the camera gives its colours and sharpness; done once a photo and not once a frame."""
    photo = ImageEnhance.Brightness(photo).enhance(camera.brightness)
    photo = ImageEnhance.Contrast(photo).enhance(camera.contrast)
    photo = ImageEnhance.Color(photo).enhance(camera.saturation)
    if not camera.blur:
        return photo
    return photo.filter(ImageFilter.GaussianBlur(camera.blur * photo.height / camera.height))


def _noise(camera: Camera, seed: int) -> list[numpy.ndarray]:
    if camera.noise == 0:
        return []
    random = default_rng([seed, 1])
    shape = camera.height, camera.width, 3
    return [
        numpy.rint(random.normal(0, camera.noise, shape)).astype(numpy.int16)
        for _ in range(_NOISE_FRAMES)
    ]
