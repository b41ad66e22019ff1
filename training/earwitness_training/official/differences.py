"""How far two tensors are apart, and when that is too far."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

#: Largest absolute difference that float32 explains, of outputs, losses and activations alike.
ABSOLUTE = 1e-4
#: Of norms of gradients, relative to the norm.
RELATIVE = 1e-3
_LEAST_NORM = 1e-6  # below it a norm is rounding alone


@dataclass(frozen=True)
class Difference:
    """One comparison; infinite where shapes differ or a prediction is another."""

    what: str
    largest: float
    relative: bool = False  # of a gradient's norm; else absolute

    @property
    def too_large(self) -> bool:
        """Whether this is no rounding any more; not a number is."""
        return not self.largest <= (RELATIVE if self.relative else ABSOLUTE)


def difference(what: str, expected: Tensor, ours: Tensor) -> Difference:
    """Largest absolute difference of numbers; predictions (whole numbers) must be equal."""
    if expected.shape != ours.shape:
        shapes = f"{list(expected.shape)}, not {list(ours.shape)}"
        return Difference(f"{what}: shape {shapes}", float("inf"))
    if not expected.is_floating_point():
        wrong = int((expected != ours).sum())
        if wrong:
            what = f"{what}: {wrong} of {expected.numel()} are others"
        return Difference(what, float("inf") if wrong else 0.0)
    if expected.numel() == 0:
        return Difference(what, 0.0)
    apart = (expected.double() - ours.double()).abs()
    same = (expected == ours) | (expected.isnan() & ours.isnan())  # also of infinities
    return Difference(what, float(torch.where(same, torch.zeros_like(apart), apart).max()))


def norm_difference(what: str, expected: Tensor, gradient: Tensor | None) -> Difference:
    """How far the norm of a gradient is from the expected one, as a share of that."""
    norm = 0.0 if gradient is None else float(gradient.double().norm())
    scale = max(float(expected), _LEAST_NORM)
    return Difference(what, abs(norm - float(expected)) / scale, relative=True)


def worst(differences: list[Difference]) -> Difference:
    """The one that is furthest beyond what is allowed; not a number is the furthest of all."""

    def share(one: Difference) -> float:
        share = one.largest / (RELATIVE if one.relative else ABSOLUTE)
        return float("inf") if share != share else share

    return max(differences, key=share)


def largest_absolute(differences: list[Difference]) -> float:
    """The number of a file's line: the largest absolute difference."""
    absolute = [one.largest for one in differences if not one.relative]
    if any(value != value for value in absolute):
        return float("nan")
    return max(absolute, default=0.0)
