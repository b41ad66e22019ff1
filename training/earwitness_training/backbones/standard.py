"""The backbones of the papers as encoders, filled from the user's own weight files.

VGG-19 to pool5 or ResNet-152 to its last map for pictures, VGGish for sound. They take and give
what the encoders of `networks/encoders.py` take and give, so they fit the same encode graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from earwitness_training.names import nearest
from earwitness_training.networks.encoders import GRID, PICTURE_SIZE
from earwitness_training.networks.resnet152 import ResNet152
from earwitness_training.networks.vgg19 import Vgg19, convolution_names
from earwitness_training.networks.vggish import TENSORFLOW_NAMES, Vggish, VggishMel
from earwitness_training.weights.files import fill, read_weights

VisualBackbone = Literal["vgg19", "resnet152"]
Normalisation = Literal["caffe", "torchvision"]

VISUAL_BACKBONES: dict[str, type[Vgg19] | type[ResNet152]] = {
    "vgg19": Vgg19,
    "resnet152": ResNet152,
}
NORMALISATIONS: tuple[Normalisation, ...] = ("caffe", "torchvision")
#: Layers above the trunk, which weight files may have.
_CLASSIFIERS = {"vgg19": ("classifier.",), "resnet152": ("fc.",)}
_KERAS_SUFFIXES = {4: "weight", 1: "bias"}


class StandardVisualEncoder(nn.Module):
    """VGG-19 or ResNet-152 behind the pixel values that its weights were trained with.

    `caffe`: BGR minus the mean colour, unscaled (Keras's VGG-19, which the AVE features are said
    to come from). `torchvision`: RGB in 0..1, by its mean and deviation.

    in:  uint8 or float32 [batch, frames, 224, 224, 3], RGB 0..255
    out: float32 [batch, 7, 7, 512 or 2048], the mean over the frames, not negative
    """

    order: Tensor
    mean: Tensor
    deviation: Tensor

    def __init__(self, backbone: VisualBackbone, normalisation: Normalisation = "caffe") -> None:
        super().__init__()
        self.trunk = _trunk_class(backbone)()
        self.channels = self.trunk.channels
        if normalisation not in NORMALISATIONS:
            hint = nearest(normalisation, NORMALISATIONS)
            raise ValueError(f"unknown normalisation {normalisation!r}{hint}")
        self.normalisation = normalisation
        if normalisation == "caffe":
            order, mean, deviation = (2, 1, 0), (103.939, 116.779, 123.68), (1.0, 1.0, 1.0)
        else:
            order = (0, 1, 2)
            mean = tuple(255 * share for share in (0.485, 0.456, 0.406))
            deviation = tuple(255 * share for share in (0.229, 0.224, 0.225))
        self.register_buffer("order", torch.tensor(order), persistent=False)
        self.register_buffer("mean", _a_channel(mean), persistent=False)
        self.register_buffer("deviation", _a_channel(deviation), persistent=False)

    def normalised(self, pictures: Tensor) -> Tensor:
        """[batch, 3, height, width] RGB 0..255 to what the trunk reads."""
        return (pictures.float().index_select(1, self.order) - self.mean) / self.deviation

    def forward(self, frames: Tensor) -> Tensor:
        """See the class."""
        count = int(frames.shape[1])
        pictures = frames.reshape(-1, PICTURE_SIZE, PICTURE_SIZE, 3).permute(0, 3, 1, 2)
        maps = self.trunk(self.normalised(pictures)).permute(0, 2, 3, 1)
        return maps.reshape(-1, count, GRID, GRID, self.channels).mean(dim=1)


class StandardAudioEncoder(nn.Module):
    """VGGish, one example a segment: its first 0.975 seconds.

    in:  float32 [batch, 16000], 16 kHz mono in -1..1
    out: float32 [batch, 128], not negative
    """

    def __init__(self) -> None:
        super().__init__()
        self.mel = VggishMel()
        self.trunk = Vggish()
        self.channels = self.trunk.channels

    def forward(self, waveform: Tensor) -> Tensor:
        """See the class."""
        return self.trunk(self.mel(waveform.clamp(-1, 1)))


def read_visual_encoder(
    path: Path, backbone: VisualBackbone = "vgg19", normalisation: Normalisation | None = None
) -> StandardVisualEncoder:
    """An encoder with the weights of a file, for use and not for training.

    path: a state dict with torchvision's names, or for VGG-19 an HDF5 file of Keras. Without a
    normalisation Keras's files get `caffe` and all others `torchvision`.
    """
    _trunk_class(backbone)
    weights = read_weights(path)
    keras = path.suffix.lower() in (".h5", ".hdf5")
    encoder = StandardVisualEncoder(
        backbone, normalisation or ("caffe" if keras else "torchvision")
    )
    if keras:
        if backbone != "vgg19":
            raise ValueError(
                f"{path}: of Keras only VGG-19 is read (its ResNet-152 halves the maps in another "
                "convolution); give a state dict with torchvision's names"
            )
        weights = _from_keras(weights)
    fill(encoder.trunk, weights, path, _CLASSIFIERS[backbone])
    return encoder.eval().requires_grad_(False)


def read_audio_encoder(path: Path) -> StandardAudioEncoder:
    """VGGish with the weights of a file, for use and not for training.

    path: a state dict or `.npz` with torchvggish's names, or an `.npz` of the TensorFlow
    checkpoint's variables (`vggish/conv1/weights`, ...).
    """
    weights = read_weights(path)
    if any("/" in name for name in weights):
        weights = _from_tensorflow(weights)
    encoder = StandardAudioEncoder()
    fill(encoder.trunk, weights, path, ("pproc.",))
    return encoder.eval().requires_grad_(False)


def _from_keras(arrays: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Convolutions of Keras's VGG-19 in our names; its other layers are left out.

    The last folder of a name is the layer, whatever the version of Keras wrote around it.
    """
    layers = convolution_names()
    weights: dict[str, Tensor] = {}
    for name, values in arrays.items():
        layer = next((part for part in reversed(name.split("/")[:-1]) if part in layers), None)
        if layer is not None and values.dim() in _KERAS_SUFFIXES:
            weights[f"{layers[layer]}.{_KERAS_SUFFIXES[values.dim()]}"] = _output_first(values)
    return weights


def _from_tensorflow(arrays: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Variables of the VGGish checkpoint in our names; other names stay as they are."""
    kinds = {"weights": "weight", "biases": "bias"}
    weights: dict[str, Tensor] = {}
    for name, values in arrays.items():
        layer, _, kind = name.split(":")[0].removeprefix("vggish/").rpartition("/")
        if layer in TENSORFLOW_NAMES and kind in kinds:
            name, values = f"{TENSORFLOW_NAMES[layer]}.{kinds[kind]}", _output_first(values)
        weights[name] = values
    return weights


def _output_first(values: Tensor) -> Tensor:
    """[height, width, in, out] to [out, in, height, width]; [in, out] to [out, in]; else as is."""
    if values.dim() == 4:
        return values.permute(3, 2, 0, 1).contiguous()
    return values.t().contiguous() if values.dim() == 2 else values


def _trunk_class(backbone: str) -> type[Vgg19] | type[ResNet152]:
    if backbone not in VISUAL_BACKBONES:
        hint = nearest(backbone, VISUAL_BACKBONES)
        raise ValueError(f"unknown picture backbone {backbone!r}{hint}")
    return VISUAL_BACKBONES[backbone]


def _a_channel(values: tuple[float, ...]) -> Tensor:
    return torch.tensor(values)[None, :, None, None]
