"""Sequence to sequence over both tracks (Lin et al., ICASSP 2019, figure 2), of AVSDN and CM-CoAtt.

One LSTM a track reads all segments; their last states are fused; a third LSTM starts from the
fused state and reads both tracks side by side, and two layers on top answer for each segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import Scores, rows, select
from earwitness_training.networks.masked_lstm import MaskedLstm
from earwitness_training.networks.track_head import TrackHeads

Initial = Literal["fusion", "visual", "audio", "guided"]
State = tuple[Tensor, Tensor]  # hidden and cell state, float32 [batch, state] each


@dataclass(frozen=True)
class EncoderDecoderSizes:
    """Widths of the layers, and where the decoder's first state comes from.

    `fusion` fuses the last states of both encoders; `visual` and `audio` take that encoder's
    alone; `guided` is `fusion` with a classifier on each encoder, for two more losses.
    """

    visual: int
    audio: int
    state: int
    hidden: int
    outputs: int
    init: Initial = "fusion"
    track_heads: bool = False

    def __post_init__(self) -> None:
        if self.init not in ("fusion", "visual", "audio", "guided"):
            raise ValueError(f"init must be fusion, visual, audio or guided, not {self.init!r}")


class EncoderDecoder(nn.Module):
    """Encoders, fusion, decoder and head.

    The layers are made by `build`, not by the constructor, so that a localizer can inherit them
    under the names that they have in its saved weights.
    """

    def build(self, sizes: EncoderDecoderSizes) -> None:
        """Make the layers; those that nothing would read are left out."""
        state = sizes.state
        self.init = sizes.init
        self.audio_encoder = self.visual_encoder = self.tracks = None
        if sizes.init != "visual" or sizes.track_heads:
            self.audio_encoder = MaskedLstm(sizes.audio, state)
        if sizes.init != "audio" or sizes.track_heads:
            self.visual_encoder = MaskedLstm(sizes.visual, state)
        if sizes.init in ("fusion", "guided"):
            self.fuse_hidden = _fusion(state)
            self.fuse_cell = _fusion(state)
        if sizes.init == "guided":
            self.guide_audio = _head(state, sizes.hidden, sizes.outputs)
            self.guide_visual = _head(state, sizes.hidden, sizes.outputs)
        self.decoder = MaskedLstm(sizes.audio + sizes.visual, state)
        self.head = _head(state, sizes.hidden, sizes.outputs)
        if sizes.track_heads:
            self.tracks = TrackHeads(state, state, sizes.outputs)

    def scores(
        self,
        visual: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Read both tracks; `guided` puts its logits into `more`, the same in each row of a clip.

        visual: float32 [batch, segments, visual]; the rest as in `Localizer.scores`
        """
        heard, audio_state = _encode(self.audio_encoder, audio, audio_mask)
        seen, visual_state = _encode(self.visual_encoder, visual, visual_mask)
        both = torch.cat([select(audio, audio_mask), select(visual, visual_mask)], dim=2)
        present = torch.maximum(audio_mask, visual_mask)
        decoded, _ = self.decoder(both, present, target, self.start(audio_state, visual_state))
        event = self.head(decoded)
        more = {}
        if self.init == "guided":
            more["guided_audio"] = _every_row(self.guide_audio(audio_state[0]), event)
            more["guided_visual"] = _every_row(self.guide_visual(visual_state[0]), event)
        if self.tracks is None:
            return Scores(event, more=more)
        return Scores(event, *self.tracks(rows(heard, target), rows(seen, target)), more=more)

    def start(self, audio: State | None, visual: State | None) -> State:
        """First state of the decoder (equation 2), from the last states of the encoders."""
        if self.init == "audio":
            return audio
        if self.init == "visual":
            return visual
        return (
            _fuse(self.fuse_hidden, audio[0], visual[0]),
            _fuse(self.fuse_cell, audio[1], visual[1]),
        )


def _encode(
    encoder: MaskedLstm | None, steps: Tensor, mask: Tensor
) -> tuple[Tensor | None, State | None]:
    """Outputs of all steps and the last state, where there is such an encoder."""
    return (None, None) if encoder is None else encoder(steps, mask)


def _fuse(layers: nn.Module, audio: Tensor, visual: Tensor) -> Tensor:
    """Equation 2: both tracks moved by one shared residue, then added."""
    residue = 0.5 * (layers(audio) + layers(visual))
    return torch.tanh(audio + residue) + torch.tanh(visual + residue)


def _fusion(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, width))


def _head(width: int, hidden: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


def _every_row(logits: Tensor, like: Tensor) -> Tensor:
    """The same logits for each row of `like`: float32 [batch, rows, classes + 1]."""
    return logits[:, None].expand_as(like)
