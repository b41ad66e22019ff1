"""AVDLN: which picture belongs to which sound (Tian et al., ECCV 2018, section 5).

Two small networks embed the seconds of each track; a pair is near where it belongs together.
Cross-modality localization asks for the span of one track that belongs to a span of the other one
(`earwitness_training.networks.synchronization`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

_SLOPE = 0.3  # of Keras' leaky ReLU
_LEAST_SQUARE = 1e-7  # of a distance

Negatives = Literal["background", "shifted"]


@dataclass(frozen=True)
class AvdlnSizes:
    """Widths and the loss; the defaults are the authors'."""

    visual: int = 512
    audio: int = 128
    hidden: int = 128
    embedding: int = 64
    margin: float = 2.0  # the authors' test script says 1, but never uses it
    negatives: Negatives = "background"

    def __post_init__(self) -> None:
        for name in ("visual", "audio", "hidden", "embedding"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if self.margin <= 0:
            raise ValueError(f"margin must be above 0, not {self.margin}")
        if self.negatives not in ("background", "shifted"):
            raise ValueError(f"negatives must be background or shifted, not {self.negatives!r}")


class PairEmbedding(nn.Module):
    """One network of two layers a track, into one space."""

    def __init__(self, sizes: AvdlnSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.visual = _two_layers(sizes.visual, sizes.hidden, sizes.embedding)
        self.audio = _two_layers(sizes.audio, sizes.hidden, sizes.embedding)

    @property
    def compared(self) -> int:
        """Entries of the vectors that `compare` gives."""
        return self.sizes.embedding

    def embed(self, visual: Tensor, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings R_v and R_a, float32 [.., embedding] each.

        visual: float32 [.., visual], the mean of the 49 regions; audio: float32 [.., audio]
        """
        return self.visual(visual), self.audio(audio)

    def compare(self, visual: Tensor, audio: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As `forward`, of means of regions: float32 [batch, W, visual]."""
        seen, heard = self.embed(visual, audio)
        return seen, heard, distances(seen, heard)

    def forward(self, visual: Tensor, audio: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """All pairs of W seconds; W is free, in the exported graph too.

        visual:  float32 [batch, W, 7, 7, visual]; audio: float32 [batch, W, audio]
        returns: visual_embedding and audio_embedding float32 [batch, W, embedding], distance
                 float32 [batch, W, W], of picture i and sound j at [i, j]
        """
        return self.compare(visual.mean(dim=(2, 3)), audio)


class Avdln(PairEmbedding):
    """The embeddings, trained for distances; also the graph of `sync.onnx`."""

    def loss(
        self,
        visual: Tensor,
        audio: Tensor,
        synchronized: Tensor,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """Contrastive loss of the pairs of whole clips.

        The authors use aligned pairs alone: seconds of an event belong together, seconds of
        background do not. With negatives `shifted` (ours) each clip also gives as many pairs of
        different seconds, which do not belong together.

        visual: float32 [clips, segments, visual], means of regions; audio: float32 [clips,
        segments, audio]; synchronized: float32 [clips, segments], 1 for an event, else 0;
        generator: where the shifts are drawn from
        """
        seen, heard = self.embed(visual, audio)
        aligned = distance(seen, heard)
        loss = contrastive_loss(aligned, synchronized, self.sizes.margin)
        if self.sizes.negatives == "background":
            return loss
        shifted = distance(_shift(seen, generator), heard)
        apart = torch.zeros_like(synchronized)
        return 0.5 * (loss + contrastive_loss(shifted, apart, self.sizes.margin))


def distance(visual: Tensor, audio: Tensor) -> Tensor:
    """Euclidean distance of pairs (equation 9), never below 0.0003.

    visual, audio: float32 [.., embedding]; returns float32 [..]
    """
    difference = visual - audio
    return torch.sqrt((difference * difference).sum(-1).clamp_min(_LEAST_SQUARE))


def distances(visual: Tensor, audio: Tensor) -> Tensor:
    """Distances of all pairs: float32 [batch, W, embedding] each to [batch, W (visual), W]."""
    return distance(visual[:, :, None], audio[:, None])


def contrastive_loss(distance: Tensor, synchronized: Tensor, margin: float) -> Tensor:
    """Equation 10 as the code has it: mean of s D^2 + (1 - s) max(0, margin - D)^2."""
    apart = torch.relu(margin - distance)
    return (synchronized * distance**2 + (1 - synchronized) * apart**2).mean()


def _two_layers(width: int, hidden: int, embedding: int) -> nn.Sequential:
    layers = nn.Sequential(
        nn.Linear(width, hidden), nn.LeakyReLU(_SLOPE), nn.Linear(hidden, embedding)
    )
    for layer in (layers[0], layers[2]):  # as Keras does
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
    return layers


def _shift(seen: Tensor, generator: torch.Generator | None) -> Tensor:
    """Each clip's seconds moved in a circle, by 1 .. segments - 1."""
    clips, segments = seen.shape[:2]
    if segments < 2:
        raise ValueError("negatives shifted needs clips of at least 2 segments")
    by = torch.randint(1, segments, (clips, 1), generator=generator).to(seen.device)
    index = (torch.arange(segments, device=seen.device)[None] + by) % segments
    return seen[torch.arange(clips, device=seen.device)[:, None], index]
