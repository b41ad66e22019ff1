"""AVSDN against the reference tensors, and its switches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from networks_of_lin import (
    Reference,
    avsdn,
    check_graphs_say_the_same,
    check_hidden_values_change_nothing,
    check_it_learns,
    check_nothing_past_the_look_ahead_is_read,
    check_stream,
    check_targets_are_rows,
    close,
    reference_answers,
)
from torch import Tensor

from earwitness_training.networks.answers import Answers
from earwitness_training.networks.avsdn import Avsdn, AvsdnSizes
from earwitness_training.networks.localizer import Supervision

SMALL = AvsdnSizes(
    visual=8, audio=6, outputs=4, window=5, look_ahead=1, reduced=9, state=7, hidden=24, common=10
)
VARIANTS = {
    "fusion": SMALL,
    "visual": replace(SMALL, init="visual"),
    "audio": replace(SMALL, init="audio"),
    "guided": replace(SMALL, init="guided"),
    "avga": replace(SMALL, pooling="avga"),
    "avga of the paper": replace(SMALL, pooling="avga", attention="paper"),
    "weak": replace(SMALL, supervision="weak"),
    "weak and guided": replace(SMALL, supervision="weak", init="guided"),
    "fusion with track heads": replace(SMALL, track_heads=True),
    "visual with track heads": replace(SMALL, init="visual", track_heads=True),
    "audio with track heads": replace(SMALL, init="audio", track_heads=True),
}
every_variant = pytest.mark.parametrize("variant", VARIANTS)


@torch.no_grad()
def test_clips_give_the_reference_tensors(att_net: dict[str, Tensor], reference: Reference) -> None:
    arrays = reference("derived_avsdn")
    network = avsdn(arrays, AvsdnSizes())
    scores = network.clip(att_net["in/video"], att_net["in/audio"])
    present = torch.ones(2, 10)
    close(scores.event, arrays["out/logits"], 1e-4)
    close(network.probabilities(scores), arrays["out/prob"])
    close(network.pooled(scores, present), arrays["out/video_prob_avg"])
    close(torch.softmax(scores.event.max(1).values, 1), arrays["out/video_prob_max"])


@torch.no_grad()
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_losses_are_the_reference(
    supervision: Supervision, att_net: dict[str, Tensor], reference: Reference
) -> None:
    arrays = reference("derived_avsdn")
    network = avsdn(arrays, AvsdnSizes(supervision=supervision))
    scores = network.clip(att_net["in/video"], att_net["in/audio"])
    close(network.loss(scores, reference_answers(att_net)), arrays[f"loss/{supervision}"])


@torch.no_grad()
@pytest.mark.parametrize("look_ahead", [0, 3, 9])
def test_windows_give_the_reference_stream(look_ahead: int, reference: Reference) -> None:
    network = avsdn(reference("derived_avsdn"), AvsdnSizes(look_ahead=look_ahead))
    check_stream(network, reference("window_stream"), "avsdn")


@every_variant
def test_a_target_is_its_row(variant: str) -> None:
    check_targets_are_rows(Avsdn(VARIANTS[variant]))


@every_variant
def test_values_at_masked_positions_change_nothing(variant: str) -> None:
    check_hidden_values_change_nothing(Avsdn(VARIANTS[variant]))


@every_variant
def test_nothing_past_the_look_ahead_is_read(variant: str) -> None:
    check_nothing_past_the_look_ahead_is_read(Avsdn(VARIANTS[variant]))


@every_variant
def test_every_parameter_learns(variant: str) -> None:
    gradients = check_it_learns(Avsdn(VARIANTS[variant]))
    assert [name for name, largest in gradients.items() if largest == 0] == []


@every_variant
@pytest.mark.filterwarnings("ignore")
def test_the_graphs_say_the_same(variant: str, tmp_path: Path) -> None:
    check_graphs_say_the_same(Avsdn(replace(VARIANTS[variant], window=3)), tmp_path)


@torch.no_grad()
def test_the_decoder_starts_from_both_tracks_as_equation_2_has_it() -> None:
    network = Avsdn(SMALL)
    audio = torch.randn(2, 7), torch.randn(2, 7)
    visual = torch.randn(2, 7), torch.randn(2, 7)
    for layers, fused, heard, seen in zip(
        (network.fuse_hidden, network.fuse_cell),
        network.start(audio, visual),
        audio,
        visual,
        strict=True,
    ):
        first, last = layers[0], layers[2]
        residue = sum(
            torch.tanh(state @ first.weight.t() + first.bias) @ last.weight.t() + last.bias
            for state in (heard, seen)
        )
        close(fused, torch.tanh(heard + residue / 2) + torch.tanh(seen + residue / 2))


@torch.no_grad()
@pytest.mark.parametrize(("init", "other"), [("audio", "visual"), ("visual", "audio")])
def test_one_encoder_alone_starts_the_decoder(init: str, other: str) -> None:
    network = Avsdn(replace(SMALL, init=init))
    state = torch.randn(2, 7), torch.randn(2, 7)
    given = {init: state, other: (torch.full((2, 7), torch.nan),) * 2}
    assert network.start(**given) is state
    assert getattr(network, f"{other}_encoder") is None
    assert not any(name.startswith("fuse") for name, _ in network.named_parameters())


@torch.no_grad()
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_guided_adds_what_each_encoder_says_of_the_clip(supervision: Supervision) -> None:
    plain = Avsdn(replace(SMALL, supervision=supervision))
    guided = Avsdn(replace(SMALL, supervision=supervision, init="guided"))
    guided.load_state_dict(plain.state_dict(), strict=False)
    inputs = torch.randn(2, 10, 7, 7, 8), torch.randn(2, 10, 6)
    truth = Answers(torch.tensor([[1] * 4 + [3] * 6, [0] * 10]), torch.ones(2, 10), 3)
    scores, guided_scores = plain.clip(*inputs), guided.clip(*inputs)
    close(guided_scores.event, scores.event)
    soft = torch.tensor([[0, 0.4, 0, 0.6], [1.0, 0, 0, 0]])
    present = torch.ones(2, 10)
    kept = guided.attend(*inputs, present, present).visual
    expected = plain.loss(scores, truth)
    for encoder, guide, steps in (
        (guided.audio_encoder, guided.guide_audio, inputs[1]),
        (guided.visual_encoder, guided.guide_visual, kept),
    ):
        last = encoder(steps, present)[1][0]
        said = torch.softmax(guide(last), 1)
        expected = expected - (soft * said.log() + (1 - soft) * (1 - said).log()).mean()
    close(guided.loss(guided_scores, truth), expected)


@torch.no_grad()
def test_what_is_no_target_has_no_part_in_the_loss() -> None:
    for sizes in (SMALL, VARIANTS["weak and guided"]):
        network = Avsdn(sizes)
        scores = network.clip(torch.randn(1, 6, 7, 7, 8), torch.randn(1, 6, 6))
        present = torch.tensor([[1.0, 1, 0, 1, 0, 1]])
        labels = torch.tensor([[0, 1, 2, 3, 1, 3]])
        losses = []
        for hidden in (0, 3):
            labels[present == 0] = hidden
            losses.append(float(network.loss(scores, Answers(labels, present, 3))))
        assert losses[0] == losses[1]


@torch.no_grad()
def test_a_picture_is_kept_as_its_reduced_mean() -> None:
    network = Avsdn(SMALL)
    pictures, audio = torch.randn(2, 3, 7, 7, 8), torch.randn(2, 3, 6)
    shown = torch.tensor([[1.0, 0, 1], [0, 1, 1]])
    kept = network.attend(pictures, audio, shown, torch.zeros(2, 3))
    mean = pictures.mean((2, 3)) @ network.reduce.weight.t() + network.reduce.bias
    close(kept.visual, mean.clamp_min(0) * shown[:, :, None])
    close(kept.attention, (shown / 49)[:, :, None, None].expand(2, 3, 7, 7))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"init": "both"}, "init must be fusion, visual, audio or guided, not 'both'"),
        ({"pooling": "max"}, "pooling must be mean or avga, not 'max'"),
        ({"state": 0}, "state must be at least 1, not 0"),
        ({"reduced": -1}, "reduced must be at least 1, not -1"),
        ({"look_ahead": 10}, "look_ahead must be 0 .. window - 1 = 9"),
    ],
)
def test_sizes_that_make_no_network_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AvsdnSizes(**wrong)
