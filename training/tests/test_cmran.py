"""CMRAN against its authors' tensors, and its ablations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import golden_tensors
import localizer_checks
import pytest
import torch
from golden_tensors import assert_logits, assert_shares, truth
from torch import Tensor

from earwitness_training.networks.answers import Answers
from earwitness_training.networks.cmran import Cmran, CmranSizes, category_loss
from earwitness_training.networks.cross_modal_relation import CrossRelation, Interaction
from earwitness_training.networks.localizer import Scores
from earwitness_training.official.names import names_of

SMALL = CmranSizes(
    visual=8,
    audio=6,
    outputs=5,
    window=4,
    common=10,
    squeeze=5,
    space=7,
    state=8,
    feed_forward=12,
    heads=2,
    interaction_heads=4,
)
VARIANTS = [
    *(
        replace(SMALL, supervision=supervision, cross=cross)
        for supervision in ("full", "weak")
        for cross in ("cmra", "none", "self", "co", "feature")
    ),
    replace(SMALL, attend="mean", look_ahead=1),
    replace(SMALL, attend="avga", look_ahead=2, supervision="weak"),
    *(
        replace(SMALL, interaction=interaction, event_pool=pool, look_ahead=1)
        for interaction in ("none", "self", "cmra")
        for pool in ("clip", "target")
    ),
    replace(SMALL, supervision="weak", event_pool="target", track_heads=True, look_ahead=3),
    replace(SMALL, layers=0, track_heads=True),
    replace(SMALL, layers=3, interaction_heads=None),
]
Arrays = dict[str, Tensor]


def official(golden: Path, supervision: str, look_ahead: int = 0) -> tuple[Cmran, Arrays]:
    arrays = golden_tensors.read(golden / f"cmran_{supervision}.npz")
    network = Cmran(CmranSizes(supervision=supervision, look_ahead=look_ahead))
    golden_tensors.load(network, arrays, names_of("cmran", supervision))
    return network, arrays


@torch.no_grad()
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_inner_tensors_are_the_authors(golden: Path, supervision: str) -> None:
    network, arrays = official(golden, supervision)
    acts, here = golden_tensors.below(arrays, "act"), torch.ones(2, 10)
    video, audio = arrays["in/video"], arrays["in/audio"]
    regions = torch.relu(network.visual_fc(video)).reshape(20, 49, 512)
    gate = network.attend_regions.gate(regions, audio.reshape(20, 128))
    assert_shares(gate.reshape(2, 10, 512), acts["channel_gate"])
    kept = network.attend(video, audio, here, here)
    assert_shares(kept.attention, acts["spatial_attention"])
    assert_logits(kept.visual, acts["attended_video"])
    seen, heard = network.visual_self(kept.visual, here), network.audio_self(audio, here)
    assert_logits(seen, acts["video_encoder"])
    assert_logits(heard, acts["audio_encoder"])
    seen_with = network.visual_cross(kept.visual, here, heard, here)
    heard_with = network.audio_cross(audio, here, seen, here)
    assert_logits(seen_with, acts["video_decoder"])
    assert_logits(heard_with, acts["audio_decoder"])
    assert_logits(network.interact(heard_with, seen_with, here, here), acts["AVInter"])


@torch.no_grad()
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_answers_are_the_authors(golden: Path, supervision: str) -> None:
    network, arrays = official(golden, supervision)
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    relevance, category = arrays["out/is_event_logits"], arrays.get("out/event_logits")
    if supervision == "full":
        relevance = relevance[:, :, 0].t()  # time first, as the authors return it
    else:
        category = arrays["out/raw_logits"]
        assert_shares(network.pooled(scores, torch.ones(2, 10)), arrays["out/event_scores"])
    assert_logits(scores.more["relevance"], relevance)
    assert_logits(scores.more["category"], category[:, None].expand(2, 10, -1))


@torch.no_grad()
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_relevance_decides_as_the_authors_do(golden: Path, supervision: str) -> None:
    """Above 0.5 the best of 29 values, that of background without what is not relevant."""
    network, arrays = official(golden, supervision)
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    said, relevance = network.probabilities(scores).clone(), network.relevance(scores)
    said[:, :, 28] -= 1 - relevance
    decided = torch.where(relevance > 0.5, said.argmax(2), torch.full((2, 10), 28))
    assert torch.equal(decided, arrays["out/prediction"].long())
    assert len(decided.unique()) > 1


@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_loss_and_its_gradient_are_the_authors(golden: Path, supervision: str) -> None:
    network, arrays = official(golden, supervision)
    answers = truth(arrays)
    scores = network.clip(arrays["in/video"], arrays["in/audio"])
    if supervision == "full":
        category = category_loss(scores.more["category"], answers)
        torch.testing.assert_close(category, arrays["loss/event"], atol=0, rtol=1e-5)
    loss = network.loss(scores, answers)
    torch.testing.assert_close(loss, arrays["loss/total"], atol=0, rtol=1e-5)
    loss.backward()
    golden_tensors.assert_gradient_norms(network, arrays, names_of("cmran", supervision))


@pytest.mark.parametrize("look_ahead", [0, 3, 9])
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_window_form_gives_the_reference_stream(
    golden: Path, supervision: str, look_ahead: int
) -> None:
    network, _ = official(golden, supervision, look_ahead)
    golden_tensors.assert_stream(network, golden, f"cmran_{supervision}")


@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_every_variant_learns_in_all_its_parameters(sizes: CmranSizes) -> None:
    localizer_checks.assert_learns(Cmran(sizes))


@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_one_target_gives_its_row_of_all(sizes: CmranSizes) -> None:
    localizer_checks.assert_target_is_its_row(Cmran(sizes))


@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_masked_values_change_nothing(sizes: CmranSizes) -> None:
    localizer_checks.assert_masked_values_change_nothing(Cmran(sizes))


@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_probabilities_sum_to_one_for_every_mask(sizes: CmranSizes) -> None:
    localizer_checks.assert_sums(Cmran(sizes))


@pytest.mark.parametrize("sizes", [VARIANTS[0], VARIANTS[9], VARIANTS[11], VARIANTS[-3]], ids=str)
def test_exported_graphs_say_the_same(sizes: CmranSizes, tmp_path: Path) -> None:
    localizer_checks.assert_exports(Cmran(sizes), tmp_path)


@torch.no_grad()
@pytest.mark.parametrize("sizes", VARIANTS, ids=str)
def test_order_of_the_other_segments_does_not_matter(sizes: CmranSizes) -> None:
    sizes = replace(sizes, window=7)
    network, target = Cmran(sizes).eval(), sizes.target
    visual, audio = localizer_checks.media(network, 3)
    masks = localizer_checks.masks(network, 3)
    for mask in masks:
        mask[:, target] = 1
    kept = network.attend(visual, audio, *masks).visual
    order = torch.randperm(7)
    others = order[order != target]
    order = torch.cat([others[:target], torch.tensor([target]), others[target:]])
    straight = network.window(kept, audio, *masks)
    permuted = network.window(kept[:, order], audio[:, order], *(mask[:, order] for mask in masks))
    assert_shares(permuted.probabilities, straight.probabilities)
    assert_shares(permuted.relevance, straight.relevance)


@torch.no_grad()
@pytest.mark.parametrize("supervision", ["full", "weak"])
def test_logarithm_of_the_probabilities_stays_finite(supervision: str) -> None:
    network = Cmran(replace(SMALL, supervision=supervision))
    relevance = torch.tensor([[-300.0, -20.0, 0.3, 20.0, 300.0]])
    category = torch.randn(1, 5, 4 if supervision == "full" else 5)
    event = network._logarithm(relevance, category)
    assert torch.isfinite(event).all()
    wanted = network.probabilities(Scores(event, more=dict(relevance=relevance, category=category)))
    assert_shares(event.exp(), wanted)
    assert_shares(torch.softmax(event, dim=2), wanted)


@torch.no_grad()
def test_without_sound_all_channels_and_places_weigh_alike() -> None:
    network = Cmran(SMALL).eval()
    visual, audio = localizer_checks.media(network, 2)
    deaf = network.attend(visual, audio, torch.ones(2, 4), torch.zeros(2, 4))
    assert_shares(deaf.attention, torch.full((2, 4, 7, 7), 1 / 49))
    wanted = torch.relu(network.visual_fc(visual)).mean((2, 3))
    torch.testing.assert_close(deaf.visual, wanted, atol=1e-5, rtol=1e-5)
    both = network.attend(visual, audio, torch.ones(2, 4), torch.ones(2, 4))
    assert not torch.allclose(both.visual, deaf.visual)


@torch.no_grad()
def test_category_is_of_the_clip_or_of_each_segment() -> None:
    clip, own = Cmran(SMALL).eval(), Cmran(replace(SMALL, event_pool="target")).eval()
    own.load_state_dict(clip.state_dict())
    given = localizer_checks.media(clip, 2)
    pooled, single = clip.clip(*given).more, own.clip(*given).more
    assert torch.equal(pooled["category"][:, 0], pooled["category"][:, 3])
    assert not torch.allclose(single["category"][:, 0], single["category"][:, 3])
    assert torch.equal(pooled["relevance"], single["relevance"])


@torch.no_grad()
def test_category_loss_counts_events_and_each_clip_alike() -> None:
    labels = torch.tensor([[0, 1, 3, 3], [2, 3, 3, 3], [3, 3, 3, 3]])  # 3 is background
    present = torch.ones(3, 4)
    present[0, 0] = 0
    category = torch.randn(3, 4, 3)
    shares = torch.log_softmax(category, dim=2)
    wanted = -(shares[0, 1, 1] + shares[1, 0, 2]) / 2
    torch.testing.assert_close(category_loss(category, Answers(labels, present, 3)), wanted)
    silent = Answers(labels[2:], present[2:], 3)
    assert category_loss(category[2:], silent) == 0


@torch.no_grad()
@pytest.mark.parametrize(
    ("form", "of_other", "of_own"),
    [
        ("cmra", True, True),
        ("none", False, False),
        ("self", False, True),
        ("co", True, False),
        ("feature", True, True),
    ],
)
def test_relations_read_the_memory_of_their_form(form: str, of_other: bool, of_own: bool) -> None:
    relation = CrossRelation(6, form, 8, 2, 12, dropout=0.0)
    track, other, mask = torch.randn(1, 4, 6), torch.randn(1, 4, 8), torch.ones(1, 4)

    def said() -> Tensor:
        return relation(track, mask, other, mask, 0)

    before = said()
    other[:, 2] += 1
    after_other = said()
    track[:, 3] -= 1
    after_own = said()
    assert (not torch.equal(before, after_other)) == of_other
    assert (not torch.equal(after_other, after_own)) == of_own


@torch.no_grad()
@pytest.mark.parametrize("form", ["cmra", "self", "co", "feature"])
def test_relations_read_no_missing_track(form: str) -> None:
    relation = CrossRelation(6, form, 8, 2, 12, dropout=0.0)
    track, other = torch.randn(1, 4, 6), torch.randn(1, 4, 8)
    mask, other_mask = torch.tensor([[1.0, 1.0, 0.0, 0.0]]), torch.tensor([[1.0, 0.0, 1.0, 0.0]])
    before = relation(track, mask, other, other_mask, 0)
    track[mask == 0] += 1
    other[other_mask == 0] -= 1
    assert torch.equal(before, relation(track, mask, other, other_mask, 0))


@torch.no_grad()
@pytest.mark.parametrize("form", ["cmra", "self", "none"])
def test_interaction_reads_no_missing_track(form: str) -> None:
    interaction = Interaction(8, 2, 0.0, form)
    audio, visual = torch.randn(1, 4, 8), torch.randn(1, 4, 8)
    heard, seen = torch.tensor([[1.0, 1.0, 0.0, 0.0]]), torch.tensor([[1.0, 0.0, 1.0, 0.0]])
    before = interaction(audio, visual, heard, seen, 0)
    audio[heard == 0] += 1
    visual[seen == 0] -= 1
    assert torch.equal(before, interaction(audio, visual, heard, seen, 0))
    audio[:, 0] += 1
    assert not torch.equal(before, interaction(audio, visual, heard, seen, 0))


def test_heads_of_the_interaction_default_to_the_authors() -> None:
    assert CmranSizes().meeting_heads == 4
    assert CmranSizes(supervision="weak").meeting_heads == 2
    assert CmranSizes(interaction_heads=8).meeting_heads == 8


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"attend": "agva"}, "attend must be one of agsca, mean, avga, not 'agva'"),
        ({"cross": "cmr"}, "cross must be one of cmra, none, self, co, feature, not 'cmr'"),
        ({"interaction": "co"}, "interaction must be one of cmra, none, self, not 'co'"),
        ({"event_pool": "max"}, "event_pool must be one of clip, target, not 'max'"),
        ({"layers": -1}, "layers must be at least 0, not -1"),
        ({"visual_dropout": 1.0}, "visual_dropout must be at least 0 and below 1"),
    ],
)
def test_wrong_sizes_are_refused(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(SMALL, **wrong)


def test_heads_that_do_not_divide_the_width_are_refused() -> None:
    with pytest.raises(ValueError, match="heads must divide the width 8, 3 does not"):
        Cmran(replace(SMALL, heads=3))
