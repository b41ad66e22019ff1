"""AVDLN against its reference tensors, the searches by hand, and DCCA against closed forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.networks.avdln import (
    Avdln,
    AvdlnSizes,
    contrastive_loss,
    distance,
    distances,
)
from earwitness_training.networks.dcca import Dcca, canonical_correlations, fit_projection
from earwitness_training.networks.synchronization import (
    Span,
    event_span,
    exact_matches,
    offset,
    search,
)
from earwitness_training.official.sync_graph import export_sync

Reference = Callable[[str], dict[str, Tensor]]
KERAS = {"dense_1": "visual.0", "dense_2": "visual.2", "dense_3": "audio.0", "dense_4": "audio.2"}
SMALL = {"visual": 8, "audio": 6, "hidden": 10, "embedding": 5}


def official(arrays: dict[str, Tensor], sizes: AvdlnSizes | None = None) -> Avdln:
    network = Avdln(sizes or AvdlnSizes()).eval()
    tensors = {}
    for theirs, name in KERAS.items():
        tensors[f"{name}.weight"] = arrays[f"sd/{theirs}/kernel"].t()
        tensors[f"{name}.bias"] = arrays[f"sd/{theirs}/bias"]
    network.load_state_dict(tensors)
    return network


def close(actual: Tensor, expected: Tensor, tolerance: float = 1e-5) -> None:
    torch.testing.assert_close(actual, expected, atol=tolerance, rtol=tolerance)


@torch.no_grad()
def test_embeddings_and_distances_are_the_references(reference: Reference) -> None:
    arrays = reference("avdln")
    network = official(arrays)
    maps = arrays["in/video_vector"][:, :, None, None].expand(-1, -1, 7, 7, -1)
    seen, heard, apart = network(maps, arrays["in/audio"])
    close(seen, arrays["out/video_embedding"], 1e-4)
    close(heard, arrays["out/audio_embedding"], 1e-4)
    close(apart, arrays["out/distance"], 1e-4)


@torch.no_grad()
@pytest.mark.parametrize("margin", [1, 2])
def test_loss_is_the_references(margin: int, reference: Reference) -> None:
    arrays = reference("avdln")
    network = official(arrays, AvdlnSizes(margin=margin))
    loss = network.loss(arrays["in/video_vector"], arrays["in/audio"], arrays["label/sync"])
    close(loss, arrays[f"loss/contrastive_margin{margin}"], 1e-4)


def test_contrastive_loss_of_hand_computed_pairs() -> None:
    apart = torch.tensor([0.5, 0.5, 3.0])
    together = torch.tensor([1.0, 0.0, 0.0])
    close(contrastive_loss(apart, together, 2.0), torch.tensor((0.25 + 2.25 + 0) / 3))


@torch.no_grad()
def test_search_is_the_references(reference: Reference) -> None:
    arrays = reference("avdln")
    for clip in (0, 1):
        span = Span(*arrays[f"retrieval/{clip}/query"].tolist())
        match = search(arrays["out/distance"][clip], span)
        close(torch.tensor(match.a2v_scores), arrays[f"retrieval/{clip}/a2v_scores"], 1e-4)
        close(torch.tensor(match.v2a_scores), arrays[f"retrieval/{clip}/v2a_scores"], 1e-4)
        assert [match.a2v, match.v2a] == arrays[f"retrieval/{clip}/starts"].tolist()


def test_search_takes_the_first_of_equal_starts() -> None:
    match = search(torch.ones(5, 5), Span(2, 2))
    assert (match.a2v, match.v2a) == (0, 0)


def test_search_judges_no_start_that_touches_a_missing_segment() -> None:
    costs = torch.full((4, 4), torch.nan)
    costs[1:, :] = torch.tensor([[5.0, 1, 5, 5], [5, 5, 2, 5], [5, 5, 5, 3]])
    match = search(costs, Span(2, 1), visual_mask=torch.tensor([0.0, 1, 1, 1]))
    assert match.a2v == 2 and match.a2v_scores[0] == float("inf")
    silent = search(costs, Span(1, 2), audio_mask=torch.tensor([1.0, 0, 1, 1]))
    assert silent.a2v is None


def test_search_refuses_a_span_outside_the_clip() -> None:
    with pytest.raises(ValueError, match=r"3 \.\. 5 is not inside the 5 segments"):
        search(torch.ones(5, 5), Span(3, 3))


def test_exact_matches_count_clips_whose_event_does_not_fill_them() -> None:
    found = torch.ones(4, 4)
    found[1, 1] = found[2, 2] = 0.1
    missed = torch.ones(4, 4)
    missed[0, 1] = missed[1, 2] = 0.1  # sound 1, 2 fits picture 0, 1; picture 1 fits sound 2
    labels = torch.tensor([[9, 3, 3, 9], [9, 3, 3, 9], [3, 3, 3, 3], [9, 9, 9, 9]])
    result = exact_matches(torch.stack([found, missed, found, found]), labels, background=9)
    assert (result.a2v, result.v2a, result.clips) == (0.5, 0.5, 2)


def test_the_span_of_an_event_goes_from_its_first_to_its_last_segment() -> None:
    assert event_span(torch.tensor([9, 2, 2, 9, 9]), 9) == Span(1, 2)
    assert event_span(torch.tensor([9, 9]), 9) is None


def test_offset_finds_by_how_much_the_picture_is_late() -> None:
    print("seed 20")
    sound = torch.randn(1, 12, 5)
    for late in (-3, 0, 2):
        picture = torch.roll(sound, late, dims=1)
        assert offset(distances(picture, sound)[0]) == late


def test_offset_needs_enough_pairs_and_prefers_the_nearest_then_the_smaller() -> None:
    costs = torch.ones(6, 6)
    assert offset(costs) == 0
    assert offset(costs, visual_mask=torch.tensor([1.0, 1, 1, 0, 0, 0])) is None
    assert offset(costs, torch.zeros(6), min_pairs=1) is None
    costs = costs - torch.eye(6) * -1
    assert offset(costs) == -1
    with pytest.raises(ValueError, match="min_pairs at least 1"):
        offset(costs, min_pairs=0)


def test_shifted_negatives_push_different_seconds_apart() -> None:
    network = Avdln(AvdlnSizes(negatives="shifted", margin=50.0, **SMALL))
    visual, audio = torch.randn(3, 4, 8), torch.randn(3, 4, 6)
    together = torch.ones(3, 4)
    loss = network.loss(visual, audio, together, torch.Generator().manual_seed(3))
    by = torch.randint(1, 4, (3, 1), generator=torch.Generator().manual_seed(3))[:, 0].tolist()
    seen, heard = network.embed(visual, audio)
    moved = torch.stack([seen[clip].roll(-by[clip], 0) for clip in range(3)])
    aligned, shifted = distance(seen, heard), distance(moved, heard)
    close(loss, 0.5 * ((aligned**2).mean() + ((50 - shifted) ** 2).mean()))


def test_training_brings_the_pairs_of_events_together() -> None:
    print("seed 20")
    network = Avdln(AvdlnSizes(negatives="shifted", **SMALL))
    cause = torch.randn(16, 6, 4)
    visual, audio = cause @ torch.randn(4, 8), cause @ torch.randn(4, 6)
    optimizer = torch.optim.Adam(network.parameters(), 0.01)
    for _ in range(150):
        optimizer.zero_grad()
        network.loss(visual, audio, torch.ones(16, 6)).backward()
        optimizer.step()
    nearest = distances(*network.embed(visual, audio)).argmin(1)
    assert (nearest == torch.arange(6)).float().mean() > 0.9


@torch.no_grad()
def test_the_graph_takes_any_number_of_seconds(tmp_path: Path) -> None:
    network, path = Avdln(AvdlnSizes(**SMALL)).eval(), tmp_path / "sync.onnx"
    export_sync(network, path, {})
    graph = OnnxGraph(path)
    for batch, seconds in ((1, 1), (2, 7)):
        given = torch.randn(batch, seconds, 7, 7, 8), torch.randn(batch, seconds, 6)
        said = graph.run({"visual": given[0], "audio": given[1]})
        outputs = ("visual_embedding", "audio_embedding", "distance")
        for name, wanted in zip(outputs, network(*given), strict=True):
            close(said[name], wanted)


@torch.no_grad()
def test_correlations_of_known_pairs_are_found() -> None:
    print("seed 20")
    cause, noise = torch.randn(20000, 3), torch.randn(20000, 3)
    expected = torch.tensor([0.95, 0.6, 0.0])
    visual = cause @ torch.randn(3, 3)
    audio = (expected * cause + (1 - expected**2).sqrt() * noise) @ torch.randn(3, 3) + 7
    found = canonical_correlations(visual, audio)
    torch.testing.assert_close(found, expected, atol=0.03, rtol=0)
    swapped = canonical_correlations(audio, visual)
    torch.testing.assert_close(found, swapped, atol=1e-5, rtol=0)


@torch.no_grad()
def test_projections_are_white_and_as_correlated_as_they_say() -> None:
    print("seed 20")
    cause = torch.randn(500, 4)
    visual = cause @ torch.randn(4, 6) + 0.5 * torch.randn(500, 6)
    audio = cause @ torch.randn(4, 5) + 0.5 * torch.randn(500, 5) - 3
    fitted = fit_projection(visual, audio, components=3, ridge=1e-8)
    left = (visual - fitted.visual_mean) @ fitted.visual
    right = (audio - fitted.audio_mean) @ fitted.audio
    for projected in (left, right):
        torch.testing.assert_close(projected.t() @ projected / 499, torch.eye(3), atol=1e-4, rtol=0)
    cross = left.t() @ right / 499
    torch.testing.assert_close(cross, torch.diag(fitted.correlations), atol=1e-4, rtol=0)
    assert fitted.correlations[0] >= fitted.correlations[1] >= fitted.correlations[2]


def test_dcca_learns_correlated_embeddings_and_searches_with_them() -> None:
    print("seed 20")
    network = Dcca(AvdlnSizes(**SMALL), components=3)
    cause = torch.randn(256, 3)
    visual, audio = cause @ torch.randn(3, 8), torch.tanh(cause @ torch.randn(3, 6))
    visual, audio = visual + 0.3 * torch.randn(256, 8), audio + 0.3 * torch.randn(256, 6)
    optimizer = torch.optim.Adam(network.parameters(), 0.01)
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        loss = network.loss(visual, audio)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    assert losses[-1] < losses[0] - 0.1
    correlations = network.fit_projection(visual, audio)
    assert correlations.shape == (3,)
    maps = visual.reshape(16, 16, 8)[:, :, None, None].expand(-1, -1, 7, 7, -1)
    seen, heard, apart = network(maps, audio.reshape(16, 16, 6))
    assert seen.shape == heard.shape == (16, 16, 3) and apart.shape == (16, 16, 16)
    own = torch.diagonal(apart, dim1=1, dim2=2).mean()
    assert own < 0.7 * apart.mean()
    restored = Dcca(AvdlnSizes(**SMALL), components=3)
    restored.load_state_dict(network.state_dict())
    assert torch.equal(restored(maps, audio.reshape(16, 16, 6))[2], apart)


def test_too_many_components_are_refused() -> None:
    with pytest.raises(ValueError, match=r"components must be 1 \.\. embedding = 5, not 6"):
        Dcca(AvdlnSizes(**SMALL), components=6)
    with pytest.raises(ValueError, match="at least 2 pairs, not 1"):
        canonical_correlations(torch.zeros(1, 3), torch.zeros(1, 3))
