"""Pictures as the encoder will meet them: 224x224, squashed from any aspect, through a JPEG.

Three kinds of view: `plain` (the whole photo squashed), `cover` (cropped to 16:9, then squashed)
and `pasted` (at some place and size of a 16:9 scene, then squashed). Pasting teaches the 7x7 map
where a thing is; the whole photo teaches what it looks like.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy
from numpy.random import Generator
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

SIZE = 224
SCENE_WIDTH, SCENE_HEIGHT = 398, 224  # 16:9
VIEW_KINDS = ("plain", "cover", "pasted")
_WHITE_LEVEL = 236
_WHITE_BORDER_SHARE = 0.7


def load(path: Path) -> Image.Image:
    """A photo as RGB."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def plain(photo: Image.Image) -> Image.Image:
    """The whole photo squashed to 224x224, bilinear."""
    return photo.resize((SIZE, SIZE), Image.Resampling.BILINEAR)


def random_crop(photo: Image.Image, random: Generator, smallest: float) -> Image.Image:
    """A crop that keeps at least `smallest` of each side."""
    width, height = photo.size
    crop_width = int(width * random.uniform(smallest, 1))
    crop_height = int(height * random.uniform(smallest, 1))
    left = int(random.integers(0, width - crop_width + 1))
    top = int(random.integers(0, height - crop_height + 1))
    return photo.crop((left, top, left + crop_width, top + crop_height))


def recoloured(photo: Image.Image, random: Generator) -> Image.Image:
    """Brightness, contrast and saturation within a third, sometimes grey, sometimes soft."""
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        photo = enhancer(photo).enhance(float(random.uniform(0.7, 1.35)))
    if random.random() < 0.04:
        photo = ImageOps.grayscale(photo).convert("RGB")
    if random.random() < 0.2:
        photo = photo.filter(ImageFilter.GaussianBlur(float(random.uniform(0.3, 1.2))))
    return photo


def recompressed(photo: Image.Image, random: Generator) -> Image.Image:
    """Once through a JPEG of the quality that the ingest side writes."""
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=int(random.integers(70, 93)))
    buffer.seek(0)
    with Image.open(buffer) as again:
        return again.convert("RGB")


def opacity(photo: Image.Image) -> Image.Image:
    """How opaque each pixel is when pasted: white grounds vanish, other photos get a soft edge."""
    pixels = numpy.asarray(photo).astype(numpy.int16)
    darkest = pixels.min(axis=2)
    border = numpy.concatenate([darkest[0], darkest[-1], darkest[:, 0], darkest[:, -1]])
    if (border >= _WHITE_LEVEL).mean() < _WHITE_BORDER_SHARE:
        return Image.new("L", photo.size, 255)
    alpha = numpy.clip((250 - darkest) * 12, 0, 255).astype(numpy.uint8)
    return Image.fromarray(alpha)


def scene(background: Image.Image, random: Generator) -> Image.Image:
    """A 16:9 crop of a background photo."""
    return ImageOps.fit(
        random_crop(background, random, 0.6),
        (SCENE_WIDTH, SCENE_HEIGHT),
        Image.Resampling.BILINEAR,
    )


def pasted(photo: Image.Image, background: Image.Image, random: Generator) -> Image.Image:
    """The photo at some place and size of a 16:9 scene, squashed to 224x224."""
    ground = scene(background, random)
    height = int(SCENE_HEIGHT * random.uniform(0.38, 1.0))
    width = max(1, int(photo.width * height / photo.height))
    if width > SCENE_WIDTH:
        width, height = SCENE_WIDTH, max(1, int(photo.height * SCENE_WIDTH / photo.width))
    figure = photo.resize((width, height), Image.Resampling.BILINEAR)
    left = int(random.integers(0, SCENE_WIDTH - width + 1))
    top = int(random.integers(0, SCENE_HEIGHT - height + 1))
    if random.random() < 0.5:
        top = SCENE_HEIGHT - height  # things stand on the ground as often as not
    ground.paste(figure, (left, top), opacity(figure))
    return plain(ground)


def training_view(
    photo: Image.Image, background: Image.Image, kind: str, random: Generator
) -> numpy.ndarray:
    """One augmented view: uint8 [224, 224, 3]."""
    photo = recoloured(photo, random)
    if random.random() < 0.5:
        photo = ImageOps.mirror(photo)
    if kind == "pasted":
        view = pasted(random_crop(photo, random, 0.85), background, random)
    elif kind == "cover":
        crop = random_crop(photo, random, 0.75)
        view = plain(ImageOps.fit(crop, (SCENE_WIDTH, SCENE_HEIGHT)))
    elif kind == "plain":
        view = plain(random_crop(photo, random, 0.65))
    else:
        raise ValueError(f"kind of view must be one of {VIEW_KINDS}, not {kind!r}")
    return numpy.asarray(recompressed(view, random))


def measuring_view(
    photo: Image.Image, background: Image.Image, kind: str, random: Generator
) -> numpy.ndarray:
    """One view for val or test, without colour changes or crops: uint8 [224, 224, 3]."""
    if kind == "pasted":
        view = pasted(photo, background, random)
    elif kind == "cover":
        view = plain(ImageOps.fit(photo, (SCENE_WIDTH, SCENE_HEIGHT)))
    elif kind == "plain":
        view = plain(photo)
    else:
        raise ValueError(f"kind of view must be one of {VIEW_KINDS}, not {kind!r}")
    return numpy.asarray(recompressed(view, random))
