"""PSP: positive sample propagation (Zhou et al., CVPR 2021), and the variants of its tables.

Full and weak supervision are different networks, as in the authors' code: the weak one reads the
raw sound, normalizes without layers of its own, and weighs its segments (`weighting`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from earwitness_training.networks.answers import Answers, average, binary, entropy
from earwitness_training.networks.localizer import (
    Kept,
    Localizer,
    LocalizerSizes,
    Scores,
    rows,
    select,
)
from earwitness_training.networks.masked_lstm import MaskedBidirectionalLstm
from earwitness_training.networks.pair_similarity import cosine, pair_similarity_loss
from earwitness_training.networks.region_pooling import RegionPooling
from earwitness_training.networks.segment_weighting import SegmentWeighting
from earwitness_training.networks.similarity_propagation import (
    Propagation,
    SimilarityPropagation,
    SymmetricSelfAttention,
)
from earwitness_training.networks.track_head import TrackHeads

_AUTHORS_THRESHOLD = {"full": 0.099, "weak": 0.095}


@dataclass(frozen=True)
class PspSizes(LocalizerSizes):
    """Widths and variants of PSP; the defaults are the authors'."""

    common: int = 512  # of the attention
    middle: int = 256  # of the two linear layers before each LSTM, full supervision
    reduced: int = 128  # what the LSTMs read
    recurrent: int = 128
    hidden: int = 64
    propagate: Propagation = "psp"
    threshold: float | None = None  # tau; the authors' is 0.099, with weak supervision 0.095
    self_attention: bool = False  # before each LSTM: `SAPSP`
    avps_weight: float = 100.0  # of the pair similarity loss, full supervision; 0 for CE alone
    weighting: bool = True  # the weighting branch, weak supervision
    dropout: float = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.propagate not in ("psp", "none", "asp", "wpsp"):
            raise ValueError(f"propagate must be psp, none, asp or wpsp, not {self.propagate!r}")
        if not 0 <= self.similarity < 1:
            raise ValueError(f"threshold must be at least 0 and below 1, not {self.threshold}")
        if self.avps_weight < 0:
            raise ValueError(f"avps_weight must be at least 0, not {self.avps_weight}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be at least 0 and below 1, not {self.dropout}")

    @property
    def similarity(self) -> float:
        """The threshold of the similarity, for rows of ten keys (`tau`)."""
        return _AUTHORS_THRESHOLD[self.supervision] if self.threshold is None else self.threshold


class Psp(Localizer):
    """Attention, an LSTM a track, propagation between both, two layers on their mean."""

    def __init__(self, sizes: PspSizes) -> None:
        super().__init__(sizes)
        self.sizes: PspSizes = sizes
        self.full = sizes.supervision == "full"
        sound = sizes.reduced if self.full else sizes.audio
        if self.full:
            self.audio_in = _reduction(sizes.audio, sizes.middle, sizes.reduced)
            self.visual_in = _reduction(sizes.visual, sizes.middle, sizes.reduced)
        else:
            self.visual_in = nn.Sequential(nn.Linear(sizes.visual, sizes.reduced))
        self.attend_regions = RegionPooling(replace(sizes, audio=sound), common=sizes.common)
        if sizes.self_attention:
            self.audio_relation = SymmetricSelfAttention(sound)
            self.visual_relation = SymmetricSelfAttention(sizes.reduced)
        self.audio_rnn = MaskedBidirectionalLstm(sound, sizes.recurrent)
        self.visual_rnn = MaskedBidirectionalLstm(sizes.reduced, sizes.recurrent)
        width = 2 * sizes.recurrent
        self.propagate = SimilarityPropagation(
            width, sizes.propagate, sizes.similarity, sizes.supervision, sizes.dropout
        )
        self.head = nn.Sequential(
            nn.Linear(width, sizes.hidden, bias=False),
            nn.ReLU(),
            nn.Linear(sizes.hidden, sizes.outputs, bias=False),
        )
        nn.init.xavier_uniform_(self.head[0].weight)
        nn.init.xavier_uniform_(self.head[2].weight)
        if not self.full and sizes.weighting:
            self.weighting = SegmentWeighting(sizes.outputs)
        if sizes.track_heads:
            self.tracks = TrackHeads(width, width, sizes.outputs)

    @property
    def stored_shape(self) -> tuple[int, ...]:
        """See the base class."""
        return (self.sizes.visual,)

    def attend(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """The attention, guided by the reduced sound. See the base class."""
        return self.attend_regions(visual, self._sound(audio, audio_mask), visual_mask, audio_mask)

    def scores(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Equations 1 to 5, without the last softmax. See the base class.

        `more["cosine"]`: float32 [batch, rows], how alike both tracks are after propagation
        """
        audio_states, visual_states = self.states(kept, audio, visual_mask, audio_mask, target)
        heard, seen = self.propagate(
            audio_states, visual_states, audio_mask, visual_mask, self._row(target)
        )
        logits = self.head(0.5 * (heard + seen))
        if not self.full and self.sizes.weighting:
            logits = self.weighting(logits)
        tracks = (None, None)
        if self.sizes.track_heads:
            row = self._row(target)
            tracks = self.tracks(rows(audio_states, row), rows(visual_states, row))
        return Scores(logits, *tracks, more={"cosine": cosine(heard, seen)})

    def states(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Outputs of both LSTMs, audio first: [batch, segments, 2 * recurrent].

        Where nothing is propagated only the target is read, and there is one row.
        """
        sound = self._sound(audio, audio_mask)
        picture = self.visual_in(select(kept, visual_mask))
        if self.sizes.self_attention:
            sound = self.audio_relation(sound, audio_mask)
            picture = self.visual_relation(picture, visual_mask)
        read = target if self.sizes.propagate == "none" else None
        return self.audio_rnn(sound, audio_mask, read), self.visual_rnn(picture, visual_mask, read)

    def loss(self, scores: Scores, answers: Answers) -> Tensor:
        """Equations 7 to 10. See the base class.

        Full: cross-entropy (a mean over segments, not over classes too) plus the weighted pair
        similarity loss. Weak: binary cross-entropy of the clip, whose truth keeps the share of
        background.
        """
        if self.full:
            return entropy(scores.event, answers) + self.sizes.avps_weight * pair_similarity_loss(
                scores.more["cosine"], answers
            )
        return binary(self.pooled(scores, answers.present), answers.soft()).mean()

    def pooled(self, scores: Scores, present: Tensor) -> Tensor:
        """Softmax of the mean scores. See the base class."""
        return torch.softmax(average(scores.event, present), dim=1)

    def _sound(self, audio: Tensor, audio_mask: Tensor) -> Tensor:
        """Finite sound: rule M0 and, with full supervision, the reduction."""
        sound = select(audio, audio_mask)
        return self.audio_in(sound) if self.full else sound

    def _row(self, target: int | None) -> int | None:
        """Row of the target in what `states` returns."""
        return target if self.sizes.propagate != "none" or target is None else 0


def _reduction(width: int, middle: int, reduced: int) -> nn.Sequential:
    """Two linear layers without bias and without activation, as in the authors' code."""
    first, second = nn.Linear(width, middle, bias=False), nn.Linear(middle, reduced, bias=False)
    return nn.Sequential(first, second)
