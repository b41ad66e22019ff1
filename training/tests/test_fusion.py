"""The fusion methods, each against its formula, and what the three levels read."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from torch import Tensor

from earwitness_training.networks.answers import Answers
from earwitness_training.networks.fusion import (
    FusedAvel,
    FusedAvelSizes,
    Fusion,
    Level,
    Method,
)

SMALL = {"visual": 8, "audio": 6, "common": 10, "recurrent": 5, "outputs": 4}
PAIRS = [
    (method, level)
    for method in get_args(Method)
    for level in get_args(Level)
    if (method, level) != ("dmrn", "late")
]


def formula(method: str, fusion: Fusion, audio: Tensor, visual: Tensor) -> Tensor:
    """Written from the cited papers, with plain matrices."""

    def line(name: str, values: Tensor) -> Tensor:
        layer = getattr(fusion, name)
        return torch.einsum("oi,bi->bo", layer.weight, values) + layer.bias

    both = torch.cat([audio, visual], 1)
    if method == "concat":
        return both
    heard, seen = line("audio", audio), line("visual", visual)
    if method == "gmu":
        share = 1 / (1 + torch.exp(-line("gate", both)))
        return share * seen.tanh() + (1 - share) * heard.tanh()
    if method == "gmb":
        return line("gate", audio).sigmoid() * heard * seen
    if method == "mrn":
        return line("shortcut", visual) + heard.tanh() * seen.tanh()
    if method == "dmrn":
        merged = 0.5 * (fusion.block.audio(heard) + fusion.block.visual(seen))
        return 0.5 * ((heard + merged).tanh() + (seen + merged).tanh())
    return {
        "additive": heard + seen,
        "mp": torch.where(heard > seen, heard, seen),
        "gated": seen / (1 + torch.exp(-heard)),
        "mb": heard * seen,
    }[method]


@torch.no_grad()
@pytest.mark.parametrize("method", get_args(Method))
def test_a_method_is_its_formula(method: Method) -> None:
    fusion = Fusion(method, audio=6, visual=8, fused=10)
    audio, visual = torch.randn(5, 6), torch.randn(5, 8)
    fused = fusion(audio, visual)
    assert fused.shape == (5, fusion.width)
    torch.testing.assert_close(fused, formula(method, fusion, audio, visual))


@pytest.mark.parametrize(("method", "level"), PAIRS)
def test_every_pair_of_method_and_level_learns_in_all_its_parameters(
    method: Method, level: Level
) -> None:
    network = FusedAvel(FusedAvelSizes(method=method, level=level, **SMALL))
    scores = network.clip(torch.randn(2, 10, 7, 7, 8), torch.randn(2, 10, 6))
    assert scores.event.shape == (2, 10, 4)
    truth = Answers(torch.randint(0, 4, (2, 10)), torch.ones(2, 10), 3)
    network.loss(scores, truth).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


@torch.no_grad()
@pytest.mark.parametrize("level", get_args(Level))
def test_a_level_reads_what_it_says(level: Level) -> None:
    network = FusedAvel(FusedAvelSizes(method="additive", level=level, **SMALL))
    kept, audio, present = torch.randn(2, 10, 8), torch.randn(2, 10, 6), torch.ones(2, 10)
    said = network.scores(kept, audio, present, present).event
    if level == "early":
        states = network.rnn(network.fuse(audio, kept), present)
        expected = network.head(states)
    else:
        heard, seen = network.audio_rnn(audio, present), network.visual_rnn(kept, present)
        if level == "late":
            expected = network.head(network.fuse(heard, seen))
        else:
            expected = network.fuse(network.audio_head(heard), network.visual_head(seen))
    torch.testing.assert_close(said, expected)


def test_widths_are_the_papers() -> None:
    early = FusedAvel(FusedAvelSizes(method="mb", level="early"))
    assert early.fuse.audio.weight.shape == (256, 128)
    assert early.fuse.visual.weight.shape == (256, 512)
    assert early.rnn.weight_ih_l0.shape == (512, 256)
    decision = FusedAvel(FusedAvelSizes(method="gmu", level="decision"))
    assert decision.fuse.gate.weight.shape == (29, 58)
    late = FusedAvel(FusedAvelSizes(method="concat", level="late"))
    assert late.head.weight.shape == (29, 512)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"method": "sum"}, "method must be additive, mp, .* or dmrn, not 'sum'"),
        ({"level": "middle"}, "level must be early, late or decision, not 'middle'"),
        ({"method": "dmrn"}, "is the network dmrn itself"),
        ({"level": "early", "track_heads": True}, "one LSTM for both tracks"),
    ],
)
def test_sizes_that_make_no_network_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FusedAvelSizes(**wrong)
