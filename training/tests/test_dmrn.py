"""DMRN and DMRFE against the authors' tensors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from networks_of_tian import DMRN, dmrfe, dmrn, ours
from torch import Tensor

from earwitness_training.networks.answers import Answers
from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.dmrn import Dmrfe, Dmrn, DmrnSizes, ResidualFusion

Reference = Callable[[str], dict[str, Tensor]]


def close(actual: Tensor, expected: Tensor, tolerance: float = 1e-5) -> None:
    torch.testing.assert_close(actual, expected, atol=tolerance, rtol=0)


@torch.no_grad()
def test_every_block_gives_the_authors_tensors(reference: Reference) -> None:
    arrays = reference("ave_dmrn")
    network = dmrn(arrays, DmrnSizes())
    present = torch.ones(2, 10)
    kept = network.attend(arrays["in/video"], arrays["in/audio"], present, present)
    close(kept.attention, arrays["act/attention"])
    close(kept.visual, arrays["act/attended_video"], 1e-4)
    heard = network.audio_rnn(arrays["in/audio"], present)
    seen = network.visual_rnn(kept.visual, present)
    close(heard, arrays["act/lstm_audio"], 1e-4)
    close(seen, arrays["act/lstm_video"], 1e-4)
    block = network.fuse[0]
    close(block.visual(seen), arrays["act/U_v"], 1e-4)
    close(block.audio(heard), arrays["act/U_a"], 1e-4)
    close(0.5 * sum(block(heard, seen)), arrays["act/fusion"], 1e-4)
    scores = network.scores(kept.visual, arrays["in/audio"], present, present)
    close(scores.event, arrays["act/logits"], 1e-4)
    close(network.probabilities(scores), arrays["out/prob"])


@torch.no_grad()
def test_two_blocks_give_the_authors_probabilities(reference: Reference) -> None:
    arrays = reference("ave_dmrn")
    network = dmrn(arrays, DmrnSizes(blocks=2))
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    close(network.probabilities(scores), arrays["out/prob_two_blocks"])


@torch.no_grad()
def test_the_ensemble_averages_probabilities(reference: Reference) -> None:
    arrays, second = reference("ave_dmrn"), reference("derived_dmrfe")
    network = dmrfe(arrays, second)
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    close(network.probabilities(scores), second["out/prob"])


def test_loss_and_gradients_are_the_authors(reference: Reference) -> None:
    arrays = reference("ave_dmrn")
    network = dmrn(arrays, DmrnSizes())
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    truth = Answers(arrays["label/segment"].argmax(2), torch.ones(2, 10), 28)
    loss = network.loss(scores, truth)
    close(loss, arrays["loss/full"])
    loss.backward()
    gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
    compared = 0
    for key, expected in arrays.items():
        if key.startswith("gradnorm_full/"):
            norm = gradients[ours(key.removeprefix("gradnorm_full/"), DMRN)].norm()
            torch.testing.assert_close(norm, expected, rtol=1e-3, atol=1e-12, msg=key)
            compared += 1
    assert compared == len(gradients)


def test_a_block_hands_each_track_the_residual_of_the_other() -> None:
    block = ResidualFusion(4)
    with torch.no_grad():
        for layer in (block.visual[2], block.audio[2]):
            layer.weight.zero_()
            layer.bias.zero_()
    audio, visual = torch.randn(3, 4), torch.randn(3, 4)
    new_audio, new_visual = block(audio, visual)
    close(new_audio, torch.tanh(visual))
    close(new_visual, torch.tanh(audio))


def test_an_ensemble_that_is_certain_has_finite_scores_and_gradients() -> None:
    network = Dmrfe(DmrnSizes(visual=8, audio=6, common=10, recurrent=5, outputs=4))
    with torch.no_grad():
        for layer in network.head:
            layer.bias.copy_(torch.tensor([500.0, -500, -500, -500]))
    scores = network.clip(torch.randn(1, 10, 7, 7, 8), torch.randn(1, 10, 6))
    assert torch.isfinite(scores.event).all()
    close(network.probabilities(scores)[..., 0], torch.ones(1, 10))
    network.loss(scores, Answers(torch.ones(1, 10).long(), torch.ones(1, 10), 3)).backward()
    assert all(torch.isfinite(parameter.grad).all() for parameter in network.parameters())


def test_it_starts_from_a_trained_avel() -> None:
    widths = {"visual": 8, "audio": 6, "common": 10, "recurrent": 5, "outputs": 4}
    avel, network = Avel(AvelSizes(**widths)), Dmrn(DmrnSizes(**widths))
    head = network.head[0].weight.clone()
    network.start_from_avel(avel.state_dict())
    inputs = torch.randn(1, 10, 7, 7, 8), torch.randn(1, 10, 6)
    present = torch.ones(1, 10)
    close(
        network.attend(*inputs, present, present).visual,
        avel.attend(*inputs, present, present).visual,
    )
    assert torch.equal(network.head[0].weight, head)
    with pytest.raises(ValueError, match="system a\\+v-att"):
        network.start_from_avel(Avel(AvelSizes(system="a+v", **widths)).state_dict())
    with pytest.raises(ValueError, match="same sizes"):
        network.start_from_avel(Avel(AvelSizes(**widths | {"visual": 9})).state_dict())


def test_less_than_one_block_is_refused() -> None:
    with pytest.raises(ValueError, match="blocks must be at least 1, not 0"):
        DmrnSizes(blocks=0)
