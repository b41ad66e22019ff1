"""One run of a network over reference clips, with everything that it computed on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from earwitness_training.networks.answers import Answers, average, largest
from earwitness_training.networks.localizer import Kept, Localizer, Scores


@dataclass(frozen=True)
class Clips:
    """Inputs and, where a file has them, labels."""

    audio: Tensor  # float32 [clips, segments, audio]
    video: Tensor  # float32 [clips, segments, 7, 7, visual]
    labels: Tensor | None = None  # int64 [clips, segments], background last

    @staticmethod
    def of(arrays: Mapping[str, Tensor]) -> Clips:
        """From the keys of a reference file."""
        labels = arrays.get("label/segment")
        one_hot = None if labels is None else labels.argmax(2)
        return Clips(arrays["in/audio"], arrays["in/video"], one_hot)


class ClipRun:
    """Runs when it is made; `reads` and `says` are what modules read and said, by their names."""

    def __init__(self, network: Localizer, clips: Clips) -> None:
        self.network = network
        self.clips = clips
        self.reads: dict[str, Any] = {}
        self.says: dict[str, Any] = {}
        handles = [
            module.register_forward_hook(self._note(name))
            for name, module in network.named_modules()
            if name
        ]
        try:
            self.present = torch.ones(clips.audio.shape[:2])
            self.kept: Kept = network.attend(clips.video, clips.audio, self.present, self.present)
            self.scores: Scores = network.scores(
                self.kept.visual, clips.audio, self.present, self.present
            )
        finally:
            for handle in handles:
                handle.remove()

    def _note(self, name: str) -> Callable[[nn.Module, tuple[Any, ...], Any], None]:
        def note(module: nn.Module, read: tuple[Any, ...], said: Any) -> None:
            self.reads[name], self.says[name] = read, said

        return note

    @cached_property
    def answers(self) -> Answers:
        """The truth of the clips."""
        if self.clips.labels is None:
            raise ValueError("label/segment is missing, which the losses need")
        return Answers(self.clips.labels, self.present, self.network.sizes.outputs - 1)

    @property
    def probabilities(self) -> Tensor:
        """[clips, segments, classes + 1]"""
        return self.network.probabilities(self.scores)

    @property
    def loss(self) -> Tensor:
        """Of all clips."""
        return self.network.loss(self.scores, self.answers)

    @property
    def pooled(self) -> Tensor:
        """[clips, classes + 1]"""
        return self.network.pooled(self.scores, self.present)

    @property
    def pooled_by_largest(self) -> Tensor:
        """Softmax of each class's largest raw score."""
        return torch.softmax(largest(self.scores.event, self.present), dim=1)

    @property
    def pooled_by_mean(self) -> Tensor:
        """Softmax of the mean raw scores."""
        return torch.softmax(average(self.scores.event, self.present), dim=1)

    def with_sizes(self, **changes: Any) -> ClipRun:
        """The same weights in a network of other sizes (a threshold, a number of blocks)."""
        other = type(self.network)(replace(self.network.sizes, **changes)).eval()
        other.load_state_dict(self.network.state_dict())
        return ClipRun(other, self.clips)

    def loss_with(self, **changes: Any) -> Tensor:
        """The loss of the same scores with other weights of its terms."""
        kept = self.network.sizes
        try:
            self.network.sizes = replace(kept, **changes)
            return self.loss
        finally:
            self.network.sizes = kept


#: What a reference key must be, of a run.
Expectations = dict[str, Callable[[ClipRun], Tensor]]
