"""AVEL and its baselines against the authors' tensors, and what Zhou et al. add to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from networks_of_tian import AVEL, avel, ours
from torch import Tensor

from earwitness_training.networks.answers import Answers
from earwitness_training.networks.avel import Avel, AvelSizes
from earwitness_training.networks.localizer import Scores, Supervision
from earwitness_training.networks.pair_similarity import pair_similarity_loss
from earwitness_training.networks.segment_weighting import SegmentWeighting

Reference = Callable[[str], dict[str, Tensor]]
SYSTEMS = {"a": "a", "v": "v", "v-att": "v_att", "a+v": "av", "a+v-att": None}


def answers(arrays: dict[str, Tensor]) -> Answers:
    return Answers(arrays["label/segment"].argmax(2), torch.ones(2, 10), 28)


def close(actual: Tensor, expected: Tensor, tolerance: float = 1e-5) -> None:
    torch.testing.assert_close(actual, expected, atol=tolerance, rtol=0)


@torch.no_grad()
def test_every_block_gives_the_authors_tensors(att_net: dict[str, Tensor]) -> None:
    network = avel(att_net, {}, AvelSizes())
    present = torch.ones(2, 10)
    kept = network.attend(att_net["in/video"], att_net["in/audio"], present, present)
    close(kept.attention, att_net["act/attention"])
    close(kept.visual, att_net["act/attended_video"], 1e-4)
    heard = network.audio_rnn(att_net["in/audio"], present)
    seen = network.visual_rnn(kept.visual, present)
    close(heard, att_net["act/lstm_audio"], 1e-4)
    close(seen, att_net["act/lstm_video"], 1e-4)
    close(network.head[0](torch.cat([heard, seen], 2).relu()), att_net["act/L1"], 1e-4)
    scores = network.scores(kept.visual, att_net["in/audio"], present, present)
    close(network.probabilities(scores), att_net["out/prob"])
    close(scores.event, att_net["out/weak_score"], 1e-4)
    close(network.pooled(scores, present), att_net["out/weak_video_prob"])


@torch.no_grad()
@pytest.mark.parametrize("system", ["a", "v", "v-att", "a+v"])
def test_every_baseline_gives_the_reference_tensors(
    system: str, att_net: dict[str, Tensor], reference: Reference
) -> None:
    variants = reference("derived_ave_variants")
    expected = f"out/{SYSTEMS[system]}"
    for pooling, name in (("max", "video_prob_max"), ("mean", "video_prob_avg")):
        network = avel(att_net, variants, AvelSizes(system=system, clip_pooling=pooling))
        scores = network.clip(att_net["in/video"], att_net["in/audio"])
        close(scores.event, variants[f"{expected}/logits"], 1e-4)
        close(network.probabilities(scores), variants[f"{expected}/prob"])
        close(network.pooled(scores, torch.ones(2, 10)), variants[f"{expected}/{name}"])


@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_losses_and_gradients_are_the_authors(
    supervision: Supervision, att_net: dict[str, Tensor]
) -> None:
    network = avel(att_net, {}, AvelSizes(supervision=supervision))
    scores = network.clip(att_net["in/video"], att_net["in/audio"])
    loss = network.loss(scores, answers(att_net))
    close(loss, att_net[f"loss/{supervision}"])
    loss.backward()
    prefix = f"gradnorm_{supervision}/"
    gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
    compared = 0
    for key, expected in att_net.items():
        if key.startswith(prefix):
            norm = gradients[ours(key.removeprefix(prefix), AVEL)].norm()
            torch.testing.assert_close(norm, expected, rtol=1e-3, atol=1e-12, msg=key)
            compared += 1
    assert compared == len(gradients)


def test_the_paper_form_of_the_attention_differs_from_the_code(att_net: dict[str, Tensor]) -> None:
    present = torch.ones(2, 10)
    network = avel(att_net, {}, AvelSizes(attention="paper"))
    kept = network.attend(att_net["in/video"], att_net["in/audio"], present, present)
    assert (kept.attention - att_net["act/attention"]).abs().max() > 1e-3
    close(kept.attention.sum((2, 3)), present)


def test_pair_similarity_of_a_hand_computed_clip() -> None:
    cosines = torch.tensor([[0.6, 0.2, -0.5, 0.9]])
    truth = Answers(torch.tensor([[3, 3, 5, 5]]), torch.tensor([[1.0, 1.0, 1.0, 0.0]]), 5)
    # shares 0.75, 0.25, 0 against 0.5, 0.5, 0; the last segment is no target
    close(pair_similarity_loss(cosines, truth), torch.tensor(2 * 0.25**2 / 3))


def test_pair_similarity_of_a_clip_without_events_wants_equal_shares() -> None:
    truth = Answers(torch.full((1, 4), 5), torch.ones(1, 4), 5)
    close(pair_similarity_loss(torch.full((1, 4), 0.3), truth), torch.tensor(0.0))
    close(pair_similarity_loss(torch.tensor([[1.0, 0, 0, 0]]), truth), torch.tensor(0.1875))


def test_pair_similarity_is_added_with_its_weight(att_net: dict[str, Tensor]) -> None:
    truth = answers(att_net)
    inputs = att_net["in/video"], att_net["in/audio"]
    network = avel(att_net, {}, AvelSizes(avps_weight=100.0))
    scores = network.clip(*inputs)
    cross = -(truth.segments() * torch.log_softmax(scores.event, 2)).sum(2).mean()
    similar = torch.nn.functional.cosine_similarity(
        att_net["act/lstm_audio"], att_net["act/lstm_video"], dim=2
    )
    close(scores.more["cosine"], similar)
    close(network.loss(scores, truth), cross + 100 * pair_similarity_loss(similar, truth), 1e-4)


def test_weighting_leaves_each_score_between_half_and_all_of_it() -> None:
    branch = SegmentWeighting(5)
    scores = torch.randn(2, 10, 5)
    share = branch(scores) / scores
    assert share.min() >= 0.5 - 1e-6 and share.max() < 1
    assert share.std(dim=2).max() < 1e-5
    assert share.std() > 0.01


def test_weighting_trains_the_mean_against_shares_of_the_clip() -> None:
    sizes = AvelSizes(
        visual=8, audio=6, common=10, recurrent=5, outputs=4, supervision="weak", weighting=True
    )
    network = Avel(sizes)
    scores = network.clip(torch.randn(2, 10, 7, 7, 8), torch.randn(2, 10, 6))
    truth = Answers(torch.tensor([[0] * 4 + [3] * 6, [3] * 10]), torch.ones(2, 10), 3)
    pooled = torch.softmax(scores.event.mean(1), dim=1)
    close(network.pooled(scores, truth.present), pooled)
    soft = torch.tensor([[0.4, 0, 0, 0.6], [0, 0, 0, 1]])
    expected = -(soft * pooled.log() + (1 - soft) * (1 - pooled).log()).mean()
    loss = network.loss(scores, truth)
    close(loss, expected)
    loss.backward()
    assert network.weighting.weigh.weight.grad.abs().sum() > 0


def test_pooling_leaves_out_what_is_no_target() -> None:
    event = torch.randn(1, 3, 4)
    event[0, 2] = 50
    present = torch.tensor([[1.0, 1.0, 0.0]])
    for pooling, raw in (("max", event[:, :2].max(1).values), ("mean", event[:, :2].mean(1))):
        network = Avel(AvelSizes(visual=8, audio=6, outputs=4, clip_pooling=pooling))
        close(network.pooled(Scores(event), present), torch.softmax(raw, 1))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"system": "a+w"}, "system must be"),
        ({"system": "v", "track_heads": True}, "has one track"),
        ({"clip_pooling": "sum"}, "clip_pooling must be max or mean"),
        ({"avps_weight": 100.0, "supervision": "weak"}, "avps_weight needs"),
        ({"avps_weight": 100.0, "system": "a"}, "avps_weight needs"),
        ({"avps_weight": -1.0}, "at least 0"),
        ({"weighting": True}, "needs supervision weak"),
        ({"common": 0}, "common must be at least 1"),
        ({"look_ahead": 10}, "look_ahead must be 0 .. window - 1 = 9"),
    ],
)
def test_sizes_that_make_no_network_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        AvelSizes(**wrong)
