"""What a localizer answers to composed clips, in clip form or in window form."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

import numpy
import torch
from numpy.random import default_rng
from torch import Tensor

from earwitness_training.data.clips import Clip, ClipBatch, Composer, batch_of
from earwitness_training.devices import device_of, placed
from earwitness_training.metrics import Scores as Shares
from earwitness_training.metrics import score
from earwitness_training.networks.localizer import Localizer, Scores
from earwitness_training.networks.window_form import score_windows

Form = Literal["clip", "window"]
_MEASURE_BATCH = 50


@dataclass(frozen=True)
class Measured:
    """Answers over composed clips: labels int64 [n] (clip by clip), logits [n, classes + 1]."""

    segments: int  # of each clip
    labels: numpy.ndarray
    heard: numpy.ndarray
    seen: numpy.ndarray
    event_logits: numpy.ndarray
    heard_logits: numpy.ndarray  # empty where the network has no such head
    seen_logits: numpy.ndarray

    def decisions(self, background: float = 0.0) -> numpy.ndarray:
        """The best class of each segment after moving the background score: int64 [n]."""
        moved = self.event_logits.copy()
        moved[:, -1] += background
        return moved.argmax(1)

    def scores(self, classes: tuple[str, ...], background: float = 0.0) -> Shares:
        """Figures of these decisions."""
        return score(self.labels, self.decisions(background), classes)


def answer(
    network: Localizer, batch: ClipBatch, visual_mask: Tensor, audio_mask: Tensor, form: Form
) -> tuple[Scores, Tensor | None]:
    """Scores of all segments of some clips, and where each looks: [clips, segments, 7, 7].

    masks: float32 [clips, segments], on the device of the network; so are the answers
    """
    device = device_of(network)
    maps, vectors = placed(batch.maps, device), placed(batch.vectors, device)
    kept = network.attend(maps, vectors, visual_mask, audio_mask)
    if form == "clip":
        scores = network.scores(kept.visual, vectors, visual_mask, audio_mask)
    else:
        scores = score_windows(network, kept.visual, vectors, visual_mask, audio_mask)
    return scores, kept.attention if kept.attention is not None else scores.attention


def compose_many(composer: Composer, count: int, seed: int) -> list[Clip]:
    """Clips drawn from one seed."""
    random = default_rng([seed, 11])
    return [composer.compose(random) for _ in range(count)]


@torch.no_grad()
def measure(
    network: Localizer,
    clips: list[Clip],
    composer: Composer,
    form: Form,
    look_ahead: int | None = None,
) -> Measured:
    """Answers for every segment of the clips, each clip a stream of its own.

    look_ahead: another one than the network was made with, for the window form
    """
    network.eval()
    made_with = network.sizes
    if look_ahead is not None:
        network.sizes = dataclasses.replace(made_with, look_ahead=look_ahead)
    try:
        parts = [
            _measure_batch(network, batch_of(some, composer.features), form)
            for some in (
                clips[start : start + _MEASURE_BATCH]
                for start in range(0, len(clips), _MEASURE_BATCH)
            )
        ]
    finally:
        network.sizes = made_with
    columns = (numpy.concatenate(column) for column in zip(*parts, strict=True))
    return Measured(composer.segments, *columns)


def _measure_batch(network: Localizer, batch: ClipBatch, form: Form) -> tuple[numpy.ndarray, ...]:
    present = torch.ones(batch.labels.shape, device=device_of(network))
    scores, _ = answer(network, batch, present, present, form)

    def flat(logits: Tensor | None) -> numpy.ndarray:
        if logits is None:
            return numpy.empty((0, scores.event.shape[2]), numpy.float32)
        return logits.flatten(0, 1).cpu().numpy()

    return (
        batch.labels.reshape(-1),
        batch.heard.reshape(-1),
        batch.seen.reshape(-1),
        flat(scores.event),
        flat(scores.heard),
        flat(scores.seen),
    )
