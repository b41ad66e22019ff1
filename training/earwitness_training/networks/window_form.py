"""Windows of a stream: which segments a target reads, and the answers of whole clips."""

from __future__ import annotations

import torch
from torch import Tensor

from earwitness_training.networks.localizer import Localizer, Scores


def gather(values: Tensor, mask: Tensor, window: int, look_ahead: int) -> tuple[Tensor, Tensor]:
    """The window of every segment of every clip, as rows of one batch.

    values:  float32 [clips, segments, ...]; mask: float32 [clips, segments]
    returns: values float32 [clips * segments, window, ...], mask float32 [clips * segments,
             window]; positions before the first or after the last segment are zero and masked
    """
    clips, segments = values.shape[:2]
    before = window - 1 - look_ahead
    padded = values.new_zeros(clips, before + segments + look_ahead, *values.shape[2:])
    padded_mask = mask.new_zeros(clips, before + segments + look_ahead)
    padded[:, before : before + segments] = values
    padded_mask[:, before : before + segments] = mask
    index = torch.arange(segments)[:, None] + torch.arange(window)[None, :]
    windows = padded[:, index].reshape(clips * segments, window, *values.shape[2:])
    return windows, padded_mask[:, index].reshape(clips * segments, window)


def score_windows(
    network: Localizer, kept: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
) -> Scores:
    """The window form of whole clips: a row a segment, each read from its own window.

    kept: float32 [clips, segments, *stored_shape]; audio: float32 [clips, segments, audio];
    masks: float32 [clips, segments]; a network with a cheaper way to the same has a method of this
    name.
    """
    own = getattr(network, "score_windows", None)
    if own is not None:
        return own(kept, audio, visual_mask, audio_mask)
    return score_gathered_windows(network, kept, audio, visual_mask, audio_mask)


def score_gathered_windows(
    network: Localizer, kept: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
) -> Scores:
    """`score_windows` for every network: each window is read by itself."""
    sizes = network.sizes
    pictures, picture_mask = gather(kept, visual_mask, sizes.window, sizes.look_ahead)
    sounds, sound_mask = gather(audio, audio_mask, sizes.window, sizes.look_ahead)
    said = network.scores(pictures, sounds, picture_mask, sound_mask, sizes.target)
    clips, segments = audio.shape[:2]

    def back(values: Tensor | None) -> Tensor | None:
        if values is None:
            return None
        return values[:, 0].reshape(clips, segments, *values.shape[2:])

    return Scores(
        said.event[:, 0].reshape(clips, segments, -1),
        back(said.heard),
        back(said.seen),
        back(said.attention),
        {
            name: values[:, 0].reshape(clips, segments, *values.shape[2:])
            for name, values in said.more.items()
        },
    )


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
