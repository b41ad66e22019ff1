"""Frames of a sample: shots under a slowly moving camera, figures that come, stand and go."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

from earwitness_training.samples.script import Figure, Sample, Shot

WIDTH, HEIGHT, FRAME_RATE = 640, 360, 25
_WALK_SECONDS = 0.8
_DISSOLVE_SECONDS = 0.4
_SCALE = 1.5  # of the stage on which a shot is kept, so that zooming does not blur it


class PictureTrack:
    """Renders one sample's frames in order."""

    def __init__(self, sample: Sample, ship: Path) -> None:
        self._sample = sample
        self._stages = {shot: _stage(shot, ship) for shot in sample.shots}
        self._figures = {figure: _cut_out(figure, ship) for figure in sample.figures}

    def frames(self) -> Iterator[bytes]:
        """RGB bytes of each frame, `HEIGHT` rows of `WIDTH` pixels."""
        for index in range(self._sample.seconds * FRAME_RATE):
            yield self.frame(index / FRAME_RATE).tobytes()

    def frame(self, time: float) -> Image.Image:
        """The picture at a time in seconds."""
        shots = self._sample.shots
        current = max(i for i, shot in enumerate(shots) if shot.start <= time)
        picture = self._camera(shots[current], time)
        since = time - shots[current].start
        if current > 0 and since < _DISSOLVE_SECONDS:
            before = self._camera(shots[current - 1], time)
            picture = Image.blend(before, picture, since / _DISSOLVE_SECONDS)
        for figure in self._sample.figures:
            if figure.start <= time < figure.end:
                self._place(picture, figure, time)
        return picture

    def _camera(self, shot: Shot, time: float) -> Image.Image:
        stage = self._stages[shot]
        share = min(1.0, max(0.0, (time - shot.start) / (shot.end - shot.start)))
        zoom = max(1.0, shot.zoom[0] + (shot.zoom[1] - shot.zoom[0]) * share)
        width, height = stage.width / zoom, stage.height / zoom
        sway = math.sin(time * 0.7) * 0.5 + 0.5, math.sin(time * 0.45 + 1) * 0.5 + 0.5
        left, top = (stage.width - width) * sway[0], (stage.height - height) * sway[1]
        box = (left, top, left + width, top + height)
        return stage.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC, box=box)

    def _place(self, picture: Image.Image, figure: Figure, time: float) -> None:
        cut_out = self._figures[figure]
        outside = -cut_out.width if figure.side == "left" else WIDTH
        standing = figure.foot[0] * WIDTH - cut_out.width / 2
        share = min(1.0, (time - figure.start) / _WALK_SECONDS)
        share = min(share, (figure.end - time) / _WALK_SECONDS)
        share = share * share * (3 - 2 * share)
        walking = 0 < share < 1
        left = outside + (standing - outside) * share + 3 * math.sin(time * 1.3)
        bob = -abs(math.sin(time * 9)) * 5 if walking else math.sin(time * 2.1)
        top = figure.foot[1] * HEIGHT - cut_out.height + bob
        _shadow(picture, cut_out, int(left), int(figure.foot[1] * HEIGHT))
        picture.paste(cut_out, (int(left), int(top)), cut_out)


def _stage(shot: Shot, ship: Path) -> Image.Image:
    size = int(WIDTH * _SCALE), int(HEIGHT * _SCALE)
    with Image.open(ship / shot.file) as picture:
        return ImageOps.fit(
            picture.convert("RGB"), size, Image.Resampling.BICUBIC, centering=shot.focus
        )


def _cut_out(figure: Figure, ship: Path) -> Image.Image:
    with Image.open(ship / figure.file) as picture:
        cut_out = picture.convert("RGBA")
    height = int(HEIGHT * figure.height)
    width = int(cut_out.width * height / cut_out.height)
    cut_out = cut_out.resize((width, height), Image.Resampling.BICUBIC)
    return ImageOps.mirror(cut_out) if figure.mirrored else cut_out


def _shadow(picture: Image.Image, cut_out: Image.Image, left: int, ground: int) -> None:
    """A soft dark ellipse under the feet."""
    height = max(8, cut_out.width // 7)
    alpha = cut_out.getchannel("A").resize((cut_out.width, height))
    canvas = Image.new("L", (cut_out.width + 40, height + 40))
    canvas.paste(alpha.point(lambda value: value * 2 // 5), (20, 20))
    soft = canvas.filter(ImageFilter.GaussianBlur(7))
    picture.paste((12, 14, 10), (left - 20, ground - 20 - height // 2), soft)
