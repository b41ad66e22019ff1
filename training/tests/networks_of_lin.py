"""Networks of Lin et al. with reference weights, and what every window form must hold to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import onnx
import torch
from torch import Tensor

from earwitness_training.graphs.export import export_graph
from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.graphs.pack_graphs import FeatureGraph, LocalizeGraph
from earwitness_training.graphs.ports import encode_outputs, feature_inputs, localize_ports
from earwitness_training.networks.answers import Answers
from earwitness_training.networks.avsdn import Avsdn, AvsdnSizes
from earwitness_training.networks.cm_coatt import CmCoatt, CmCoattSizes
from earwitness_training.networks.localizer import Localizer
from earwitness_training.networks.window_form import epoch_masks, gather

Reference = Callable[[str], dict[str, Tensor]]
AVEL_LAYERS = {
    "lstm_audio": "audio_rnn",
    "lstm_video": "visual_rnn",
    "L1": "head.0",
    "L2": "head.2",
}


def close(actual: Tensor, expected: Tensor, tolerance: float = 1e-5) -> None:
    torch.testing.assert_close(actual, expected, atol=tolerance, rtol=0)


def avsdn(arrays: Mapping[str, Tensor], sizes: AvsdnSizes) -> Avsdn:
    network = Avsdn(sizes).eval()
    network.load_state_dict(_weights(arrays))
    return network


def cm_coatt(arrays: Mapping[str, Tensor], sizes: CmCoattSizes) -> CmCoatt:
    """The reference file holds all three classifiers; that of `avel` has its authors' names."""
    weights = {}
    for name, values in _weights(arrays).items():
        part, _, rest = name.partition(".")
        if part in ("lstm", "avel", "avsdn") and part != sizes.classifier:
            continue
        if part == "avel":
            layer, _, parameter = rest.partition(".")
            name = f"avel.{AVEL_LAYERS[layer]}.{parameter}"
        weights[name] = values
    network = CmCoatt(sizes).eval()
    network.load_state_dict(weights)
    return network


def _weights(arrays: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix("sd/"): values
        for name, values in arrays.items()
        if name.startswith("sd/")
    }


def reference_answers(inputs: Mapping[str, Tensor]) -> Answers:
    return Answers(inputs["label/segment"].argmax(2), torch.ones(2, 10), 28)


def check_stream(network: Localizer, stream: Mapping[str, Tensor], architecture: str) -> None:
    """Every target of the reference stream, epochs, gaps and missing tracks included (I9)."""
    sizes = network.sizes
    video, audio = stream["in/video"].clone(), stream["in/audio"].clone()
    masks = {track: stream[f"in/{track}_mask"] for track in ("visual", "audio")}
    video[masks["visual"] == 0] = torch.nan
    audio[masks["audio"] == 0] = torch.inf
    kept = network.attend(video[None], audio[None], masks["visual"][None], masks["audio"][None])
    count = len(audio)
    visual, _ = gather(kept.visual, masks["visual"][None], sizes.window, sizes.look_ahead)
    sound, _ = gather(audio[None], masks["audio"][None], sizes.window, sizes.look_ahead)
    shown = {
        track: torch.stack(
            [
                epoch_masks(mask, stream["in/epoch"], target, sizes.window, sizes.look_ahead)
                for target in range(count)
            ]
        )
        for track, mask in masks.items()
    }
    said = network.window(visual, sound, shown["visual"], shown["audio"])
    expected = f"out/{architecture}/L{sizes.look_ahead}"
    close(said.probabilities, stream[f"{expected}/probabilities"])
    close(said.relevance, stream[f"{expected}/relevance"])
    attention = kept.attention[0] if said.attention is None else said.attention
    close(attention, stream[f"{expected}/attention"])


