"""A network of ours with the weights of the authors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from earwitness_training.networks import catalogue
from earwitness_training.networks.avdln import Avdln, AvdlnSizes
from earwitness_training.networks.localizer import Localizer
from earwitness_training.official.names import names_of, renamed
from earwitness_training.official.recognition import Kind

#: Widths of VGG-19 and ResNet-152 maps, and of VGGish vectors.
VISUAL_WIDTHS, AUDIO_WIDTHS = (512, 2048), (128,)


def official_localizer(
    weights: Mapping[str, Tensor],
    kind: Kind,
    chosen: Mapping[str, Any] | None = None,
    any_widths: bool = False,
) -> Localizer:
    """The network of that kind, in evaluation mode.

    weights:    by the authors' names, float32
    chosen:     sizes that weights do not tell: window, look_ahead, threshold of PSP, ..
    any_widths: allow inputs of other widths than those of the standard backbones
    """
    ours = renamed(weights, names_of(kind.architecture, kind.supervision))
    sizes = _sizes(_Shapes(weights), kind)
    if not any_widths:
        _check_widths(sizes)
    network = catalogue.build(
        kind.architecture, {"supervision": kind.supervision, **sizes, **(chosen or {})}
    )
    return filled(network, ours)


def official_avdln(weights: Mapping[str, Tensor], any_widths: bool = False) -> Avdln:
    """AVDLN, in evaluation mode; kernels `[in, out]` as in Keras."""
    shapes = _Shapes(weights)
    sizes = {
        "visual": shapes.rows("dense_1.kernel"),
        "audio": shapes.rows("dense_3.kernel"),
        "hidden": shapes.columns("dense_1.kernel"),
        "embedding": shapes.columns("dense_2.kernel"),
    }
    if not any_widths:
        _check_widths(sizes)
    return filled(Avdln(AvdlnSizes(**sizes)), renamed(weights, names_of("avdln", "full")))


def filled(network: nn.Module, ours: Mapping[str, Tensor]) -> Any:
    """The network with weights by our names, in evaluation mode; ValueError says what is off."""
    own = network.state_dict()
    missing, foreign = sorted(set(own) - set(ours)), sorted(set(ours) - set(own))
    if missing or foreign:
        raise ValueError(
            f"{type(network).__name__}: missing weights {missing}, weights too many {foreign}"
        )
    for name, values in ours.items():
        if values.shape != own[name].shape:
            raise ValueError(
                f"{name} has shape {list(values.shape)}, but {list(own[name].shape)} is needed"
            )
    network.load_state_dict(dict(ours))
    return network.eval()


class _Shapes:
    """Rows and columns of weights; a missing one is named."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        self._weights = weights

    def rows(self, name: str) -> int:
        """Outputs of a layer; rows of a Keras kernel are its inputs."""
        return self._size(name, 0)

    def columns(self, name: str) -> int:
        """Inputs of a layer."""
        return self._size(name, 1)

    def __contains__(self, name: str) -> bool:
        return name in self._weights

    def _size(self, name: str, axis: int) -> int:
        if name not in self._weights:
            raise ValueError(f"weight {name} is missing")
        if self._weights[name].dim() <= axis:
            raise ValueError(f"{name} has shape {list(self._weights[name].shape)}")
        return int(self._weights[name].shape[axis])


def _sizes(shapes: _Shapes, kind: Kind) -> dict[str, int]:
    name = kind.architecture
    if name.startswith("avel") or name in ("dmrn", "dmrfe"):
        return _tian(shapes, name)
    if name == "avsdn":
        return _avsdn(shapes)
    if name.startswith("cm-coatt"):
        return _cm_coatt(shapes, name.removeprefix("cm-coatt-"))
    return _psp(shapes, kind) if name == "psp" else _cmran(shapes, kind)


