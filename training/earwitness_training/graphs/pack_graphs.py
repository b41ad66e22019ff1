"""The two graphs of a model pack: segments to features, and windows of features to an answer."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor, nn

from earwitness_training.networks.localizer import (
    GRID,
    UNCALIBRATED,
    Calibration,
    Localization,
    Localizer,
    select,
)


class PictureEncoder(Protocol):
    """Frames to a map: uint8 [batch, frames, 224, 224, 3] to float32 [batch, 7, 7, channels]."""

    channels: int

    def __call__(self, frames: Tensor) -> Tensor:
        """Encode."""


class SoundEncoder(Protocol):
    """Samples to a vector: float32 [batch, 16000] to [batch, audio]."""

    def __call__(self, waveform: Tensor) -> Tensor:
        """Encode."""


class FeatureGraph(nn.Module):
    """One segment a row: its map and vector in, what the window stores out.

    What a network can do with one segment alone is done here, with the segment's own masks: the
    window then holds attended vectors (or reduced maps) and not maps.
    """

    def __init__(self, localizer: Localizer) -> None:
        super().__init__()
        self.localizer = localizer

    def forward(
        self,
        visual_features: Tensor,
        audio_features: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
    ) -> tuple[Tensor, ...]:
        """Keep segments.

        visual_features: float32 [batch, 7, 7, visual]; audio_features: float32 [batch, audio];
        masks: float32 [batch]. Returns what `ports.encode_outputs` lists: the stored visual
        feature, `audio`, and `attention` [batch, 7, 7] where one segment is enough for it.
        """
        vectors = select(audio_features, audio_mask)
        kept = self.localizer.attend(
            visual_features[:, None],
            vectors[:, None],
            visual_mask[:, None],
            audio_mask[:, None],
        )
        stored = kept.visual[:, 0]
        if kept.attention is None:
            return stored, vectors
        return stored, vectors, kept.attention.reshape(-1, GRID, GRID)


class EncodeGraph(nn.Module):
    """One segment a row: raw frames and samples in, what the window stores out."""

    def __init__(
        self, visual: nn.Module, audio: nn.Module, localizer: Localizer, frames: int = 1
    ) -> None:
        super().__init__()
        self.visual = visual
        self.audio = audio
        self.keep = FeatureGraph(localizer)
        self.frames = frames

    def forward(
        self, frames: Tensor, waveform: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> tuple[Tensor, ...]:
        """Encode segments.

        frames:  uint8 [batch, frames, 224, 224, 3]; waveform: float32 [batch, 16000]
        masks:   float32 [batch]
        returns: as `FeatureGraph`
        """
        return self.keep(self.visual(frames), self.audio(waveform), visual_mask, audio_mask)


class LocalizeGraph(nn.Module):
    """One window a row: stored features and masks in, the answer for the target out."""

    def __init__(self, localizer: Localizer, calibration: Calibration = UNCALIBRATED) -> None:
        super().__init__()
        self.localizer = localizer
        self.calibration = calibration

    def said(
        self, kept: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Localization:
        """The answer; shapes as in `Localizer.window`."""
        return self.localizer.window(kept, audio, visual_mask, audio_mask, self.calibration)

    def forward(
        self, kept: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> tuple[Tensor, ...]:
        """Returns probabilities, relevance, then attention, heard and seen where there are."""
        said = self.said(kept, audio, visual_mask, audio_mask)
        optional = (said.attention, said.heard, said.seen)
        given = tuple(values for values in optional if values is not None)
        return (said.probabilities, said.relevance, *given)
