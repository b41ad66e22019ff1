"""A stream with gaps, missing tracks and epochs, and the two ways to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from earwitness_training.networks.localizer import Kept, Localizer


@dataclass(frozen=True)
class Answer:
    """What a network says of one segment, and how it looked at its picture."""

    probabilities: Tensor  # [classes + 1]
    relevance: Tensor  # []
    attention: Tensor  # [7, 7]
    heard: Tensor  # [classes + 1]; empty where the network has no such head
    seen: Tensor

    def parts(self) -> Mapping[str, Tensor]:
        return vars(self)


@dataclass(frozen=True)
class Stream:
    """Segments by their index; a gap has neither track."""

    visual: Tensor  # [segments, 7, 7, width]
    audio: Tensor  # [segments, width]
    visual_mask: Tensor  # [segments]
    audio_mask: Tensor
    epoch: Tensor  # int64 [segments]

    def __len__(self) -> int:
        return len(self.epoch)

    def present(self, index: int) -> bool:
        """Whether the segment arrives at all."""
        return bool(self.visual_mask[index] + self.audio_mask[index] > 0)

    def until(self, end: int) -> Stream:
        """The first segments."""
        return replace(self, **{name: values[:end] for name, values in vars(self).items()})

    def spoiled(self) -> Stream:
        """The same with NaN and infinity where a track is missing."""
        visual, audio = self.visual.clone(), self.audio.clone()
        visual[self.visual_mask == 0] = torch.nan
        audio[self.audio_mask == 0] = torch.inf
        return replace(self, visual=visual, audio=audio)

    def changed(self, these: Tensor) -> Stream:
        """The same with other contents and other tracks at the indices marked."""
        visual, audio = self.visual.clone(), self.audio.clone()
        visual[these] = 3 * torch.rand_like(visual[these])
        audio[these] = 3 * torch.rand_like(audio[these])
        heard, seen = self.audio_mask.clone(), self.visual_mask.clone()
        heard[these] = (torch.rand(int(these.sum())) > 0.3).float()
        seen[these] = (torch.rand(int(these.sum())) > 0.3).float()
        return replace(self, visual=visual, audio=audio, audio_mask=heard, visual_mask=seen)


def random_stream(visual: int, audio: int) -> Stream:
    """Sixteen segments: one gap, one without sound, one without picture, three epochs."""
    heard, seen = torch.ones(16), torch.ones(16)
    heard[[3, 5]] = 0
    seen[[3, 8]] = 0
    epoch = torch.tensor([0] * 10 + [1] * 2 + [2] * 4)
    return Stream(torch.rand(16, 7, 7, visual), torch.rand(16, audio), seen, heard, epoch)


def from_reference(arrays: Mapping[str, Tensor]) -> Stream:
    """The stream of `window_stream.npz`."""
    return Stream(
        arrays["in/video"],
        arrays["in/audio"],
        arrays["in/visual_mask"],
        arrays["in/audio_mask"],
        arrays["in/epoch"],
    )


@torch.no_grad()
def at_once(network: Localizer, stream: Stream) -> list[Answer]:
    """All windows as one batch, a row a segment, the absent ones too.

    A window holds NaN wherever its masks are 0.
    """
    kept = network.attend(
        stream.visual[None], stream.audio[None], stream.visual_mask[None], stream.audio_mask[None]
    )
    window, look_ahead = network.sizes.window, network.sizes.look_ahead
    size = len(stream), window
    pictures = torch.full((*size, *kept.visual.shape[2:]), torch.nan)
    sounds = torch.full((*size, stream.audio.shape[1]), torch.nan)
    seen, heard = torch.zeros(size), torch.zeros(size)
    for target in range(len(stream)):
        for position in range(window):
            index = target + look_ahead - window + 1 + position
            if not 0 <= index < len(stream) or stream.epoch[index] != stream.epoch[target]:
                continue
            seen[target, position] = stream.visual_mask[index]
            heard[target, position] = stream.audio_mask[index]
            if seen[target, position]:
                pictures[target, position] = kept.visual[0, index]
            if heard[target, position]:
                sounds[target, position] = stream.audio[index]
    return _answers(network, kept, (pictures, sounds, seen, heard))


class Processor:
    """Answers a stream segment by segment, as the stream processor does (a ring, no batch)."""

    def __init__(self, network: Localizer) -> None:
        self.network = network
        self.ring: dict[int, tuple[int, Kept, Tensor, Tensor, Tensor]] = {}
        self.epoch, self.newest, self.next_target = -1, -1, 0
        self.emitted: list[tuple[int, int, Answer]] = []  # epoch, index, answer

    def run(self, stream: Stream) -> list[tuple[int, int, Answer]]:
        """All answers, in the order in which they are given."""
        for index in range(len(stream)):
            if stream.present(index):
                self._arrive(stream, index)
        self._release(self.newest)
        return self.emitted

    @torch.no_grad()
    def _arrive(self, stream: Stream, index: int) -> None:
        epoch = int(stream.epoch[index])
        if epoch != self.epoch:
            self._release(self.newest)
            self.ring.clear()
            self.epoch, self.next_target = epoch, index
        one = slice(index, index + 1)
        sound, heard, seen = stream.audio[one], stream.audio_mask[one], stream.visual_mask[one]
        kept = self.network.attend(stream.visual[None, one], sound[None], seen[None], heard[None])
        look_ahead = self.network.sizes.look_ahead
        self._release(index - look_ahead - 1)  # before the ring forgets what they read
        self.ring[index % self._slots()] = (index, kept, sound, heard, seen)
        self.newest = index
        self._release(index - look_ahead)

    def _slots(self) -> int:
        return self.network.sizes.window + self.network.sizes.look_ahead

    def _release(self, last: int) -> None:
        for target in range(self.next_target, last + 1):
            entry = self.ring.get(target % self._slots())
            if entry is not None and entry[0] == target:
                self.emitted.append((self.epoch, target, self._answer(target)))
        self.next_target = max(self.next_target, last + 1)

    @torch.no_grad()
    def _answer(self, target: int) -> Answer:
        window, look_ahead = self.network.sizes.window, self.network.sizes.look_ahead
        own = self.ring[target % self._slots()]
        pictures = torch.full((1, window, *own[1].visual.shape[2:]), torch.nan)
        sounds = torch.full((1, window, own[2].shape[1]), torch.nan)
        seen, heard = torch.zeros(1, window), torch.zeros(1, window)
        for position in range(window):
            index = target + look_ahead - window + 1 + position
            entry = self.ring.get(index % self._slots())
            if entry is None or entry[0] != index:
                continue
            _, kept, sound, has_sound, has_picture = entry
            pictures[0, position], sounds[0, position] = kept.visual[0, 0], sound[0]
            seen[0, position], heard[0, position] = has_picture[0], has_sound[0]
        return _answers(self.network, own[1], (pictures, sounds, seen, heard))[0]


def _answers(
    network: Localizer, kept: Kept, window: tuple[Tensor, Tensor, Tensor, Tensor]
) -> list[Answer]:
    """An answer a row; `kept` has the segments of these targets."""
    said = network.window(*window)
    rows = len(said.relevance)
    attention = said.attention if kept.attention is None else kept.attention[0]
    nothing = torch.zeros(rows, 0)
    heard = nothing if said.heard is None else said.heard
    seen = nothing if said.seen is None else said.seen
    columns = (said.probabilities, said.relevance, attention, heard, seen)
    return [Answer(*(column[row] for column in columns)) for row in range(rows)]
