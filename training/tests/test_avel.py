"""AVEL against its authors' tensors, and the invariants of its window form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy
import pytest
import torch
from torch import Tensor

from earwitness_training.networks.avel import Avel, AvelSizes, from_official
from earwitness_training.networks.window_form import epoch_masks, gather

SMALL = AvelSizes(visual=8, audio=6, common=10, recurrent=5, hidden=7, outputs=4)


def official(att_net: dict[str, Tensor], look_ahead: int = 0) -> Avel:
    network = Avel(AvelSizes(look_ahead=look_ahead)).eval()
    arrays = {name[3:]: values for name, values in att_net.items() if name.startswith("sd/")}
    missing, unexpected = network.load_state_dict(from_official(arrays), strict=False)
    assert unexpected == []
    assert {name.split(".")[0] for name in missing} == {"heard", "seen"}
    return network


@torch.no_grad()
def test_clip_form_gives_the_authors_probabilities(att_net: dict[str, Tensor]) -> None:
    probabilities = official(att_net).clip(att_net["in/video"], att_net["in/audio"])
    torch.testing.assert_close(probabilities, att_net["out/prob"], atol=1e-5, rtol=0)


@torch.no_grad()
def test_attention_gives_the_authors_maps(att_net: dict[str, Tensor]) -> None:
    present = torch.ones(2, 10)
    attended, attention = official(att_net).attend(
        att_net["in/video"], att_net["in/audio"], present, present
    )
    torch.testing.assert_close(attention, att_net["act/attention"], atol=1e-5, rtol=0)
    torch.testing.assert_close(attended, att_net["act/attended_video"], atol=1e-4, rtol=1e-4)


@torch.no_grad()
@pytest.mark.parametrize("look_ahead", [0, 3, 9])
def test_window_form_gives_the_reference_stream(
    att_net: dict[str, Tensor], golden: Path, look_ahead: int
) -> None:
    with numpy.load(golden / "window_stream.npz") as arrays:
        stream = {name: torch.from_numpy(arrays[name]) for name in arrays.files if name != "meta"}
    network = official(att_net, look_ahead)
    masks = {kind: stream[f"in/{kind}_mask"] for kind in ("audio", "visual")}
    attended, attention = network.attend(
        stream["in/video"][None],
        stream["in/audio"][None],
        masks["visual"][None],
        masks["audio"][None],
    )
    for target in range(16):
        start = target + look_ahead - 9
        inside = [index for index in range(start, start + 10) if 0 <= index < 16]
        audio, video = torch.full((1, 10, 128), torch.nan), torch.full((1, 10, 512), torch.nan)
        for index in inside:
            audio[0, index - start] = stream["in/audio"][index]
            video[0, index - start] = attended[0, index]
        kept = {
            kind: epoch_masks(mask, stream["in/epoch"], target, 10, look_ahead)[None]
            for kind, mask in masks.items()
        }
        said = network.window(video, audio, kept["visual"], kept["audio"])
        expected = f"out/ave_av_att/L{look_ahead}"
        torch.testing.assert_close(
            said.probabilities[0], stream[f"{expected}/probabilities"][target], atol=1e-5, rtol=0
        )
        torch.testing.assert_close(
            said.relevance[0], stream[f"{expected}/relevance"][target], atol=1e-5, rtol=0
        )
    torch.testing.assert_close(
        attention[0], stream["out/ave_av_att/L0/attention"], atol=1e-5, rtol=0
    )


def small_window(batch: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    masks = (torch.rand(batch, 10) > 0.3).float(), (torch.rand(batch, 10) > 0.3).float()
    return torch.randn(batch, 10, 8), torch.randn(batch, 10, 6), *masks


@torch.no_grad()
@pytest.mark.parametrize("batch", [1, 3])
def test_shapes_for_a_batch_and_a_short_window(batch: int) -> None:
    network = Avel(replace(SMALL, window=4, look_ahead=1))
    visual, audio, visual_mask, audio_mask = small_window(batch)
    said = network.window(visual[:, :4], audio[:, :4], visual_mask[:, :4], audio_mask[:, :4])
    assert said.probabilities.shape == said.heard.shape == said.seen.shape == (batch, 4)
    assert said.relevance.shape == (batch,)


@torch.no_grad()
def test_nothing_beyond_the_look_ahead_changes_an_answer() -> None:
    sizes = replace(SMALL, look_ahead=2)
    network = Avel(sizes)
    attended, mask = torch.randn(1, 16, 8), torch.ones(1, 16)
    audio = torch.randn(1, 16, 6)

    def answers() -> Tensor:
        video, video_mask = gather(attended, mask, 10, 2)
        sound, sound_mask = gather(audio, mask, 10, 2)
        return network.window(video, sound, video_mask, sound_mask).probabilities

    before = answers()
    target = 6
    attended[0, target + 3 :] += 5
    audio[0, target + 3 :] -= 5
    after = answers()
    assert torch.equal(before[: target + 1], after[: target + 1])
    assert not torch.equal(before[target + 1], after[target + 1])


@torch.no_grad()
def test_values_at_masked_positions_change_nothing() -> None:
    network = Avel(SMALL)
    visual, audio, visual_mask, audio_mask = small_window(6)
    before = network.window(visual, audio, visual_mask, audio_mask)
    visual[visual_mask == 0] = torch.nan
    audio[audio_mask == 0] = torch.inf
    after = network.window(visual, audio, visual_mask, audio_mask)
    assert torch.equal(before.probabilities, after.probabilities)
    assert torch.equal(before.heard, after.heard)
    assert torch.equal(before.seen, after.seen)


@torch.no_grad()
def test_rows_of_a_batch_are_independent() -> None:
    network = Avel(SMALL)
    window = small_window(7)
    order = torch.randperm(7)
    straight = network.window(*window).probabilities
    permuted = network.window(*(part[order] for part in window)).probabilities
    torch.testing.assert_close(permuted, straight[order], atol=1e-6, rtol=0)


@torch.no_grad()
def test_probabilities_sum_to_one_for_every_mask() -> None:
    network = Avel(SMALL)
    visual, audio, _, _ = small_window(4)
    patterns = (
        torch.tensor([[0.0], [0.0], [1.0], [1.0]]),
        torch.tensor([[0.0], [1.0], [0.0], [1.0]]),
    )
    visual_mask, audio_mask = (pattern.expand(4, 10).clone() for pattern in patterns)
    said = network.window(visual, audio, visual_mask, audio_mask)
    for values in (said.probabilities, said.heard, said.seen):
        assert torch.isfinite(values).all()
        torch.testing.assert_close(values.sum(1), torch.ones(4), atol=1e-5, rtol=0)
    maps = torch.randn(1, 4, 7, 7, 8)
    _, attention = network.attend(
        maps, torch.randn(1, 4, 6), patterns[0].t().clone(), patterns[1].t().clone()
    )
    torch.testing.assert_close(attention.sum((2, 3))[0], patterns[0][:, 0], atol=1e-5, rtol=0)


@torch.no_grad()
def test_a_target_without_both_tracks_is_certain_background() -> None:
    network = Avel(SMALL)
    visual, audio, visual_mask, audio_mask = small_window(2)
    visual_mask[0, -1], audio_mask[0, -1] = 0, 1
    visual_mask[1, -1], audio_mask[1, -1] = 1, 0
    said = network.window(visual, audio, visual_mask, audio_mask)
    assert said.probabilities.tolist() == [[0, 0, 0, 1], [0, 0, 0, 1]]
    assert said.relevance.tolist() == [0, 0]
    assert said.seen[0].tolist() == [0, 0, 0, 1]
    assert said.heard[1].tolist() == [0, 0, 0, 1]
    assert said.heard[0].tolist() != [0, 0, 0, 1]


@torch.no_grad()
def test_one_position_computed_alone_equals_the_full_run() -> None:
    network = Avel(SMALL).lstm_audio
    steps, mask = torch.randn(3, 10, 6), (torch.rand(3, 10) > 0.4).float()
    full = network(steps, mask)
    for target in (0, 4, 9):
        torch.testing.assert_close(network.at(steps, mask, target), full[:, target])
