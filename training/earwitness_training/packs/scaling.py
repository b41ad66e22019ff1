"""Bilinear scaling of one 8-bit plane in the fixed-point arithmetic of FFmpeg's libswscale.

This is what the product's ingest side computes, to the bit: a triangle that is as wide as the step
between two pixels of the result, weights of 14 bits across and 12 bits down, 15 bits in between.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy

_ONE = 1 << 16  # of positions
_PIXEL = 1 << 30  # of distances
_LEFT_OUT = 0.002  # share of the weight that may be cut on either side
_ACROSS_BITS = 14
_DOWN_BITS = 12
_BETWEEN_BITS = 7  # more than 8 bits, between both directions
_MOST_BETWEEN = (1 << 15) - 1
_RANGE_BITS = 14


@dataclass(frozen=True)
class ToFullRange:
    """From video's range to 0..255, between both directions."""

    low: int  # what becomes 0
    high: int  # what becomes 255

    def __call__(self, values: numpy.ndarray) -> numpy.ndarray:
        """int64 of 15 bits, to the same."""
        step = (255 << (_RANGE_BITS + _BETWEEN_BITS)) // (self.high - self.low)
        factor = -(-step >> _BETWEEN_BITS)
        offset = (255 << (_RANGE_BITS + _BETWEEN_BITS)) - (self.high << _BETWEEN_BITS) * factor
        offset += 1 << (_RANGE_BITS - 1)
        return numpy.minimum((values * factor + offset) >> _RANGE_BITS, _MOST_BETWEEN)


LUMA = ToFullRange(16, 235)
CHROMA = ToFullRange(16, 240)  # grey, 128, comes out as 127.5: so does the product's


def scaled(
    plane: numpy.ndarray, rows: int, columns: int, convert: ToFullRange | None = None
) -> numpy.ndarray:
    """uint8 [rows, columns] of uint8 [height, width]."""
    height, width = plane.shape
    across = _weights(width, columns, _ACROSS_BITS)
    down = _weights(height, rows, _DOWN_BITS)
    # Sums stay far below 2^53, so floats are exact, and fast.
    between = (plane.astype(numpy.float64) @ across.T).astype(numpy.int64) >> _BETWEEN_BITS
    between = numpy.minimum(between, _MOST_BETWEEN)
    if convert is not None:
        between = convert(between)
    shift = _DOWN_BITS + _BETWEEN_BITS
    sums = (down @ between.astype(numpy.float64)).astype(numpy.int64) + (1 << (shift - 1))
    return numpy.clip(sums >> shift, 0, 255).astype(numpy.uint8)


@functools.lru_cache(maxsize=64)
def _weights(source: int, target: int, bits: int) -> numpy.ndarray:
    """Whole numbers as float64 [target, source]; every row adds up to 2^bits."""
    starts, rows, whole = _triangles(source, target)
    starts, rows = _trimmed(starts, rows, _LEFT_OUT * whole)
    weights = numpy.zeros((target, source))
    for place, (start, row) in enumerate(zip(starts, rows, strict=True)):
        at_edge: dict[int, int] = {}
        for offset, weight in enumerate(row):
            index = min(max(start + offset, 0), source - 1)
            at_edge[index] = at_edge.get(index, 0) + weight
        total = max(1, (sum(row) + (1 << bits) // 2) // (1 << bits))
        error = 0
        for index, weight in sorted(at_edge.items()):
            rounded = _rounded(weight + error, total)
            error += weight - rounded * total
            weights[place, index] = rounded
    return weights


def _triangles(source: int, target: int) -> tuple[list[int], list[list[int]], int]:
    """First source pixel and weights of each target pixel, and what a whole weight is."""
    step = ((source << 16) + (target >> 1)) // target
    shrinks = step > _ONE
    size = 1 + (2 * source + target - 1) // target if shrinks else 3
    size = max(min(size, source - 2), 1)
    whole = 1 << (54 - min(max(source // target, 1).bit_length() - 1, 8))
    middle = step - _ONE  # twice the position, so that halves are whole
    starts, rows = [], []
    for _ in range(target):
        start = int((middle - (size - 2) * _ONE) / (2 * _ONE))  # towards zero
        row = []
        for index in range(start, start + size):
            distance = abs(index * 2 * _ONE - middle) << 13
            if shrinks:
                distance = distance * target // source
            row.append(max(_PIXEL - distance, 0) * (whole >> 30))
        starts.append(start)
        rows.append(row)
        middle += 2 * step
    return starts, rows, whole


def _trimmed(
    starts: list[int], rows: list[list[int]], least: float
) -> tuple[list[int], list[list[int]]]:
    """All rows without what is nearly nothing, first moved to their left and then cut."""
    kept = 0
    for place in reversed(range(len(rows))):
        row, cut = rows[place], 0
        for _ in range(len(row)):
            cut += row[0]
            last = place + 1 < len(starts) and starts[place] >= starts[place + 1]
            if cut > least or last:
                break
            row = [*row[1:], 0]
            starts[place] += 1
        rows[place] = row
        needed, cut = len(row), 0
        for weight in reversed(row):
            cut += weight
            if needed == 1 or cut > least:
                break
            needed -= 1
        kept = max(kept, needed)
    return starts, [row[:kept] for row in rows]


def _rounded(value: int, by: int) -> int:
    """Division to the nearest, halves away from zero."""
    return (value + by // 2) // by if value >= 0 else -((-value + by // 2) // by)
