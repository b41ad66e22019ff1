"""CM-CoAtt (Lin, thesis 2019): attention over regions by sound, space and neighbouring seconds.

Figures 3.2 to 3.5, equations 3.4 to 3.7; the classifiers of tables 4.3 and 4.4 and the variants of
tables 4.6 to 4.8. Widths that the thesis leaves open are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.co_attention import (
    NeighbourConvolution,
    NeighbourLayers,
    RegionLstm,
    RegionWeights,
    neighbour,
)
from earwitness_training.networks.encoder_decoder import EncoderDecoder, EncoderDecoderSizes
from earwitness_training.networks.joint_lstm import JointLstm
from earwitness_training.networks.localizer import (
    GRID,
    REGIONS,
    Kept,
    LocalizerSizes,
    Scores,
    rows,
    select,
)
from earwitness_training.networks.mean_pooled_localizer import MeanPooledLocalizer
from earwitness_training.networks.window_form import gather, score_gathered_windows

Classifier = Literal["lstm", "avel", "avsdn"]
Attention = Literal["coattention", "add", "dot", "none"]
Inter = Literal["usual", "mlp", "conv3d", "lstm", "none"]

_INTERS = {
    "coattention": ("mlp",),
    "add": ("none", "conv3d", "lstm"),
    "dot": ("none", "conv3d", "lstm"),
    "none": ("none",),
}  # the inter-frame encoders of each attention, the usual one first


@dataclass(frozen=True)
class CmCoattSizes(LocalizerSizes):
    """Widths and variants of CM-CoAtt.

    `coattention` is the product with the sound after the inter-frame layers (`mlp`). `add` and
    `dot` do without an inter-frame encoder, or with `conv3d` or `lstm`. `none` is the mean.
    """

    classifier: Classifier = "avsdn"
    attention: Attention = "coattention"
    intra: bool = True  # whether an LSTM reads the regions of a picture
    inter: Inter = "usual"  # mlp with coattention, else none
    reduced: int = 512
    common: int = 128
    state: int = 256  # of the classifiers lstm and avsdn
    recurrent: int = 128  # of the classifier avel, each direction
    hidden: int = 64

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("reduced", "common", "state", "recurrent", "hidden"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.classifier not in ("lstm", "avel", "avsdn"):
            raise ValueError(f"classifier must be lstm, avel or avsdn, not {self.classifier!r}")
        if self.attention not in _INTERS:
            raise ValueError(
                f"attention must be coattention, add, dot or none, not {self.attention!r}"
            )
        if self.inter_frame not in _INTERS[self.attention]:
            raise ValueError(
                f"inter must be {' or '.join(_INTERS[self.attention])} (or usual) with attention: "
                f"{self.attention}, not {self.inter!r}"
            )
        if self.inter_frame == "lstm" and self.common % 2:
            raise ValueError(f"inter: lstm halves common, which must be even, not {self.common}")
        if self.classifier == "lstm" and self.track_heads:
            raise ValueError("classifier lstm reads both tracks at once: track_heads must be false")

    @property
    def inter_frame(self) -> str:
        """The inter-frame encoder that `inter` means."""
        return _INTERS[self.attention][0] if self.inter == "usual" else self.inter


class CmCoatt(MeanPooledLocalizer):
    """Regions of each picture, attention that may read the neighbours, one of three classifiers.

    With an inter-frame encoder the window keeps all regions of a picture; without, attention needs
    no neighbour and the window keeps the attended vector.
    """

    def __init__(self, sizes: CmCoattSizes) -> None:
        super().__init__(sizes)
        self.sizes: CmCoattSizes = sizes
        self.reduce = nn.Sequential(
            nn.Linear(sizes.visual, sizes.reduced),
            nn.ReLU(),
            nn.Linear(sizes.reduced, sizes.common),
        )
        if sizes.intra:
            self.intra = nn.LSTM(sizes.common, sizes.common, batch_first=True, bidirectional=True)
        encoders = {"mlp": NeighbourLayers, "conv3d": NeighbourConvolution, "lstm": RegionLstm}
        self.attends_alone = sizes.inter_frame not in encoders
        if not self.attends_alone:
            self.inter = encoders[sizes.inter_frame](sizes.common)
            self.stored = "regions"
        form = "dot" if sizes.attention == "coattention" else sizes.attention
        self.weigh = RegionWeights(form, sizes.common, sizes.audio)
        self.add_module(sizes.classifier, _classifier(sizes))

    @property
    def classifier(self) -> JointLstm | Avel | EncoderDecoder:
        """What reads the attended vectors and the sound."""
        return getattr(self, self.sizes.classifier)

    @property
    def stored_shape(self) -> tuple[int, ...]:
        """See the base class."""
        return (self.sizes.common,) if self.attends_alone else (REGIONS, self.sizes.common)

    def attend(
        self, visual: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Kept:
        """Reduction and intra-frame encoder (equation 3.4). See the base class."""
        segments = int(audio.shape[1])
        shown = select(visual, visual_mask).reshape(-1, REGIONS, visual.shape[-1])
        regions = self.reduce(shown)
        if self.sizes.intra:
            read, _ = self.intra(regions)
            regions = read[:, :, : self.sizes.common] + read[:, :, self.sizes.common :]
        regions = regions.reshape(-1, segments, REGIONS, self.sizes.common)
        if not self.attends_alone:
            return Kept(regions, None)
        sound = select(audio, audio_mask)
        weights = self.weigh(regions, sound, visual_mask, audio_mask)
        return Kept(_weighted(weights, regions), weights.reshape(-1, segments, GRID, GRID))

    def scores(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        target: int | None = None,
    ) -> Scores:
        """Inter-frame encoder and attention (equations 3.5 to 3.7), then the classifier.

        Values of pictures that nothing reads are left out. See the base class.
        """
        if self.attends_alone:
            return self.classifier.scores(kept, audio, visual_mask, audio_mask, target)
        segments = int(audio.shape[1])
        last = segments
        if self.sizes.classifier == "lstm" and target is not None:
            last = target + 1  # the classifier reads the past alone
        near = segments if self.sizes.inter_frame == "lstm" else min(last + 1, segments)
        masks = visual_mask[:, :near], audio_mask[:, :near]
        attended, weights = self._co_attend(kept[:, :near], audio[:, :near], *masks)
        said = self.classifier.scores(
            attended[:, :last],
            audio[:, :last],
            visual_mask[:, :last],
            audio_mask[:, :last],
            target,
        )
        maps = weights.reshape(-1, near, GRID, GRID)[:, :last]
        return replace(said, attention=rows(maps, target))

    def score_windows(
        self, kept: Tensor, audio: Tensor, visual_mask: Tensor, audio_mask: Tensor
    ) -> Scores:
        """The window form of whole clips without reading each window's regions by themselves.

        What is attended in a picture depends on its window only where a neighbour lies outside of
        it: at the window's two ends. Shapes as in `window_form.score_windows`.
        """
        if self.attends_alone or self.sizes.inter_frame == "lstm":
            return score_gathered_windows(self, kept, audio, visual_mask, audio_mask)
        clips, segments = (int(size) for size in audio.shape[:2])
        window, look_ahead = self.sizes.window, self.sizes.look_ahead
        ends = [(position > 0, position < window - 1) for position in range(window)]
        attended, maps = {}, {}
        for end in dict.fromkeys(ends):
            vectors, maps[end] = self._co_attend(kept, audio, visual_mask, audio_mask, *end)
            attended[end], pictures = gather(vectors, visual_mask, window, look_ahead)
        sound, sounds = gather(select(audio, audio_mask), audio_mask, window, look_ahead)
        seen = torch.stack([attended[end][:, place] for place, end in enumerate(ends)], dim=1)
        said = self.classifier.scores(seen, sound, pictures, sounds, self.sizes.target)
        target_maps = maps[ends[self.sizes.target]].reshape(clips, segments, GRID, GRID)

        def of_clips(values: Tensor | None) -> Tensor | None:
            return None if values is None else values.reshape(clips, segments, -1)

        return Scores(of_clips(said.event), of_clips(said.heard), of_clips(said.seen), target_maps)

    def _co_attend(
        self,
        kept: Tensor,
        audio: Tensor,
        visual_mask: Tensor,
        audio_mask: Tensor,
        reads_previous: bool = True,
        reads_following: bool = True,
    ) -> tuple[Tensor, Tensor]:
        """Attended vectors [batch, segments, common] and weights [batch, segments, 49].

        reads_previous, reads_following: whether neighbours may be read where they are there
        """
        regions = select(kept, visual_mask)
        if self.sizes.inter_frame == "lstm":
            beside = self.inter(regions, visual_mask)
        else:
            repeat = self.inter.repeats_itself
            previous = neighbour(regions, visual_mask, -1, reads_previous, repeat)
            following = neighbour(regions, visual_mask, 1, reads_following, repeat)
            beside = self.inter(previous, regions, following)
        weights = self.weigh(beside, select(audio, audio_mask), visual_mask, audio_mask)
        return _weighted(weights, regions), weights


def _weighted(weights: Tensor, regions: Tensor) -> Tensor:
    """Equation 3.7: [.., 49] and [.., 49, width] to [.., width]."""
    return (weights[:, :, None] @ regions)[:, :, 0]


def _classifier(sizes: CmCoattSizes) -> nn.Module:
    if sizes.classifier == "lstm":
        return JointLstm(sizes.common, sizes.audio, sizes.state, sizes.hidden, sizes.outputs)
    if sizes.classifier == "avel":
        return Avel(
            AvelSizes(
                visual=sizes.common,
                audio=sizes.audio,
                outputs=sizes.outputs,
                window=sizes.window,
                look_ahead=sizes.look_ahead,
                track_heads=sizes.track_heads,
                system="a+v",
                recurrent=sizes.recurrent,
                hidden=sizes.hidden,
            )
        )
    decoder = EncoderDecoder()
    decoder.build(
        EncoderDecoderSizes(
            visual=sizes.common,
            audio=sizes.audio,
            state=sizes.state,
            hidden=sizes.hidden,
            outputs=sizes.outputs,
            track_heads=sizes.track_heads,
        )
    )
    return decoder
