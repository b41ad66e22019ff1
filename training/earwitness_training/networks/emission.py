"""When a target is answered: the order in which a stream's windows are complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Emission:
    """One target and the arrival that releases it."""

    epoch: int
    index: int
    arrival: int | None  # position in the order of arrival; None for the end of the stream


def emitted(indices: Sequence[int], epochs: Sequence[int], look_ahead: int) -> list[Emission]:
    """Targets in the order of emission, each once.

    A target is due when the newest index of its epoch is at least look_ahead after it; whether
    everything between has arrived does not matter. A new epoch releases what is pending of the old
    one, and so does the end of the stream. What is not newer than its predecessors, a late segment
    or a duplicate, is dropped. Segments that never arrive are no targets.

    indices, epochs: of the segments in the order of arrival
    """
    if len(indices) != len(epochs):
        raise ValueError(f"{len(indices)} indices but {len(epochs)} epochs: give one of each")
    if look_ahead < 0:
        raise ValueError(f"look_ahead must be at least 0, not {look_ahead}")
    released: list[Emission] = []
    pending: list[tuple[int, int]] = []  # epoch and index
    newest: tuple[int, int] | None = None
    for arrival, segment in enumerate(zip(epochs, indices, strict=True)):
        if newest is not None and segment <= newest:
            continue
        newest = segment
        pending.append(segment)
        epoch, index = segment
        due = [one for one in pending if one[0] != epoch or one[1] + look_ahead <= index]
        released += [Emission(*one, arrival) for one in due]
        pending = pending[len(due) :]
    return released + [Emission(*one, None) for one in pending]
