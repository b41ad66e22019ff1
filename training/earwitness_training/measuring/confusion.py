"""Which label is taken for which: the counts, and a picture of them for the card."""

from __future__ import annotations

from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont

_CELL = 40  # pixels
_TEXT_SIZE = 13
_MARGIN = 12
_TITLE = 34
_FONT = "DejaVuSans.ttf"
_INK, _PAPER, _LINE = (28, 30, 34), (255, 255, 255), (214, 218, 224)
_FULL = (20, 72, 130)  # a share of 1
_SHOWN_FROM = 0.005  # smaller shares are left blank, so that the large ones are seen
_LIGHT_FROM = 0.5


def count_confusions(
    labels: numpy.ndarray, decisions: numpy.ndarray, outputs: int
) -> numpy.ndarray:
    """int64 [outputs, outputs]: rows are true labels, columns decisions."""
    if labels.shape != decisions.shape:
        raise ValueError(f"labels {labels.shape} and decisions {decisions.shape} differ in shape")
    cells = labels.reshape(-1) * outputs + decisions.reshape(-1)
    return numpy.bincount(cells, minlength=outputs * outputs).reshape(outputs, outputs)


def row_shares(counts: numpy.ndarray) -> numpy.ndarray:
    """Each row over its sum: float64; a label that never occurs has a row of zeros."""
    return counts / numpy.maximum(counts.sum(axis=1, keepdims=True), 1)


def draw(counts: numpy.ndarray, names: tuple[str, ...], title: str) -> Image.Image:
    """The matrix as a picture: a row a true label with its number of seconds, shares in percent.

    counts: int64 [n, n], as `count_confusions` gives them; names: n labels
    """
    if counts.shape != (len(names), len(names)):
        raise ValueError(f"a matrix {counts.shape} does not fit {len(names)} names")
    font = _font()
    rows = [f"{name} ({total})" for name, total in zip(names, counts.sum(axis=1), strict=True)]
    left = _MARGIN + max(_width(font, row) for row in rows) + 8
    top = _TITLE + max(_width(font, name) for name in names) + 16
    side = _CELL * len(names)
    picture = Image.new("RGB", (left + side + _MARGIN, top + side + _MARGIN), _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((_MARGIN, _MARGIN), title, _INK, font)
    for index, (row, name) in enumerate(zip(rows, names, strict=True)):
        at = index * _CELL
        middle = top + at + (_CELL - _TEXT_SIZE) // 2 - 1
        pen.text((left - 8 - _width(font, row), middle), row, _INK, font)
        _upright(picture, name, (left + at + (_CELL - _TEXT_SIZE) // 2 - 2, top - 8), font)
    for row, shares in enumerate(row_shares(counts)):
        for column, share in enumerate(shares):
            _cell(pen, (left + column * _CELL, top + row * _CELL), float(share), font)
    return picture


def save(counts: numpy.ndarray, names: tuple[str, ...], title: str, path: Path) -> None:
    """Draw it and write it as a PNG of few colours, so that a pack stays small."""
    picture = draw(counts, names, title).quantize(64, dither=Image.Dither.NONE)
    picture.save(path, "PNG", optimize=True)


def _cell(
    pen: ImageDraw.ImageDraw, corner: tuple[int, int], share: float, font: ImageFont.ImageFont
) -> None:
    # The square root shows small confusions, which are what one looks for.
    depth = share**0.5
    colour = tuple(round(p + (f - p) * depth) for p, f in zip(_PAPER, _FULL, strict=True))
    box = (*corner, corner[0] + _CELL, corner[1] + _CELL)
    pen.rectangle(box, fill=colour, outline=_LINE)
    if share < _SHOWN_FROM:
        return
    text = f"{100 * share:.0f}"
    place = (
        corner[0] + (_CELL - _width(font, text)) // 2,
        corner[1] + (_CELL - _TEXT_SIZE) // 2 - 1,
    )
    pen.text(place, text, _PAPER if depth > _LIGHT_FROM else _INK, font)


def _upright(
    picture: Image.Image, text: str, foot: tuple[int, int], font: ImageFont.ImageFont
) -> None:
    """Text that reads upwards from its foot."""
    strip = Image.new("RGB", (_width(font, text) + 2, _TEXT_SIZE + 4), _PAPER)
    ImageDraw.Draw(strip).text((0, 0), text, _INK, font)
    turned = strip.transpose(Image.Transpose.ROTATE_90)
    picture.paste(turned, (foot[0], foot[1] - turned.height))


def _width(font: ImageFont.ImageFont, text: str) -> int:
    box = font.getbbox(text)
    return int(box[2] - box[0])


def _font() -> ImageFont.ImageFont:
    """DejaVu where it is installed, else what Pillow brings."""
    try:
        return ImageFont.truetype(_FONT, _TEXT_SIZE)
    except OSError:
        return ImageFont.load_default()
