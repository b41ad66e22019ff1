"""DMRN, dual multimodal residual network, and DMRFE, its ensemble (Tian et al., section 4.3).

Figure 4 (b), equations 5 and 6. The authors trained it from a trained A+V-att: attention and LSTMs
have the same names here (`attend_regions`, `audio_rnn`, `visual_rnn`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import Scores
from earwitness_training.networks.masked_lstm import MaskedBidirectionalLstm
from earwitness_training.networks.tian import TianLocalizer, TianSizes
from earwitness_training.networks.track_head import TrackHeads

_SHARED_WITH_AVEL = ("attend_regions.", "audio_rnn.", "visual_rnn.")
_SMALLEST = 1e-30  # keeps the logarithm finite where both softmaxes are 0 in float32


@dataclass(frozen=True)
class DmrnSizes(TianSizes):
    """Widths of DMRN and DMRFE; the defaults are the authors'."""

    blocks: int = 1  # how often each residual block is applied, with the same weights

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.blocks < 1:
            raise ValueError(f"blocks must be at least 1, not {self.blocks}")


class ResidualFusion(nn.Module):
    """One dual residual block: both tracks get the same addition (equations 5 and 6)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.visual = _two_layers(width)
        self.audio = _two_layers(width)

    def forward(self, audio: Tensor, visual: Tensor) -> tuple[Tensor, Tensor]:
        """Audio and visual, float32 [.., width], updated.

        The code hands each track the other one's residual; with a single block the mean of both
        hides that, with more it does not.
        """
        merged = 0.5 * (self.visual(visual) + self.audio(audio))
        return torch.tanh(visual + merged), torch.tanh(audio + merged)


class Dmrn(TianLocalizer):
    """One LSTM a track, residual blocks, the mean of both tracks, one layer on top."""

    #: How many separate blocks vote.
    members = 1

    def __init__(self, sizes: DmrnSizes) -> None:
        super().__init__(sizes)
        self.sizes: DmrnSizes = sizes
        for layer in self.attend_regions.attention.children():
            layer.reset_parameters()  # the code initialises by Xavier's rule in AVEL only
        width = 2 * sizes.recurrent
        self.audio_rnn = MaskedBidirectionalLstm(sizes.audio, sizes.recurrent)
        self.visual_rnn = MaskedBidirectionalLstm(sizes.visual, sizes.recurrent)
        self.fuse = nn.ModuleList([ResidualFusion(width) for _ in range(self.members)])
        self.head = nn.ModuleList([nn.Linear(width, sizes.outputs) for _ in range(self.members)])
        for layer in self.head:
            nn.init.xavier_uniform_(layer.weight)
        if sizes.track_heads:
            self.tracks = TrackHeads(width, width, sizes.outputs)

    def start_from_avel(self, tensors: Mapping[str, Tensor]) -> None:
        """Take attention and LSTMs from the state dict of a trained A+V-att, as the authors did."""
        own = self.state_dict()
        for name in own:
            if not name.startswith(_SHARED_WITH_AVEL):
                continue
            if name not in tensors:
                raise ValueError(f"{name} is missing: start from an AVEL of system a+v-att")
            if tensors[name].shape != own[name].shape:
                raise ValueError(
                    f"{name} has shape {list(tensors[name].shape)}, but {list(own[name].shape)} is "
                    "needed: give both networks the same sizes"
                )
            own[name] = tensors[name]
        self.load_state_dict(own)

    def scores(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Raw scores; of the ensemble the logarithm of the mean of probabilities."""
        heard = self.audio_rnn(audio, audio_mask, target)
        seen = self.visual_rnn(kept, visual_mask, target)
        votes = [
            head(self._fused(block, heard, seen))
            for block, head in zip(self.fuse, self.head, strict=True)
        ]
        event = votes[0] if self.members == 1 else _log_of_mean(votes)
        tracks = self.tracks(heard, seen) if self.sizes.track_heads else (None, None)
        return Scores(event, *tracks)

    def _fused(self, block: nn.Module, audio: Tensor, visual: Tensor) -> Tensor:
        for _ in range(self.sizes.blocks):
            audio, visual = block(audio, visual)
        return 0.5 * (audio + visual)


class Dmrfe(Dmrn):
    """Two separate blocks on the same LSTMs; their probabilities are averaged (section 6.2)."""

    members = 2


def _two_layers(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, width))


def _log_of_mean(votes: list[Tensor]) -> Tensor:
    total = sum(torch.softmax(vote, dim=2) for vote in votes)
    return torch.log((total / len(votes)).clamp_min(_SMALLEST))