def _tian(shapes: _Shapes, name: str) -> dict[str, int]:
    sizes = {}
    if "lstm_audio.weight_ih_l0" in shapes:
        sizes["audio"] = shapes.columns("lstm_audio.weight_ih_l0")
        sizes["recurrent"] = shapes.columns("lstm_audio.weight_hh_l0")
    if "lstm_video.weight_ih_l0" in shapes:
        sizes["visual"] = shapes.columns("lstm_video.weight_ih_l0")
        sizes["recurrent"] = shapes.columns("lstm_video.weight_hh_l0")
    if "affine_video.weight" in shapes:
        sizes["common"] = shapes.rows("affine_video.weight")
        sizes["audio"] = shapes.columns("affine_audio.weight")
    if name.startswith("avel"):
        sizes["hidden"] = shapes.rows("L1.weight")
    last = "blocks.0.L2.weight" if name == "dmrfe" else "L2.weight"
    return {**sizes, "outputs": shapes.rows(last)}


def _avsdn(shapes: _Shapes) -> dict[str, int]:
    return {
        "visual": shapes.columns("reduce.weight"),
        "reduced": shapes.rows("reduce.weight"),
        "audio": shapes.columns("audio_encoder.weight_ih_l0"),
        "state": shapes.columns("audio_encoder.weight_hh_l0"),
        "hidden": shapes.rows("head.0.weight"),
        "outputs": shapes.rows("head.2.weight"),
    }


def _cm_coatt(shapes: _Shapes, classifier: str) -> dict[str, int]:
    common = shapes.rows("reduce.2.weight")
    sizes = {
        "visual": shapes.columns("reduce.0.weight"),
        "reduced": shapes.rows("reduce.0.weight"),
        "common": common,
    }
    if classifier == "avel":
        sizes["audio"] = shapes.columns("avel.lstm_audio.weight_ih_l0")
        sizes["recurrent"] = shapes.columns("avel.lstm_audio.weight_hh_l0")
        sizes["hidden"] = shapes.rows("avel.L1.weight")
        sizes["outputs"] = shapes.rows("avel.L2.weight")
        return sizes
    reads = "rnn" if classifier == "lstm" else "decoder"
    sizes["audio"] = shapes.columns(f"{classifier}.{reads}.weight_ih_l0") - common
    sizes["state"] = shapes.columns(f"{classifier}.{reads}.weight_hh_l0")
    sizes["hidden"] = shapes.rows(f"{classifier}.head.0.weight")
    sizes["outputs"] = shapes.rows(f"{classifier}.head.2.weight")
    return sizes


def _psp(shapes: _Shapes, kind: Kind) -> dict[str, int]:
    sizes = {
        "common": shapes.rows("attention.affine_video.weight"),
        "recurrent": shapes.columns("lstm_a_v.lstm_audio.weight_hh_l0"),
        "hidden": shapes.rows("L1.weight"),
        "outputs": shapes.rows("L2.weight"),
    }
    if kind.supervision == "weak":
        sizes["visual"], sizes["reduced"] = (
            shapes.columns("linear_v.weight"),
            shapes.rows("linear_v.weight"),
        )
        sizes["audio"] = shapes.columns("attention.affine_audio.weight")
        return sizes
    sizes["visual"], sizes["middle"] = shapes.columns("fv.0.weight"), shapes.rows("fv.0.weight")
    sizes["audio"], sizes["reduced"] = shapes.columns("fa.0.weight"), shapes.rows("fv.1.weight")
    return sizes


def _cmran(shapes: _Shapes, kind: Kind) -> dict[str, int]:
    rows = shapes.rows("localize_module.event_classifier.weight")
    return {
        "visual": shapes.columns("v_fc.weight"),
        "common": shapes.rows("v_fc.weight"),
        "audio": shapes.columns("spatial_channel_att.affine_audio_1.weight"),
        "squeeze": shapes.rows("spatial_channel_att.affine_bottleneck.weight"),
        "space": shapes.rows("spatial_channel_att.affine_video_2.weight"),
        "state": shapes.rows("audio_encoder.affine_matrix.weight"),
        "feed_forward": shapes.rows("audio_encoder.encoder.layers.0.linear1.weight"),
        "outputs": rows + (1 if kind.supervision == "full" else 0),
    }


def _check_widths(sizes: Mapping[str, int]) -> None:
    for name, known in (("visual", VISUAL_WIDTHS), ("audio", AUDIO_WIDTHS)):
        if name in sizes and sizes[name] not in known:
            raise ValueError(
                f"the weights read {name} features of width {sizes[name]}, not "
                f"{' or '.join(map(str, known))}; allow others with --any-widths"
            )
