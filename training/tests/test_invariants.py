"""What must hold for every network in its window form (docs/networks.md, I1 to I12 but I8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from recorded_stream import Answer, Processor, Stream, at_once, from_reference, random_stream
from reference_networks import reference_networks
from small_systems import systems
from torch import Tensor

from earwitness_training.networks.emission import Emission, emitted
from earwitness_training.networks.localizer import Localizer
from earwitness_training.networks.window_form import score_windows

Reference = Callable[[str], dict[str, Tensor]]
SYSTEMS = systems()
REFERENCES = reference_networks()
every_system = pytest.mark.parametrize("name", SYSTEMS)
WINDOW = 5


def build(name: str, look_ahead: int, window: int = WINDOW) -> Localizer:
    print("seed 20")
    return SYSTEMS[name].build(window, look_ahead)


def stream_for(network: Localizer) -> Stream:
    return random_stream(network.sizes.visual, network.sizes.audio)


def assert_equal(one: Answer, other: Answer, tolerance: float = 0.0) -> None:
    for values, others in zip(one.parts().values(), other.parts().values(), strict=True):
        torch.testing.assert_close(values, others, atol=tolerance, rtol=0)


def differ(one: Answer, other: Answer) -> bool:
    return not torch.equal(one.probabilities, other.probabilities)


@every_system
@pytest.mark.parametrize("look_ahead", [0, 2, 4])
def test_i1_one_segment_at_a_time_is_one_pass(name: str, look_ahead: int) -> None:
    network = build(name, look_ahead)
    stream = stream_for(network)
    together = at_once(network, stream)
    alone = Processor(network).run(stream)
    arrivals = [index for index in range(len(stream)) if stream.present(index)]
    epochs = [int(stream.epoch[index]) for index in arrivals]
    expected = [(one.epoch, one.index) for one in emitted(arrivals, epochs, look_ahead)]
    assert [(epoch, index) for epoch, index, _ in alone] == expected
    for _, index, answer in alone:
        assert_equal(answer, together[index], 1e-5)


@every_system
@torch.no_grad()
def test_i1_the_windows_of_whole_clips_are_those_of_the_stream(name: str) -> None:
    network = build(name, 2)
    stream = stream_for(network)
    together = at_once(network, stream)
    for epoch in stream.epoch.unique():
        these = torch.nonzero(stream.epoch == epoch)[:, 0]
        masks = stream.visual_mask[None, these], stream.audio_mask[None, these]
        sounds = stream.audio[None, these]
        kept = network.attend(stream.visual[None, these], sounds, *masks)
        scores = score_windows(network, kept.visual, sounds, *masks)
        probabilities = network.probabilities(scores)[0]
        for row, index in enumerate(these.tolist()):
            if masks[0][0, row] * masks[1][0, row] > 0:
                torch.testing.assert_close(
                    probabilities[row], together[index].probabilities, atol=1e-5, rtol=0
                )


@every_system
@pytest.mark.parametrize("look_ahead", [0, 2, 4])
def test_i2_nothing_beyond_the_look_ahead_changes_an_answer(name: str, look_ahead: int) -> None:
    network = build(name, look_ahead)
    stream = stream_for(network)
    before = at_once(network, stream)
    # its LSTM reads forwards alone: it sees what comes after through the next picture's regions
    reach = min(look_ahead, 1) if name == "cm-coatt lstm" else look_ahead
    reached = 0
    for target in range(len(stream) - look_ahead - 1):
        first = target + look_ahead + 1
        after = at_once(network, stream.changed(torch.arange(len(stream)) >= first))
        assert_equal(after[target], before[target])
        reached += differ(after[first - reach], before[first - reach])
        shorter = at_once(network, stream.until(target + look_ahead + 1))
        assert_equal(shorter[target], before[target], 1e-6)
    assert reached > 0, "the look-ahead is never read"


@every_system
def test_i3_values_of_missing_tracks_change_nothing(name: str) -> None:
    network = build(name, 2)
    stream = stream_for(network)
    for clean, spoiled in zip(
        at_once(network, stream), at_once(network, stream.spoiled()), strict=True
    ):
        assert_equal(spoiled, clean)


@every_system
def test_i4_nothing_before_the_window_or_of_another_epoch_changes_an_answer(name: str) -> None:
    network = build(name, 2)
    stream = stream_for(network)
    before = at_once(network, stream)
    index = torch.arange(len(stream))
    for target in range(len(stream)):
        older = index < target + 2 - WINDOW + 1
        others = older | (stream.epoch != stream.epoch[target])
        assert_equal(at_once(network, stream.changed(others))[target], before[target])
    oldest = at_once(network, stream.changed(index == 4))
    assert differ(oldest[4], before[4])


@every_system
@torch.no_grad()
def test_i5_a_window_of_a_whole_clip_is_the_row_of_the_clip(name: str) -> None:
    visual, audio, present = torch.rand(2, 10, 7, 7, 8), torch.rand(2, 10, 6), torch.ones(2, 10)
    for look_ahead in (0, 3, 9):
        torch.manual_seed(20)
        network = build(name, look_ahead, window=10)
        clip = network.clip(visual, audio)
        kept = network.attend(visual, audio, present, present)
        said = network.window(kept.visual, audio, present, present)
        row = 9 - look_ahead
        close = torch.testing.assert_close
        close(said.probabilities, network.probabilities(clip)[:, row], atol=1e-5, rtol=0)
        close(said.relevance, network.relevance(clip)[:, row], atol=1e-5, rtol=0)
        if clip.heard is not None:
            close(said.heard, torch.softmax(clip.heard, 2)[:, row], atol=1e-5, rtol=0)
            close(said.seen, torch.softmax(clip.seen, 2)[:, row], atol=1e-5, rtol=0)
        if clip.attention is not None:
            close(said.attention, clip.attention[:, row], atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", REFERENCES)
@torch.no_grad()
def test_i5_a_window_of_a_reference_clip_is_its_authors_row(
    name: str, reference: Reference
) -> None:
    clips = reference(REFERENCES[name].clips)
    present = torch.ones(2, 10)
    network = REFERENCES[name].build(reference)
    kept = network.attend(clips["in/video"], clips["in/audio"], present, present)
    expected = REFERENCES[name].probabilities(reference)
    for look_ahead in range(10):
        network.sizes = replace(network.sizes, look_ahead=look_ahead)
        said = network.window(kept.visual, clips["in/audio"], present, present)
        wanted = expected[:, 9 - look_ahead]
        torch.testing.assert_close(said.probabilities, wanted, atol=1e-5, rtol=0)
        assert torch.equal(said.probabilities.argmax(1), wanted.argmax(1))


@every_system
@torch.no_grad()
def test_i6_rows_of_a_batch_are_independent(name: str) -> None:
    network = build(name, 2)
    visual, audio = torch.rand(7, WINDOW, 7, 7, 8), torch.rand(7, WINDOW, 6)
    seen, heard = (torch.rand(2, 7, WINDOW) > 0.3).float()
    kept = network.attend(visual, audio, seen, heard)
    windows = kept.visual, audio, seen, heard
    straight = network.window(*windows).probabilities
    order = torch.randperm(7)
    permuted = network.window(*(part[order] for part in windows)).probabilities
    torch.testing.assert_close(permuted, straight[order], atol=1e-6, rtol=0)
    alone = network.window(*(part[2:3] for part in windows)).probabilities
    torch.testing.assert_close(alone, straight[2:3], atol=1e-6, rtol=0)
    single = network.attend(*(part[2:3] for part in (visual, audio, seen, heard)))
    torch.testing.assert_close(single.visual, kept.visual[2:3], atol=1e-6, rtol=0)


@every_system
@torch.no_grad()
def test_i7_answers_are_distributions_for_every_mask(name: str) -> None:
    network = build(name, 1)
    visual, audio = torch.rand(64, WINDOW, 7, 7, 8), torch.rand(64, WINDOW, 6)
    seen, heard = (torch.rand(2, 64, WINDOW) > 0.5).float()
    seen[:2], heard[1:3] = 0, 0
    seen[3:5], heard[3:5] = 1, 1
    kept = network.attend(visual, audio, seen, heard)
    said = network.window(kept.visual, audio, seen, heard)
    outputs = [part for part in (said.probabilities, said.heard, said.seen) if part is not None]
    for output in outputs:
        assert (output >= 0).all()
        torch.testing.assert_close(output.sum(1), torch.ones(64), atol=1e-5, rtol=0)
    assert ((said.relevance >= 0) & (said.relevance <= 1)).all()
    pictured = seen if name != "a" else torch.zeros_like(seen)
    if kept.attention is None:
        attention, pictured = said.attention, pictured[:, network.sizes.target]
    else:
        attention = kept.attention
    assert (attention >= 0).all()
    torch.testing.assert_close(attention.sum((-2, -1)), pictured, atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", sorted(REFERENCES.keys() - {"dmrfe", "ave_v_att"}))
def test_i9_the_reference_stream_is_reproduced(name: str, reference: Reference) -> None:
    arrays = reference("window_stream")
    network = REFERENCES[name].build(reference)
    for look_ahead in (0, 3, 9):
        network.sizes = replace(network.sizes, look_ahead=look_ahead)
        for target, answer in enumerate(at_once(network, from_reference(arrays))):
            for part in ("probabilities", "relevance", "attention"):
                expected = arrays[f"out/{name}/L{look_ahead}/{part}"][target]
                torch.testing.assert_close(answer.parts()[part], expected, atol=1e-5, rtol=0)


@every_system
@torch.no_grad()
def test_i10_a_target_without_a_track_it_needs_is_certain_background(name: str) -> None:
    network = build(name, 1)
    visual, audio = torch.rand(4, WINDOW, 7, 7, 8), torch.rand(4, WINDOW, 6)
    seen, heard = torch.ones(4, WINDOW), torch.ones(4, WINDOW)
    target = network.sizes.target
    seen[:, target] = torch.tensor([1.0, 0.0, 1.0, 0.0])
    heard[:, target] = torch.tensor([1.0, 1.0, 0.0, 0.0])
    needs = {"a": [1, 1, 0, 0], "v": [1, 0, 1, 0], "v-att": [1, 0, 1, 0]}.get(name, [1, 0, 0, 0])
    kept = network.attend(visual, audio, seen, heard)
    said = network.window(kept.visual, audio, seen, heard)
    for row, there in enumerate(needs):
        certain = said.probabilities[row].tolist() == [0, 0, 0, 1] and said.relevance[row] == 0
        assert certain == (not there)
    if said.heard is not None:
        for track, mask in ((said.heard, heard), (said.seen, seen)):
            certain = (track == torch.tensor([0.0, 0, 0, 1])).all(1)
            assert certain.tolist() == (mask[:, target] == 0).tolist()


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name.startswith("cmran")])
@torch.no_grad()
def test_i11_cmran_does_not_know_the_order_of_its_window(name: str) -> None:
    network = build(name, 2)
    visual, audio = torch.rand(3, WINDOW, 7, 7, 8), torch.rand(3, WINDOW, 6)
    seen, heard = (torch.rand(2, 3, WINDOW) > 0.3).float()
    seen[:, 2], heard[:, 2] = 1, 1
    kept = network.attend(visual, audio, seen, heard)
    windows = kept.visual, audio, seen, heard
    order = torch.tensor([4, 0, 2, 1, 3])
    straight, permuted = network.window(*windows), network.window(*(p[:, order] for p in windows))
    torch.testing.assert_close(permuted.probabilities, straight.probabilities, atol=1e-5, rtol=0)
    torch.testing.assert_close(permuted.relevance, straight.relevance, atol=1e-5, rtol=0)


INDICES = [0, 1, 2, 5, 6, 20, 3, 4, 4, 5, 0, 1]
EPOCHS = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2]


def test_i12_the_look_ahead_changes_when_a_segment_is_answered_but_not_which() -> None:
    plans = [emitted(INDICES, EPOCHS, look_ahead) for look_ahead in range(10)]
    targets = [[(one.epoch, one.index) for one in plan] for plan in plans]
    distinct = sorted(set(zip(EPOCHS, INDICES, strict=True)))
    assert all(one == distinct for one in targets)
    arrivals = [
        [len(INDICES) if one.arrival is None else one.arrival for one in plan] for plan in plans
    ]
    for sooner, later in pairwise(arrivals):
        assert all(early <= late for early, late in zip(sooner, later, strict=True))
    assert arrivals[0] != arrivals[9]


def test_a_target_is_released_by_the_first_segment_that_is_far_enough_ahead() -> None:
    assert emitted([0, 1, 2, 5], [0, 0, 0, 0], 2) == [
        Emission(0, 0, 2),
        Emission(0, 1, 3),
        Emission(0, 2, 3),
        Emission(0, 5, None),
    ]


def test_a_new_epoch_releases_what_is_pending_of_the_old_one() -> None:
    assert emitted([7, 8, 0, 1], [0, 0, 1, 1], 1) == [
        Emission(0, 7, 1),
        Emission(0, 8, 2),
        Emission(1, 0, 3),
        Emission(1, 1, None),
    ]


def test_late_segments_and_duplicates_are_dropped() -> None:
    in_order = emitted([0, 1, 3], [0, 0, 0], 0)
    assert [(one.epoch, one.index) for one in in_order] == [(0, 0), (0, 1), (0, 3)]
    disturbed = emitted([0, 1, 1, 3, 2, 0], [0, 0, 0, 0, 0, 0], 0)
    assert [(one.epoch, one.index) for one in disturbed] == [(0, 0), (0, 1), (0, 3)]
    assert emitted([0, 9], [1, 0], 0) == [Emission(1, 0, 0)]


def test_an_emission_plan_needs_an_epoch_for_each_index() -> None:
    with pytest.raises(ValueError, match="2 indices but 1 epochs"):
        emitted([0, 1], [0], 0)
    with pytest.raises(ValueError, match="look_ahead must be at least 0"):
        emitted([0], [0], -1)
