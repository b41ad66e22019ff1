"""DCCA, the baseline of cross-modality localization (Andrew et al. 2013; Tian et al., table 3).

Tian et al. give no detail. Ours: the embeddings of AVDLN, trained for the sum of canonical
correlations of aligned event pairs, then a linear CCA of the training embeddings; the search is
AVDLN's on the distances of the whitened projections.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from earwitness_training.networks.avdln import AvdlnSizes, PairEmbedding, distances

RIDGE = 1e-4  # added to the variances, so that they can be inverted


@dataclass(frozen=True)
class CanonicalProjection:
    """Linear maps of both tracks onto their canonical variates; all float32."""

    visual_mean: Tensor  # [embedding]
    audio_mean: Tensor
    visual: Tensor  # [embedding, components]
    audio: Tensor
    correlations: Tensor  # [components], falling


class Dcca(PairEmbedding):
    """Embeddings and, once they are fitted, their canonical projection."""

    def __init__(self, sizes: AvdlnSizes, components: int = 64) -> None:
        super().__init__(sizes)
        if not 1 <= components <= sizes.embedding:
            raise ValueError(
                f"components must be 1 .. embedding = {sizes.embedding}, not {components}"
            )
        self.components = components
        width = sizes.embedding
        for track in ("visual", "audio"):
            self.register_buffer(f"{track}_mean", torch.zeros(width))
            self.register_buffer(f"{track}_projection", torch.zeros(width, components))

    @property
    def compared(self) -> int:
        """See the base class."""
        return self.components

    def loss(self, visual: Tensor, audio: Tensor) -> Tensor:
        """Negative sum of the largest correlations of a batch of aligned event pairs.

        visual: float32 [pairs, visual], means of regions; audio: float32 [pairs, audio]
        """
        return -canonical_correlations(*self.embed(visual, audio))[: self.components].sum()

    @torch.no_grad()
    def fit_projection(self, visual: Tensor, audio: Tensor) -> Tensor:
        """Fit the linear CCA to the embeddings of all training pairs; returns the correlations."""
        fitted = fit_projection(*self.embed(visual, audio), self.components)
        self.visual_mean.copy_(fitted.visual_mean)
        self.audio_mean.copy_(fitted.audio_mean)
        self.visual_projection.copy_(fitted.visual)
        self.audio_projection.copy_(fitted.audio)
        return fitted.correlations

    def compare(self, visual: Tensor, audio: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Whitened projections, float32 [batch, W, components], and their distances."""
        seen, heard = self.embed(visual, audio)
        seen = (seen - self.visual_mean) @ self.visual_projection
        heard = (heard - self.audio_mean) @ self.audio_projection
        return seen, heard, distances(seen, heard)


def canonical_correlations(visual: Tensor, audio: Tensor, ridge: float = RIDGE) -> Tensor:
    """Canonical correlations of two samples, falling: float32 [pairs, width] each to [width].

    Differentiable. They are the singular values of C_v^-1 S_va C_a^-T, where C C^T are the ridged
    covariances; Cholesky factors give the same ones as square roots, and have a stable gradient.
    """
    return torch.linalg.svdvals(_whiten(visual, audio, ridge).cross).to(visual.dtype)


def fit_projection(
    visual: Tensor, audio: Tensor, components: int, ridge: float = RIDGE
) -> CanonicalProjection:
    """Linear CCA: projections under which both samples are white and as correlated as can be."""
    white = _whiten(visual, audio, ridge)
    left, correlations, right = torch.linalg.svd(white.cross)
    kind = visual.dtype
    return CanonicalProjection(
        visual.mean(0),
        audio.mean(0),
        (white.visual.t() @ left[:, :components]).to(kind),
        (white.audio.t() @ right.t()[:, :components]).to(kind),
        correlations[:components].to(kind),
    )


@dataclass(frozen=True)
class _Whitening:
    """Inverse Cholesky factors of both tracks and the whitened covariance between them."""

    visual: Tensor
    audio: Tensor
    cross: Tensor


def _whiten(visual: Tensor, audio: Tensor, ridge: float) -> _Whitening:
    """In float64: the covariances of embeddings are close to singular."""
    pairs = len(visual)
    if pairs < 2:
        raise ValueError(f"canonical correlations need at least 2 pairs, not {pairs}")
    seen, heard = visual.double(), audio.double()
    seen, heard = seen - seen.mean(0), heard - heard.mean(0)
    whitens = [_inverse_root(values, ridge) for values in (seen, heard)]
    cross = whitens[0] @ (seen.t() @ heard / (pairs - 1)) @ whitens[1].t()
    return _Whitening(whitens[0], whitens[1], cross)


def _inverse_root(values: Tensor, ridge: float) -> Tensor:
    identity = torch.eye(values.shape[1], dtype=values.dtype, device=values.device)
    covariance = values.t() @ values / (len(values) - 1) + ridge * identity
    root = torch.linalg.cholesky(covariance)
    return torch.linalg.solve_triangular(root, identity, upper=False)
