"""PSP against its authors' tensors, and its variants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import golden_tensors
import localizer_checks
import pytest
import torch
from golden_tensors import assert_logits, assert_shares, truth
from torch import Tensor

from earwitness_training.networks.psp import Psp, PspSizes
from earwitness_training.networks.similarity_propagation import (
    SimilarityPropagation,
    SymmetricSelfAttention,
)
from earwitness_training.official.names import names_of

SMALL = PspSizes(
    visual=8, audio=6, common=9, middle=7, reduced=5, recurrent=4, hidden=6, outputs=5, window=4
)
VARIANTS = [
    replace(SMALL, supervision=supervision, propagate=propagate, self_attention=attention)
    for supervision in ("full", "weak")
    for propagate in ("psp", "none", "asp", "wpsp")
    for attention in (False, True)
] + [
    replace(SMALL, supervision="weak", weighting=False, look_ahead=3),
    replace(SMALL, supervision="weak", track_heads=True, look_ahead=1),
    replace(SMALL, track_heads=True, look_ahead=2),
    replace(SMALL, track_heads=True, propagate="none", avps_weight=0),
]
Arrays = dict[str, Tensor]


def official(golden: Path, sizes: PspSizes) -> tuple[Psp, Arrays]:
    arrays = golden_tensors.read(golden / f"psp_{sizes.supervision}.npz")
    network = Psp(sizes)
    golden_tensors.load(network, arrays, names_of("psp", sizes.supervision))
    return network, arrays


@torch.no_grad()
@pytest.mark.parametrize("threshold", [None, 0.0, 0.095, 0.115])
def test_full_network_gives_the_authors_logits(golden: Path, threshold: float | None) -> None:
    network, arrays = official(golden, PspSizes(threshold=threshold))
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    of = "" if threshold is None else f"_thr{threshold}"
    assert_logits(scores.event, arrays[f"out/logits{of}"])
    assert_shares(scores.more["cosine"], arrays[f"out/cross_att{of}"])
    assert torch.equal(scores.event.argmax(2), arrays[f"out/logits{of}"].argmax(2))


@torch.no_grad()
@pytest.mark.parametrize("threshold", [None, 0.0, 0.115])
def test_weak_network_gives_the_authors_scores(golden: Path, threshold: float | None) -> None:
    network, arrays = official(golden, PspSizes(supervision="weak", threshold=threshold))
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    of = "" if threshold is None else f"_thr{threshold}"
    assert_logits(scores.event, arrays[f"out/score{of}"])
    assert_shares(network.pooled(scores, torch.ones(2, 10)), arrays[f"out/video_prob{of}"])


@torch.no_grad()
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_inner_tensors_are_the_authors(golden: Path, supervision: str) -> None:
    network, arrays = official(golden, PspSizes(supervision=supervision))
    acts, here = golden_tensors.below(arrays, "act"), torch.ones(2, 10)
    kept = network.attend(arrays["in/video"], arrays["in/audio"], here, here)
    assert_shares(kept.attention, acts["attention"])
    assert_logits(kept.visual, acts["attended_video"])
    reduced = acts["fv"] if supervision == "full" else acts["linear_v"]
    assert_logits(network.visual_in(kept.visual), reduced)
    states = network.states(kept.visual, arrays["in/audio"], here, here)
    assert_logits(states[0], acts["lstm_audio"])
    assert_logits(states[1], acts["lstm_video"])
    to_visual, to_audio = network.propagate.connections(*states, here, here)
    assert_shares(to_visual, acts["beta_va"])
    assert_shares(to_audio, acts["beta_av"])
    heard, seen = network.propagate(*states, here, here)
    if supervision == "full":
        assert_logits(network.audio_in(arrays["in/audio"]), acts["fa"])
        assert_logits(heard, acts["a_psp"])
        assert_logits(seen, acts["v_psp"])
    fusion = arrays["out/fusion"] if supervision == "full" else acts["fusion"]
    assert_logits(0.5 * (heard + seen), fusion)


@torch.no_grad()
def test_weighting_branch_scales_the_authors_scores(golden: Path) -> None:
    network, arrays = official(golden, PspSizes(supervision="weak"))
    before = arrays["act/score_before_weighting"]
    assert_logits(network.weighting(before), before * arrays["act/temporal_weight"])


def test_full_loss_and_its_gradient_are_the_authors(golden: Path) -> None:
    network, arrays = official(golden, PspSizes())
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    loss = network.loss(scores, truth(arrays))
    torch.testing.assert_close(loss, arrays["loss/total"], atol=0, rtol=1e-5)
    loss.backward()
    golden_tensors.assert_gradient_norms(network, arrays, names_of("psp", "full"))


@torch.no_grad()
@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_weight_of_the_pair_similarity_loss(golden: Path, weight: float) -> None:
    network, arrays = official(golden, PspSizes(avps_weight=weight))
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    wanted = arrays["loss/ce"] + weight * arrays["loss/avps"]
    torch.testing.assert_close(network.loss(scores, truth(arrays)), wanted, atol=0, rtol=1e-5)


def test_weak_loss_and_its_gradient_are_the_authors(golden: Path) -> None:
    network, arrays = official(golden, PspSizes(supervision="weak"))
    assert_shares(truth(arrays).soft(), arrays["label/video_prob"])
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    loss = network.loss(scores, truth(arrays))
    torch.testing.assert_close(loss, arrays["loss/bce"], atol=0, rtol=1e-5)
    loss.backward()
    golden_tensors.assert_gradient_norms(network, arrays, names_of("psp", "weak"))


@pytest.mark.parametrize("look_ahead", [0, 3, 9])
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_window_form_gives_the_reference_stream(
    golden: Path, supervision: str, look_ahead: int
) -> None:
    network, _ = official(golden, PspSizes(supervision=supervision, look_ahead=look_ahead))
    golden_tensors.assert_stream(network, golden, f"psp_{supervision}")


@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_every_variant_learns_in_all_its_parameters(sizes: PspSizes) -> None:
    localizer_checks.assert_learns(Psp(sizes))


@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_one_target_gives_its_row_of_all(sizes: PspSizes) -> None:
    localizer_checks.assert_target_is_its_row(Psp(sizes))


@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_masked_values_change_nothing(sizes: PspSizes) -> None:
    localizer_checks.assert_masked_values_change_nothing(Psp(sizes))


@pytest.mark.parametrize("sizes", VARIANTS[::3], ids=str)
def test_probabilities_sum_to_one_for_every_mask(sizes: PspSizes) -> None:
    localizer_checks.assert_sums(Psp(sizes))


@pytest.mark.parametrize("sizes", [VARIANTS[0], VARIANTS[9], VARIANTS[-3]], ids=str)
def test_exported_graphs_say_the_same(sizes: PspSizes, tmp_path: Path) -> None:
    localizer_checks.assert_exports(Psp(sizes), tmp_path)


def propagation(form: str, threshold: float, supervision: str = "weak") -> SimilarityPropagation:
    torch.manual_seed(5)
    return SimilarityPropagation(6, form, threshold, supervision, dropout=0.0)


@torch.no_grad()
@pytest.mark.parametrize("present", [1, 2, 4, 7])
def test_threshold_keeps_a_uniform_row_whatever_is_missing(present: int) -> None:
    alike, mask = torch.rand(1, 1, 6).expand(1, 7, 6), torch.zeros(1, 7)
    mask[:, :present] = 1
    every = propagation("asp", 0.0)(alike, alike * 2, mask, mask)
    below = propagation("psp", 0.095)(alike, alike * 2, mask, mask)
    above = propagation("psp", 0.105)(alike, alike * 2, mask, mask)
    for kept, dropped, wanted, alone in zip(below, above, every, (1, 2), strict=True):
        assert torch.equal(kept, wanted)
        own = propagation("psp", 0.105).norm(alike * alone)
        torch.testing.assert_close(dropped, own)
        assert not torch.allclose(dropped[:, :present], wanted[:, :present])


@torch.no_grad()
def test_connections_follow_their_threshold() -> None:
    audio, visual, mask = torch.rand(2, 5, 6), torch.rand(2, 5, 6), torch.ones(2, 5)
    weak = propagation("wpsp", 0.3)(audio, visual, mask, mask)
    assert torch.equal(weak[0], propagation("psp", 0.0)(audio, visual, mask, mask)[0])
    to_visual, _ = propagation("psp", 0.1).connections(audio, visual, mask, mask)
    kept = propagation("psp", 0.1).pruned(to_visual, mask)
    assert torch.equal(kept > 0, to_visual > 0.1 * 2)  # five keys, each with 0.2 of a uniform row
    assert 0 < (kept > 0).sum() < 50
    full = propagation("psp", 0.1, "full").pruned(to_visual, mask).sum(2)
    torch.testing.assert_close(full, (kept.sum(2) > 0).float(), atol=1e-5, rtol=0)


@torch.no_grad()
def test_without_propagation_the_tracks_do_not_meet() -> None:
    visual, mask = torch.rand(2, 5, 6), torch.ones(2, 5)
    network = propagation("none", 0.1)
    one = network(torch.rand(2, 5, 6), visual, mask, mask)[1]
    assert torch.equal(one, network(torch.rand(2, 5, 6), visual, mask, mask)[1])
    network = propagation("psp", 0.0)
    one = network(torch.rand(2, 5, 6), visual, mask, mask)[1]
    assert not torch.equal(one, network(torch.rand(2, 5, 6), visual, mask, mask)[1])


@torch.no_grad()
def test_self_attention_adds_the_present_steps_by_mutual_similarity() -> None:
    network = SymmetricSelfAttention(3)
    steps, mask = torch.randn(1, 4, 3), torch.tensor([[1.0, 1.0, 0.0, 1.0]])
    query, key, value = (layer(steps)[0] for layer in (network.query, network.key, network.value))
    said = network(steps, mask)[0]
    for i in range(4):
        weights = torch.zeros(4)
        for j in (0, 1, 3):
            there, back = float(query[i] @ key[j]), float(query[j] @ key[i])
            weights[j] = (max(there, 0) + max(back, 0)) / 2 / 3**0.5
        wanted = steps[0, i] + weights @ value / (weights.sum() + 1e-8)
        torch.testing.assert_close(said[i], wanted, atol=1e-5, rtol=1e-5)


def test_threshold_defaults_to_the_authors() -> None:
    assert PspSizes().similarity == 0.099
    assert PspSizes(supervision="weak").similarity == 0.095
    assert PspSizes(threshold=0.025).similarity == 0.025


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"propagate": "pps"}, "propagate must be psp, none, asp or wpsp, not 'pps'"),
        ({"threshold": 1.5}, "threshold must be at least 0 and below 1, not 1.5"),
        ({"avps_weight": -1.0}, "avps_weight must be at least 0, not -1.0"),
        ({"dropout": 1.0}, "dropout must be at least 0 and below 1, not 1.0"),
    ],
)
def test_wrong_sizes_are_refused(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(SMALL, **wrong)
