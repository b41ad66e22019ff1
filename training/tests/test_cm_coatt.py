"""CM-CoAtt against the reference tensors, its variants, and its shorter way through windows."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from networks_of_lin import (
    Reference,
    check_graphs_say_the_same,
    check_hidden_values_change_nothing,
    check_it_learns,
    check_nothing_past_the_look_ahead_is_read,
    check_stream,
    check_targets_are_rows,
    close,
    cm_coatt,
    random_clips,
    reference_answers,
)
from torch import Tensor, nn

from earwitness_training.networks.cm_coatt import Classifier, CmCoatt, CmCoattSizes
from earwitness_training.networks.co_attention import RegionLstm
from earwitness_training.networks.window_form import score_gathered_windows, score_windows

SMALL = CmCoattSizes(
    visual=8,
    audio=6,
    outputs=4,
    window=5,
    look_ahead=1,
    reduced=9,
    common=6,
    state=7,
    recurrent=12,
    hidden=24,
)
VARIANTS = {
    "lstm": replace(SMALL, classifier="lstm"),
    "avel": replace(SMALL, classifier="avel", track_heads=True),
    "avsdn": replace(SMALL, track_heads=True),
    "weak": replace(SMALL, supervision="weak"),
    "without intra": replace(SMALL, intra=False),
    "sound of another width": replace(SMALL, audio=11),
    "add": replace(SMALL, attention="add"),
    "dot": replace(SMALL, attention="dot", classifier="avel"),
    "conv3d and add": replace(SMALL, attention="add", inter="conv3d", audio=3),
    "conv3d and dot": replace(SMALL, attention="dot", inter="conv3d", classifier="lstm"),
    "lstm and add": replace(SMALL, attention="add", inter="lstm"),
    "lstm and dot": replace(SMALL, attention="dot", inter="lstm", classifier="lstm"),
    "none": replace(SMALL, attention="none", intra=False),
    "none and avel": replace(SMALL, attention="none", intra=False, classifier="avel"),
}
every_variant = pytest.mark.parametrize("variant", VARIANTS)
CLASSIFIERS = ["lstm", "avel", "avsdn"]
NO_EFFECT = {"inter.2.bias", "weigh.layers.2.bias"}  # softmax takes away what all regions share


@torch.no_grad()
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_clips_give_the_reference_tensors(
    classifier: Classifier, att_net: dict[str, Tensor], reference: Reference
) -> None:
    arrays = reference("derived_cmcoatt")
    network = cm_coatt(arrays, CmCoattSizes(classifier=classifier))
    scores = network.clip(att_net["in/video"], att_net["in/audio"])
    close(scores.attention, arrays["act/attention"])
    expected = f"out/{classifier}"
    close(scores.event, arrays[f"{expected}/logits"], 1e-4)
    close(network.probabilities(scores), arrays[f"{expected}/prob"])
    close(network.pooled(scores, torch.ones(2, 10)), arrays[f"{expected}/video_prob_avg"])
    close(torch.softmax(scores.event.max(1).values, 1), arrays[f"{expected}/video_prob_max"])


@torch.no_grad()
def test_attended_vectors_are_the_reference(
    att_net: dict[str, Tensor], reference: Reference
) -> None:
    arrays = reference("derived_cmcoatt")
    network = cm_coatt(arrays, CmCoattSizes())
    seen = {}
    network.avsdn.visual_encoder.register_forward_hook(
        lambda _module, inputs, _output: seen.update(attended=inputs[0])
    )
    network.clip(att_net["in/video"], att_net["in/audio"])
    close(seen["attended"], arrays["act/attended_video"], 1e-4)


@torch.no_grad()
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_losses_are_binary_cross_entropies(
    classifier: Classifier, att_net: dict[str, Tensor], reference: Reference
) -> None:
    arrays = reference("derived_cmcoatt")
    truth = reference_answers(att_net)
    for supervision, said, labels in (
        ("full", arrays[f"out/{classifier}/prob"], att_net["label/segment"]),
        ("weak", arrays[f"out/{classifier}/video_prob_avg"], att_net["label/segment"].mean(1)),
    ):
        sizes = CmCoattSizes(classifier=classifier, supervision=supervision)
        network = cm_coatt(arrays, sizes)
        loss = network.loss(network.clip(att_net["in/video"], att_net["in/audio"]), truth)
        close(loss, -(labels * said.log() + (1 - labels) * (1 - said).log()).mean())


@torch.no_grad()
@pytest.mark.parametrize("look_ahead", [0, 3, 9])
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_windows_give_the_reference_stream(
    classifier: Classifier, look_ahead: int, reference: Reference
) -> None:
    sizes = CmCoattSizes(classifier=classifier, look_ahead=look_ahead)
    network = cm_coatt(reference("derived_cmcoatt"), sizes)
    check_stream(network, reference("window_stream"), f"cmcoatt_{classifier}")


@every_variant
@pytest.mark.parametrize(("window", "look_ahead"), [(1, 0), (2, 1), (3, 0), (5, 1), (5, 2), (5, 4)])
def test_windows_of_clips_are_the_gathered_windows(
    variant: str, window: int, look_ahead: int
) -> None:
    network = CmCoatt(replace(VARIANTS[variant], window=window, look_ahead=look_ahead))
    kept, audio, visual_mask, audio_mask = random_clips(network, 4, 7)
    visual_mask[0], audio_mask[0] = 1, 1
    kept[visual_mask == 0] = torch.nan
    audio[audio_mask == 0] = torch.nan
    inputs = kept, audio, visual_mask, audio_mask
    answers = []
    for form in (score_windows, score_gathered_windows):
        network.zero_grad()
        said = form(network, *inputs)
        said.event.square().sum().backward()
        gradients = [parameter.grad for parameter in network.parameters()]
        answers.append((said, [grad.clone() for grad in gradients if grad is not None]))
    (short, short_gradients), (gathered, gathered_gradients) = answers
    for name in ("event", "heard", "seen", "attention"):
        ours, theirs = getattr(short, name), getattr(gathered, name)
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert ours.shape[:2] == (4, 7)
            close(ours, theirs)
    for ours, theirs in zip(short_gradients, gathered_gradients, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_windows_of_clips_read_each_picture_three_times_at_most() -> None:
    network = CmCoatt(replace(SMALL, window=5))
    pictures = []
    network.inter.register_forward_hook(
        lambda _module, inputs, _output: pictures.append(inputs[1].shape[:2].numel())
    )
    score_windows(network, *random_clips(network, 4, 7))
    assert pictures == [4 * 7] * 3


@every_variant
def test_a_target_is_its_row(variant: str) -> None:
    check_targets_are_rows(CmCoatt(VARIANTS[variant]))


@every_variant
def test_values_at_masked_positions_change_nothing(variant: str) -> None:
    check_hidden_values_change_nothing(CmCoatt(VARIANTS[variant]))


@every_variant
def test_nothing_past_the_look_ahead_is_read(variant: str) -> None:
    check_nothing_past_the_look_ahead_is_read(CmCoatt(VARIANTS[variant]))


@every_variant
def test_every_parameter_learns(variant: str) -> None:
    gradients = check_it_learns(CmCoatt(VARIANTS[variant]))
    dead = {name for name, largest in gradients.items() if largest == 0}
    assert dead - NO_EFFECT == set()


@every_variant
@pytest.mark.filterwarnings("ignore")
def test_the_graphs_say_the_same(variant: str, tmp_path: Path) -> None:
    network = CmCoatt(replace(VARIANTS[variant], window=3))
    operators = check_graphs_say_the_same(network, tmp_path)
    assert operators.count("LSTM") == int(network.sizes.intra)


@torch.no_grad()
def test_a_missing_neighbour_is_the_picture_itself() -> None:
    network = CmCoatt(replace(SMALL, window=3, look_ahead=1))
    kept, audio, visual_mask, audio_mask = random_clips(network, 1, 3, there=1.0)
    visual_mask[0, 0] = 0
    once = network.scores(kept, audio, visual_mask, audio_mask, 1).attention[0, 0].flatten()
    layers, itself, following = network.inter, kept[0, 1], kept[0, 2]
    beside = torch.cat([itself, itself, following], dim=1)
    hidden = torch.relu(beside @ layers[0].weight.t() + layers[0].bias)
    mixed = hidden @ layers[2].weight.t() + layers[2].bias
    close(once, torch.softmax(mixed @ audio[0, 1], 0))
    visual_mask[0, 0], kept[0, 0] = 1, itself
    again = network.scores(kept, audio, visual_mask, audio_mask, 1).attention[0, 0].flatten()
    close(again, once)


@torch.no_grad()
def test_conv3d_is_a_convolution_over_time_rows_and_columns() -> None:
    network = CmCoatt(VARIANTS["conv3d and dot"])
    kept, audio, visual_mask, audio_mask = random_clips(network, 2, 5, there=1.0)
    visual_mask[1, 2] = 0
    said = network.scores(kept, audio, visual_mask, audio_mask).attention
    shown = kept * visual_mask[:, :, None, None]
    volume = shown.reshape(2, 5, 7, 7, 6).permute(0, 4, 1, 2, 3)
    layer = network.inter[0]
    mixed = F.conv3d(volume, layer.weight, layer.bias, padding=1).relu()
    logits = torch.einsum("bctij,btc->btij", mixed, audio).flatten(2)
    expected = torch.softmax(logits, 2).reshape(2, 5, 7, 7) * visual_mask[:, :, None, None]
    close(said, expected)


@torch.no_grad()
def test_the_lstm_over_time_reads_each_place_by_itself() -> None:
    layer, twin = RegionLstm(6), nn.LSTM(6, 3, batch_first=True, bidirectional=True)
    twin.load_state_dict(layer.state_dict())
    regions = torch.randn(2, 4, 49, 6)
    read = layer(regions, torch.ones(2, 4))
    assert read.shape == (2, 4, 49, 6)
    for clip, place in itertools.product((0, 1), (0, 17, 48)):
        close(read[clip, :, place], twin(regions[clip : clip + 1, :, place])[0][0])


@torch.no_grad()
@pytest.mark.parametrize("intra", [True, False])
def test_add_dot_and_none_attend_alone(intra: bool) -> None:
    pictures, audio = torch.randn(2, 3, 7, 7, 8), torch.randn(2, 3, 6)
    present = torch.ones(2, 3)
    for attention in ("add", "dot", "none"):
        network = CmCoatt(replace(SMALL, attention=attention, intra=intra))
        assert network.attends_alone and network.stored_shape == (6,)
        regions = network.reduce(pictures.flatten(2, 3))
        if intra:
            halves = network.intra(regions.flatten(0, 1))[0].reshape(2, 3, 49, 2, 6)
            regions = halves.sum(3)
        if attention == "add":
            first, last = network.weigh.layers[0], network.weigh.layers[2]
            hidden = (regions + audio[:, :, None]) @ first.weight.t() + first.bias
            logits = (torch.tanh(hidden) @ last.weight.t() + last.bias)[..., 0]
        elif attention == "dot":
            logits = torch.einsum("btrc,btc->btr", regions, audio)
        else:
            logits = torch.zeros(2, 3, 49)
        weights = torch.softmax(logits, 2)
        kept = network.attend(pictures, audio, present, present)
        close(kept.attention.flatten(2), weights)
        close(kept.visual, torch.einsum("btr,btrc->btc", weights, regions))


@torch.no_grad()
@every_variant
def test_a_picture_without_sound_is_weighed_alike(variant: str) -> None:
    network = CmCoatt(VARIANTS[variant])
    pictures, audio = torch.randn(1, 5, 7, 7, 8), torch.randn(1, 5, network.sizes.audio)
    visual_mask, audio_mask = torch.ones(1, 5), torch.tensor([[1.0, 1, 0, 1, 1]])
    kept = network.attend(pictures, audio, visual_mask, audio_mask)
    said = network.scores(kept.visual, audio, visual_mask, audio_mask)
    maps = kept.attention if network.attends_alone else said.attention
    close(maps[0, 2], torch.full((7, 7), 1 / 49), 1e-7)
    assert network.sizes.attention == "none" or maps[0, 1].std() > 1e-5


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"classifier": "psp"}, "classifier must be lstm, avel or avsdn, not 'psp'"),
        ({"attention": "sum"}, "attention must be coattention, add, dot or none, not 'sum'"),
        ({"inter": "conv3d"}, "inter must be mlp .or usual. with attention: coattention"),
        ({"attention": "dot", "inter": "mlp"}, "inter must be none or conv3d or lstm"),
        ({"attention": "add", "inter": "lstm", "common": 7}, "must be even, not 7"),
        ({"classifier": "lstm", "track_heads": True}, "track_heads must be false"),
        ({"common": 0}, "common must be at least 1, not 0"),
    ],
)
def test_sizes_that_make_no_network_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CmCoattSizes(**wrong)
