"""AVEL, the audio-visual event localizer with attention (Tian et al., ECCV 2018, A+V-att).

Figure 3 (b) and section 4 of the paper; where its code differs, the code. Full supervision: a
softmax a segment. The clip form reads all segments of a clip; the window form reads the W segments
that end L after its target and gives one answer, for the target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from earwitness_training.networks.audio_guided_attention import (
    REGIONS,
    AttentionSizes,
    AudioGuidedAttention,
)
from earwitness_training.networks.masked_lstm import MaskedBidirectionalLstm
from earwitness_training.networks.track_head import TrackHead, background_where_missing


@dataclass(frozen=True)
class AvelSizes:
    """Widths of AVEL and the window it is read in; the defaults are the authors'."""

    visual: int = 512
    audio: int = 128
    common: int = 512
    recurrent: int = 128
    hidden: int = 64
    outputs: int = 29
    window: int = 10
    look_ahead: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.look_ahead < self.window:
            raise ValueError(
                f"look_ahead must be 0 .. window - 1 = {self.window - 1}, not {self.look_ahead}"
            )

    @property
    def target(self) -> int:
        """Position of the target segment inside the window (`p`)."""
        return self.window - 1 - self.look_ahead


@dataclass(frozen=True)
class Localization:
    """What a localizer says of one target a row; all float32."""

    probabilities: Tensor  # [batch, classes + 1], background last
    relevance: Tensor  # [batch]
    heard: Tensor  # [batch, classes + 1]
    seen: Tensor  # [batch, classes + 1]


@dataclass(frozen=True)
class Logits:
    """Scores before softmax and before rule M7, for the losses; each [batch, classes + 1]."""

    event: Tensor
    heard: Tensor
    seen: Tensor


class Avel(nn.Module):
    """A+V-att with full supervision and the heads `heard` and `seen`."""

    def __init__(self, sizes: AvelSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.attention = AudioGuidedAttention(
            AttentionSizes(sizes.visual, sizes.audio, sizes.common)
        )
        self.lstm_audio = MaskedBidirectionalLstm(sizes.audio, sizes.recurrent)
        self.lstm_video = MaskedBidirectionalLstm(sizes.visual, sizes.recurrent)
        self.L1 = nn.Linear(4 * sizes.recurrent, sizes.hidden)
        self.L2 = nn.Linear(sizes.hidden, sizes.outputs)
        self.heard = TrackHead(2 * sizes.recurrent, sizes.outputs)
        self.seen = TrackHead(2 * sizes.recurrent, sizes.outputs)
        nn.init.xavier_uniform_(self.L1.weight)
        nn.init.xavier_uniform_(self.L2.weight)

    def attend(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Attend over each segment of any number of clips (step 1).

        visual: float32 [batch, segments, 7, 7, visual]; audio: float32 [batch, segments, audio];
        masks: float32 [batch, segments]. Returns attended float32 [batch, segments, visual] and
        attention float32 [batch, segments, 7, 7].
        """
        batch, segments = audio.shape[:2]
        attended, attention = self.attention(
            visual.reshape(batch * segments, REGIONS, self.sizes.visual),
            audio.reshape(batch * segments, self.sizes.audio),
            visual_mask.reshape(-1),
            audio_mask.reshape(-1),
        )
        return (
            attended.reshape(batch, segments, self.sizes.visual),
            attention.reshape(batch, segments, 7, 7),
        )

    def clip(self, visual: Tensor, audio: Tensor) -> Tensor:
        """The papers' form: probabilities float32 [batch, segments, classes + 1] of whole clips.

        visual: float32 [batch, segments, 7, 7, visual]; audio: float32 [batch, segments, audio]
        """
        present = torch.ones(audio.shape[:2], device=audio.device)
        attended, _ = self.attend(visual, audio, present, present)
        both = torch.cat(
            [self.lstm_audio(audio, present), self.lstm_video(attended, present)], dim=2
        )
        return torch.softmax(self._classify(both), dim=2)

    def window_logits(
        self, attended: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Logits:
        """Scores of the target of each window; shapes as in `window`."""
        target = self.sizes.target
        heard = self.lstm_audio.at(audio, audio_mask, target)
        seen = self.lstm_video.at(attended, visual_mask, target)
        both = torch.cat([heard, seen], dim=1)
        return Logits(self._classify(both), self.heard(heard), self.seen(seen))

    def window(
        self, attended: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Localization:
        """The streaming form (rules M0, M2, M7): one answer a window.

        attended: float32 [batch, window, visual], oldest first; audio: float32 [batch, window,
        audio]; masks: float32 [batch, window], 0 for what is missing, before the start, or past
        the end.
        """
        target = self.sizes.target
        logits = self.window_logits(attended, audio, visual_mask, audio_mask)
        has_sound, has_picture = audio_mask[:, target], visual_mask[:, target]
        probabilities = background_where_missing(
            torch.softmax(logits.event, dim=1), has_sound * has_picture
        )
        return Localization(
            probabilities=probabilities,
            relevance=1 - probabilities[:, -1],
            heard=background_where_missing(torch.softmax(logits.heard, dim=1), has_sound),
            seen=background_where_missing(torch.softmax(logits.seen, dim=1), has_picture),
        )

    def _classify(self, both: Tensor) -> Tensor:
        """Steps 4 to 6: float32 [.., 4 * recurrent] to logits [.., classes + 1]."""
        return self.L2(torch.relu(self.L1(torch.relu(both))))


def from_official(arrays: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Our names for an official `att_Net` state dict; its attention is a module of its own here."""
    return {
        f"attention.{name}" if name.startswith("affine_") else name: values
        for name, values in arrays.items()
    }
