"""Attention by hand against PyTorch's, and rule M3."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from earwitness_training.networks.masked_attention import MaskedAttention, masked_softmax


@torch.no_grad()
@pytest.mark.parametrize("memory", [8, 12])
@pytest.mark.parametrize("heads", [1, 2, 4])
def test_it_gives_what_pytorch_gives(heads: int, memory: int) -> None:
    theirs = nn.MultiheadAttention(8, heads, kdim=memory, vdim=memory, batch_first=True).eval()
    ours = MaskedAttention(8, heads, memory=memory).eval()
    nn.init.normal_(theirs.in_proj_bias)
    ours.load_state_dict(theirs.state_dict())
    query, keys = torch.randn(3, 4, 8), torch.randn(3, 6, memory)
    mask = (torch.rand(3, 6) > 0.4).float()
    mask[:, 0] = 1
    wanted, _ = theirs(query, keys, keys, key_padding_mask=mask == 0)
    torch.testing.assert_close(ours(query, keys, mask), wanted, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_a_query_without_keys_gets_the_bias_alone() -> None:
    attention = MaskedAttention(8, 2)
    nn.init.normal_(attention.out_proj.bias)
    said = attention(torch.randn(2, 3, 8), torch.full((2, 5, 8), torch.nan), torch.zeros(2, 5))
    assert torch.equal(said, attention.out_proj.bias.expand(2, 3, 8))


def test_masked_weights_are_zero_and_the_others_sum_to_one() -> None:
    scores = torch.tensor([[1.0, 500.0, 2.0], [-1e8, -500.0, 3.0], [1.0, 2.0, 3.0]])
    mask = torch.tensor([[1.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    weights = masked_softmax(scores, mask)
    low, high = torch.softmax(torch.tensor([1.0, 2.0]), 0).tolist()
    torch.testing.assert_close(
        weights, torch.tensor([[low, 0.0, high], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    )
