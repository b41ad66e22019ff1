"""Attention over a sequence in which keys may be missing (rule M3), and the block around it.

Written out as matrix products: a masked key has the weight 0 exactly, a query without keys gets
the context 0, and the exported graph has a free batch axis. Parameter names are PyTorch's.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import select

_HIDDEN_SCORE = -1e9


class MaskedAttention(nn.Module):
    """Multi-head attention; each head's scores are divided by the root of the head's width.

    Where the memory is as wide as the query, the three projections are one tensor
    (`in_proj_weight`), else three (`q_proj_weight`, `k_proj_weight`, `v_proj_weight`).
    """

    def __init__(
        self, width: int, heads: int, dropout: float = 0.0, memory: int | None = None
    ) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"heads must divide the width {width}, {heads} does not")
        self.width, self.heads, self.each = width, heads, width // heads
        self.joined = memory is None or memory == width
        if self.joined:
            self.in_proj_weight = _projection(3 * width, width)
        else:
            self.q_proj_weight = _projection(width, width)
            self.k_proj_weight = _projection(width, memory)
            self.v_proj_weight = _projection(width, memory)
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.zeros_(self.out_proj.bias)
        self.dropout = nn.Dropout(dropout)

    def forward(self, query: Tensor, memory: Tensor, memory_mask: Tensor) -> Tensor:
        """Attend from every query to the keys that are present.

        query:       float32 [batch, queries, width], finite
        memory:      float32 [batch, keys, memory]; masked values may be anything, NaN too
        memory_mask: float32 [batch, keys], 1 where the key is present, else 0
        returns:     float32 [batch, queries, width]
        """
        query_weight, key_weight, value_weight = self._weights()
        query_bias, key_bias, value_bias = self.in_proj_bias.chunk(3)
        memory = select(memory, memory_mask)
        queries = self._heads(query @ query_weight.t() + query_bias)
        keys = self._heads(memory @ key_weight.t() + key_bias)
        values = self._heads(memory @ value_weight.t() + value_bias)
        scores = queries @ keys.transpose(2, 3) / math.sqrt(self.each)
        weights = self.dropout(masked_softmax(scores, memory_mask[:, None, None, :]))
        context = (weights @ values).transpose(1, 2)  # [batch, queries, heads, each]
        return self.out_proj(context.reshape(-1, query.shape[1], self.width))

    def _weights(self) -> tuple[Tensor, ...]:
        if self.joined:
            return self.in_proj_weight.chunk(3)
        return self.q_proj_weight, self.k_proj_weight, self.v_proj_weight

    def _heads(self, values: Tensor) -> Tensor:
        """[batch, steps, width] to [batch, heads, steps, each]."""
        return values.reshape(-1, values.shape[1], self.heads, self.each).transpose(1, 2)


class RelationBlock(nn.Module):
    """Attention and two linear layers, each with a residual and a norm after it.

    Without attention (`attends` false) the query is normalized alone.
    """

    def __init__(
        self,
        width: int,
        heads: int,
        feed_forward: int,
        dropout: float,
        memory: int | None = None,
        attends: bool = True,
    ) -> None:
        super().__init__()
        self.attn = MaskedAttention(width, heads, dropout, memory) if attends else None
        self.linear1 = nn.Linear(width, feed_forward)
        self.linear2 = nn.Linear(feed_forward, width)
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, query: Tensor, memory: Tensor, memory_mask: Tensor) -> Tensor:
        """Shapes as in `MaskedAttention`."""
        if self.attn is not None:
            query = query + self.dropout(self.attn(query, memory, memory_mask))
        query = self.norm1(query)
        inner = self.dropout(torch.relu(self.linear1(query)))
        return self.norm2(query + self.dropout(self.linear2(inner)))


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis in which masked entries are 0 exactly (rule M3).

    scores: float32 [.., keys]; mask: float32, 0 or 1, that fits; rows without entries are 0
    """
    hidden = torch.full_like(scores, _HIDDEN_SCORE)
    scores = torch.where(mask > 0, scores, hidden)
    risen = torch.exp(scores - scores.max(-1, keepdim=True).values) * mask
    total = risen.sum(-1, keepdim=True)
    return risen / torch.where(total > 0, total, torch.ones_like(total))


def _projection(outputs: int, inputs: int) -> nn.Parameter:
    return nn.Parameter(nn.init.xavier_uniform_(torch.empty(outputs, inputs)))