def random_clips(
    network: Localizer, clips: int, segments: int, there: float = 0.7
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What is kept of random clips, their sound, and masks with gaps in either track."""
    sizes = network.sizes
    visual_mask = (torch.rand(clips, segments) < there).float()
    audio_mask = (torch.rand(clips, segments) < there).float()
    audio = torch.randn(clips, segments, sizes.audio)
    pictures = torch.randn(clips, segments, 7, 7, sizes.visual)
    kept = network.attend(pictures, audio, visual_mask, audio_mask)
    return kept.visual.detach(), audio, visual_mask, audio_mask


@torch.no_grad()
def check_targets_are_rows(network: Localizer) -> None:
    """Each target asked for by itself is its row of all, whatever is masked."""
    segments = network.sizes.window
    kept, audio, visual_mask, audio_mask = random_clips(network, 6, segments)
    visual_mask[0], audio_mask[1] = 0, 0
    whole = network.scores(kept, audio, visual_mask, audio_mask)
    names = ("event", "heard", "seen", "attention")
    for target in range(segments):
        one = network.scores(kept, audio, visual_mask, audio_mask, target)
        for name in names:
            of_all, of_one = getattr(whole, name), getattr(one, name)
            assert (of_all is None) == (of_one is None)
            if of_all is not None:
                assert of_all.shape[1] == segments
                close(of_one, of_all[:, target : target + 1])
        assert one.more.keys() == whole.more.keys()
        for name, values in whole.more.items():
            close(one.more[name], values[:, target : target + 1])


@torch.no_grad()
def check_hidden_values_change_nothing(network: Localizer) -> None:
    """What lies at masked positions is never read: NaN and infinity too (I3)."""
    sizes = network.sizes
    segments = sizes.window
    pictures = torch.randn(6, segments, 7, 7, sizes.visual)
    audio = torch.randn(6, segments, sizes.audio)
    visual_mask = (torch.rand(6, segments) < 0.6).float()
    audio_mask = (torch.rand(6, segments) < 0.6).float()
    visual_mask[:4, sizes.target] = torch.tensor([1.0, 0.0, 1.0, 0.0])
    audio_mask[:4, sizes.target] = torch.tensor([1.0, 1.0, 0.0, 0.0])
    visual_mask[5], audio_mask[5] = 0, 0

    def answer() -> list[Tensor | None]:
        kept = network.attend(pictures, audio, visual_mask, audio_mask)
        stored = kept.visual.clone()
        if not torch.isfinite(audio).all():
            stored[visual_mask == 0] = torch.nan  # a store may hold anything there
        said = network.window(stored, audio, visual_mask, audio_mask)
        maps = said.attention if kept.attention is None else kept.attention[:, sizes.target]
        close(maps.sum((1, 2)), visual_mask[:, sizes.target])
        return [said.probabilities, said.relevance, maps, said.heard, said.seen]

    before = answer()
    pictures[visual_mask == 0] = torch.nan
    audio[audio_mask == 0] = torch.inf
    for old, new in zip(before, answer(), strict=True):
        assert (old is None) == (new is None)
        if old is not None:
            assert torch.equal(old, new)
            assert torch.isfinite(old).all()
    close(before[0].sum(1), torch.ones(6))
    background = torch.eye(sizes.outputs)[-1].tolist()
    assert all(row.tolist() == background for row in before[0][1:4])


@torch.no_grad()
def check_nothing_past_the_look_ahead_is_read(network: Localizer) -> None:
    """Answers up to a target stay as they are when all that follows its window changes (I2)."""
    look_ahead, target = network.sizes.look_ahead, 6
    kept, audio, visual_mask, audio_mask = random_clips(network, 1, 14, there=1.0)

    def answers() -> Tensor:
        visual, shown = gather(kept, visual_mask, network.sizes.window, look_ahead)
        sound, audible = gather(audio, audio_mask, network.sizes.window, look_ahead)
        return network.window(visual, sound, shown, audible).probabilities

    before = answers()
    kept[:, target + look_ahead + 1 :] *= -3
    audio[:, target + look_ahead + 1 :] += 2
    after = answers()
    assert torch.equal(before[: target + 1], after[: target + 1])
    assert not torch.equal(before[target + 1], after[target + 1])


def check_it_learns(network: Localizer) -> dict[str, float]:
    """The loss of a batch falls; returns the largest gradient of each parameter at the start."""
    sizes = network.sizes
    inputs = torch.randn(3, 5, 7, 7, sizes.visual), torch.rand(3, 5, sizes.audio)
    truth = Answers(torch.randint(sizes.outputs, (3, 5)), torch.ones(3, 5), sizes.outputs - 1)
    optimiser = torch.optim.Adam(network.parameters(), 0.01)
    gradients, losses = {}, []
    for step in range(12):
        scores = network.clip(*inputs)
        loss = network.loss(scores, truth)
        if sizes.track_heads:
            loss = loss + scores.heard.square().mean() + scores.seen.square().mean()
        optimiser.zero_grad()
        loss.backward()
        if step == 0:
            gradients = {
                name: float(parameter.grad.abs().max())
                for name, parameter in network.named_parameters()
            }
        optimiser.step()
        losses.append(float(loss))
    assert losses[-1] < losses[0], losses
    return gradients


@torch.no_grad()
def check_graphs_say_the_same(network: Localizer, folder: Path) -> list[str]:
    """Both exported halves against PyTorch, for batches that were not traced; operators in use."""
    network.eval()
    operators = []
    for graph, ports in (
        (FeatureGraph(network), (feature_inputs(network), encode_outputs(network))),
        (LocalizeGraph(network), localize_ports(network)),
    ):
        path = folder / f"{type(graph).__name__}.onnx"
        export_graph(graph, ports, path, {})
        exported = OnnxGraph(path)
        operators += _operators(path)
        for batch in (1, 5):
            given = {port.name: torch.rand(batch, *port.shape) for port in ports[0]}
            for name in given:
                if name.endswith("mask"):
                    given[name] = (given[name] > 0.3).float()
            said = exported.run(given)
            wanted = graph(*given.values())
            assert list(said) == [port.name for port in ports[1]]
            for values, expected in zip(said.values(), wanted, strict=True):
                close(values, expected)
    return operators


def _operators(path: Path) -> list[str]:
    return [node.op_type for node in onnx.load(str(path)).graph.node]
