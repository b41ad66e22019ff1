"""Windows of a stream: which segments a target reads."""

from __future__ import annotations

import torch
from torch import Tensor


def gather(values: Tensor, mask: Tensor, window: int, look_ahead: int) -> tuple[Tensor, Tensor]:
    """The window of every segment of every clip, as rows of one batch.

    values:  float32 [clips, segments, width]; mask: float32 [clips, segments]
    returns: values float32 [clips * segments, window, width], mask float32 [clips * segments,
             window]; positions before the first or after the last segment are zero and masked
    """
    clips, segments, width = values.shape
    before = window - 1 - look_ahead
    padded = values.new_zeros(clips, before + segments + look_ahead, width)
    padded_mask = mask.new_zeros(clips, before + segments + look_ahead)
    padded[:, before : before + segments] = values
    padded_mask[:, before : before + segments] = mask
    index = torch.arange(segments)[:, None] + torch.arange(window)[None, :]
    windows = padded[:, index].reshape(clips * segments, window, width)
    return windows, padded_mask[:, index].reshape(clips * segments, window)


def epoch_masks(mask: Tensor, epoch: Tensor, target: int, window: int, look_ahead: int) -> Tensor:
    """Mask of one target's window of a stream, in which nothing crosses an epoch.

    mask: float32 [segments]; epoch: int64 [segments]; returns float32 [window]
    """
    start = target + look_ahead - window + 1
    kept = torch.zeros(window)
    for position in range(window):
        index = start + position
        if 0 <= index < len(mask) and epoch[index] == epoch[target]:
            kept[position] = mask[index]
    return kept
