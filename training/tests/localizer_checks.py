"""What holds for every small localizer, with random inputs and masks."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from earwitness_training.graphs.export import export_graph
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.graphs.pack_graphs import FeatureGraph, LocalizeGraph
from earwitness_training.graphs.ports import encode_outputs, feature_inputs, localize_ports
from earwitness_training.networks.answers import Answers
from earwitness_training.networks.localizer import Calibration, Localizer, Scores


def media(network: Localizer, batch: int) -> tuple[Tensor, Tensor]:
    """Maps and vectors of whole clips, as backbones give them: not negative."""
    sizes = network.sizes
    visual = torch.rand(batch, sizes.window, 7, 7, sizes.visual)
    return visual, torch.rand(batch, sizes.window, sizes.audio)


def masks(network: Localizer, batch: int) -> tuple[Tensor, Tensor]:
    """Masks of pictures and sounds, about a third missing."""
    shape = (batch, network.sizes.window)
    return (torch.rand(shape) > 0.3).float(), (torch.rand(shape) > 0.3).float()


def answers(network: Localizer, batch: int) -> Answers:
    """Random labels, of which the last clip has background alone."""
    classes = network.sizes.outputs - 1
    labels = torch.randint(0, classes + 1, (batch, network.sizes.window))
    labels[-1] = classes
    return Answers(labels, (torch.rand(labels.shape) > 0.2).float(), classes)


def assert_learns(network: Localizer) -> None:
    """The loss is finite, and its gradient reaches every parameter."""
    network.train()
    scores = network.clip(*media(network, 4))
    loss = network.loss(scores, answers(network, 4))
    if network.sizes.track_heads:
        loss = loss + scores.heard.square().mean() + scores.seen.square().mean()
    loss.backward()
    assert torch.isfinite(loss)
    for name, values in network.named_parameters():
        assert values.grad is not None, name
        assert torch.isfinite(values.grad).all(), name


@torch.no_grad()
def assert_target_is_its_row(network: Localizer) -> None:
    """One position asked for gives what its row of all positions gives."""
    network.eval()
    visual, audio = media(network, 5)
    visual_mask, audio_mask = masks(network, 5)
    kept = network.attend(visual, audio, visual_mask, audio_mask).visual
    everything = network.scores(kept, audio, visual_mask, audio_mask)
    for target in range(network.sizes.window):
        alone = network.scores(kept, audio, visual_mask, audio_mask, target)
        _assert_rows(alone, everything, target)


def _assert_rows(alone: Scores, everything: Scores, target: int) -> None:
    assert alone.more.keys() == everything.more.keys()
    for name in ("event", "heard", "seen"):
        one, all_rows = getattr(alone, name), getattr(everything, name)
        assert (one is None) == (all_rows is None)
        if one is not None:
            assert one.shape == (*all_rows.shape[:1], 1, *all_rows.shape[2:])
            torch.testing.assert_close(one[:, 0], all_rows[:, target], atol=1e-5, rtol=1e-5)
    for name, one in alone.more.items():
        wanted = everything.more[name][:, target]
        torch.testing.assert_close(one[:, 0], wanted, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def assert_masked_values_change_nothing(network: Localizer) -> None:
    """NaN and infinity at masked positions change no bit of any answer (invariant I3)."""
    network.eval()
    visual, audio = media(network, 6)
    visual_mask, audio_mask = masks(network, 6)

    def said() -> list[Tensor]:
        kept = network.attend(visual, audio, visual_mask, audio_mask)
        stored = kept.visual.clone()
        stored[visual_mask == 0] = visual[visual_mask == 0].flatten()[0]  # NaN the second time
        answer = network.window(stored, audio, visual_mask, audio_mask)
        values = [kept.visual, kept.attention, answer.probabilities, answer.relevance]
        return values + [part for part in (answer.heard, answer.seen) if part is not None]

    before = said()
    visual[visual_mask == 0] = torch.nan
    audio[audio_mask == 0] = torch.inf
    for one, other in zip(before, said(), strict=True):
        assert torch.isfinite(one).all()
        assert torch.equal(one, other)


@torch.no_grad()
def assert_sums(network: Localizer) -> None:
    """Probabilities sum to 1 for every mask, none at all included (invariants I7 and I10)."""
    network.eval()
    visual, audio = media(network, 8)
    visual_mask, audio_mask = masks(network, 8)
    visual_mask[:2], audio_mask[1:3] = 0, 0
    visual_mask[-1], audio_mask[-1] = 1, 1
    kept = network.attend(visual, audio, visual_mask, audio_mask)
    torch.testing.assert_close(kept.attention.sum((2, 3)), visual_mask, atol=1e-5, rtol=0)
    said = network.window(kept.visual, audio, visual_mask, audio_mask)
    torch.testing.assert_close(said.probabilities.sum(1), torch.ones(8), atol=1e-5, rtol=0)
    assert (said.probabilities >= 0).all()
    target = network.sizes.target
    missing = visual_mask[:, target] * audio_mask[:, target] == 0
    assert 3 <= missing.sum() < 8
    assert (said.probabilities[missing][:, -1] == 1).all()
    assert (said.relevance[missing] == 0).all()
    assert (said.relevance[~missing] > 0).all()


@torch.no_grad()
def assert_exports(network: Localizer, folder: Path) -> None:
    """Both graphs are valid ONNX, take any batch, and say what PyTorch says (invariant I8)."""
    network.eval()
    halves = (
        (FeatureGraph(network), (feature_inputs(network), encode_outputs(network))),
        (LocalizeGraph(network), localize_ports(network)),
        (LocalizeGraph(network, Calibration(1.5, 0.25)), localize_ports(network)),
    )
    for number, (half, (inputs, outputs)) in enumerate(halves):
        path = folder / f"{number}.onnx"
        export_graph(half, (inputs, outputs), path, {})
        exported = OnnxGraph(path)
        for batch in (1, 5):
            given = {port.name: torch.rand(batch, *port.shape) for port in inputs}
            for name in ("visual_mask", "audio_mask"):
                given[name] = (given[name] > 0.3).float()
            said = exported.run(given)
            for port, wanted in zip(outputs, half(*given.values()), strict=True):
                assert wanted.shape == (batch, *port.shape)
                torch.testing.assert_close(said[port.name], wanted, atol=1e-5, rtol=1e-5)
