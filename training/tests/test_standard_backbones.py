"""VGG-19, ResNet-152 and VGGish against forwards written another way, and their weight files."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy
import onnx
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earwitness_training.backbones import standard
from earwitness_training.backbones.standard import (
    StandardVisualEncoder,
    read_audio_encoder,
    read_visual_encoder,
)
from earwitness_training.networks import resnet152 as resnet152_module
from earwitness_training.networks import vggish as vggish_module
from earwitness_training.networks.resnet152 import Bottleneck, ResNet152
from earwitness_training.networks.vgg19 import Vgg19
from earwitness_training.networks.vggish import Vggish, VggishMel
from earwitness_training.weights.files import read_weights

_VGG_CONVOLUTIONS = (0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34)
_VGG_POOLED_AFTER = (2, 7, 16, 25, 34)


def parameters(network: nn.Module) -> int:
    return sum(values.numel() for values in network.parameters())


@pytest.fixture(scope="module")
def vgg19() -> Vgg19:
    torch.manual_seed(1)
    return Vgg19().eval()


@pytest.fixture(scope="module")
def resnet152() -> ResNet152:
    """Random weights, and means and variances that differ by channel and keep values in range."""
    torch.manual_seed(2)
    network = ResNet152()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.2, 0.6)
            nn.init.uniform_(module.bias, -0.2, 0.3)
            nn.init.uniform_(module.running_mean, -0.1, 0.1)
            nn.init.uniform_(module.running_var, 0.2, 1.0)
    return network


@pytest.fixture(scope="module")
def vggish() -> Vggish:
    torch.manual_seed(3)
    return Vggish().eval()


def by_hand_vgg(state: dict[str, Tensor], values: Tensor) -> Tensor:
    for index in _VGG_CONVOLUTIONS:
        weight, bias = state[f"features.{index}.weight"], state[f"features.{index}.bias"]
        values = F.conv2d(F.pad(values, (1, 1, 1, 1)), weight, bias).clamp_min(0)
        if index in _VGG_POOLED_AFTER:
            batch, channels, height, width = values.shape
            cells = values.reshape(batch, channels, height // 2, 2, width // 2, 2)
            values = cells.amax(dim=(3, 5))
    return values


def by_hand_resnet(state: dict[str, Tensor], values: Tensor) -> Tensor:
    def normal(name: str, maps: Tensor) -> Tensor:
        mean, variance = state[f"{name}.running_mean"], state[f"{name}.running_var"]
        scale = state[f"{name}.weight"] / torch.sqrt(variance + 1e-5)
        return maps * scale[:, None, None] + (state[f"{name}.bias"] - mean * scale)[:, None, None]

    values = F.conv2d(values, state["conv1.weight"], stride=2, padding=3)
    values = F.max_pool2d(normal("bn1", values).clamp_min(0), 3, 2, 1)
    for stage, blocks in enumerate((3, 8, 36, 3), 1):
        for block in range(blocks):
            name = f"layer{stage}.{block}"
            stride = 2 if stage > 1 and block == 0 else 1
            inner = normal(f"{name}.bn1", F.conv2d(values, state[f"{name}.conv1.weight"]))
            inner = F.conv2d(inner.clamp_min(0), state[f"{name}.conv2.weight"], None, stride, 1)
            inner = normal(f"{name}.bn2", inner).clamp_min(0)
            inner = normal(f"{name}.bn3", F.conv2d(inner, state[f"{name}.conv3.weight"]))
            if block == 0:
                short = F.conv2d(values, state[f"{name}.downsample.0.weight"], None, stride)
                values = normal(f"{name}.downsample.1", short)
            values = (inner + values).clamp_min(0)
    return values


def by_hand_log_mel(sound: numpy.ndarray) -> numpy.ndarray:
    """The description of the front end, frame by frame and band by band, with numpy's FFT."""
    window = numpy.array([0.5 - 0.5 * numpy.cos(2 * numpy.pi * n / 400) for n in range(400)])
    edges_mel = numpy.linspace(
        1127 * numpy.log(1 + 125 / 700), 1127 * numpy.log(1 + 7500 / 700), 66
    )
    picture = numpy.zeros((96, 64))
    for frame in range(96):
        magnitude = numpy.abs(numpy.fft.rfft(sound[160 * frame : 160 * frame + 400] * window, 512))
        for band in range(64):
            left, centre, right = edges_mel[band : band + 3]
            for k in range(1, 257):
                mel = 1127 * numpy.log(1 + k * 31.25 / 700)
                if left < mel < right:
                    share = min((mel - left) / (centre - left), (right - mel) / (right - centre))
                    picture[frame, band] += share * magnitude[k]
    return numpy.log(picture + 0.01)


def test_the_networks_have_the_parameters_of_the_papers(
    vgg19: Vgg19, resnet152: ResNet152, vggish: Vggish
) -> None:
    assert parameters(vgg19) == 20_024_384
    assert parameters(resnet152) == 58_143_808
    assert parameters(vggish) == 72_141_184
    count = sum(isinstance(module, nn.Conv2d) for module in resnet152.modules())
    assert count == 151 + 4  # the 152nd layer is the classifier; four shortcuts


@torch.no_grad()
def test_vgg19_is_its_formula(vgg19: Vgg19) -> None:
    pictures = torch.randn(2, 3, 64, 96) * 60
    maps = vgg19(pictures)
    assert maps.shape == (2, 512, 2, 3)
    expected = by_hand_vgg(vgg19.state_dict(), pictures)
    assert expected.abs().max() > 1e-3
    torch.testing.assert_close(maps, expected, rtol=1e-4, atol=1e-6)


@torch.no_grad()
def test_resnet152_is_its_formula_also_after_a_call_of_train(resnet152: ResNet152) -> None:
    pictures = torch.randn(2, 3, 64, 96)
    expected = by_hand_resnet(resnet152.state_dict(), pictures)
    assert expected.abs().max() > 1e-2
    maps = resnet152.train()(pictures)
    assert maps.shape == (2, 2048, 2, 3)
    torch.testing.assert_close(maps, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["vgg19", "resnet152"])
@torch.no_grad()
def test_torchvisions_own_networks_say_the_same(
    name: str, vgg19: Vgg19, resnet152: ResNet152, tmp_path: Path
) -> None:
    models = pytest.importorskip("torchvision.models", reason="torchvision is not installed")
    trunk = {"vgg19": vgg19, "resnet152": resnet152}[name]
    theirs = getattr(models, name)(weights=None).eval()
    theirs.load_state_dict(trunk.state_dict(), strict=False)
    layers = theirs.features if name == "vgg19" else list(theirs.children())[:-2]
    extract = nn.Sequential(*layers)
    pictures = torch.randn(1, 3, 64, 64)
    torch.testing.assert_close(trunk(pictures), extract(pictures), rtol=1e-4, atol=1e-5)


def test_vggish_hears_the_log_mel_picture_of_its_description() -> None:
    seed = 4
    print("seed", seed)
    sound = numpy.random.default_rng(seed).uniform(-1, 1, 16_000) * numpy.linspace(0, 1, 16_000)
    sound += 0.5 * numpy.sin(2 * numpy.pi * 440 * numpy.arange(16_000) / 16_000)
    sound = (sound / 2).astype(numpy.float32)
    ours = VggishMel()(torch.from_numpy(sound)[None])[0, 0].numpy()
    numpy.testing.assert_allclose(ours, by_hand_log_mel(sound), atol=2e-4)
    silent = VggishMel()(torch.zeros(1, 16_000))
    numpy.testing.assert_allclose(silent.numpy(), numpy.log(0.01), atol=1e-6)


@torch.no_grad()
def test_vggish_is_its_formula(vggish: Vggish) -> None:
    state = vggish.state_dict()
    log_mel = torch.randn(2, 1, 96, 64)
    values = log_mel
    for index in (0, 3, 6, 8, 11, 13):
        weight, bias = state[f"features.{index}.weight"], state[f"features.{index}.bias"]
        values = F.conv2d(values, weight, bias, padding=1).clamp_min(0)
        if index in (0, 3, 8, 13):
            values = F.max_pool2d(values, 2)
    assert values.shape == (2, 512, 6, 4)
    rows = torch.einsum("bctf->btfc", values).flatten(1)
    for index in (0, 2, 4):
        weight, bias = state[f"embeddings.{index}.weight"], state[f"embeddings.{index}.bias"]
        rows = (rows @ weight.t() + bias).clamp_min(0)
    torch.testing.assert_close(vggish(log_mel), rows, rtol=1e-4, atol=1e-6)


@torch.no_grad()
def test_pixels_are_normalised_as_the_weights_want_them() -> None:
    red = torch.zeros(1, 3, 1, 1, dtype=torch.uint8)
    red[0, 0] = 255
    caffe = StandardVisualEncoder("vgg19", "caffe").normalised(red).flatten()
    torch.testing.assert_close(caffe, torch.tensor([-103.939, -116.779, 255 - 123.68]))
    other = StandardVisualEncoder("vgg19", "torchvision").normalised(red).flatten()
    by_hand = torch.tensor([(1 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225])
    torch.testing.assert_close(other, by_hand)


@torch.no_grad()
def test_the_visual_encoder_averages_the_maps_of_the_frames(vgg19: Vgg19) -> None:
    encoder = StandardVisualEncoder("vgg19", "caffe")
    encoder.trunk = vgg19
    frames = torch.randint(0, 256, (1, 2, 224, 224, 3), dtype=torch.uint8)
    pixels = frames[0].flip(-1).float() - torch.tensor([103.939, 116.779, 123.68])
    maps = [by_hand_vgg(vgg19.state_dict(), one.permute(2, 0, 1)[None]) for one in pixels]
    expected = ((maps[0] + maps[1]) / 2)[0].permute(1, 2, 0)
    said = encoder(frames)
    assert said.shape == (1, 7, 7, encoder.channels)
    torch.testing.assert_close(said[0], expected, rtol=1e-4, atol=1e-5)


def vgg_in_kerass_layout(path: Path, network: Vgg19, *, nested: bool) -> None:
    h5py = pytest.importorskip("h5py")
    blocks = (2, 2, 4, 4, 4)
    names = [f"block{b + 1}_conv{c + 1}" for b, count in enumerate(blocks) for c in range(count)]
    state = network.state_dict()
    with h5py.File(path, "w") as file:
        file.create_group("block1_pool")
        for name, index in zip(names, _VGG_CONVOLUTIONS, strict=True):
            kernel = state[f"features.{index}.weight"].permute(2, 3, 1, 0).numpy()
            bias = state[f"features.{index}.bias"].numpy()
            ends = ("kernel:0", "bias:0") if nested else (f"{name}_W_1:0", f"{name}_b_1:0")
            folder = f"model_weights/{name}/{name}" if nested else name
            file[f"{folder}/{ends[0]}"] = kernel
            file[f"{folder}/{ends[1]}"] = bias


@pytest.mark.parametrize("nested", [False, True])
def test_kerass_vgg19_is_read_and_gets_bgr_pixels(
    nested: bool, vgg19: Vgg19, tmp_path: Path
) -> None:
    path = tmp_path / "vgg19_notop.h5"
    vgg_in_kerass_layout(path, vgg19, nested=nested)
    encoder = read_visual_encoder(path)
    same_weights(encoder.trunk, vgg19)
    assert encoder.order.tolist() == [2, 1, 0]
    assert not any(values.requires_grad for values in encoder.parameters())
    with pytest.raises(ValueError, match="of Keras only VGG-19"):
        read_visual_encoder(path, "resnet152")


def same_weights(ours: nn.Module, theirs: nn.Module) -> None:
    state = theirs.state_dict()
    assert set(ours.state_dict()) == set(state)
    for name, values in ours.state_dict().items():
        assert torch.equal(values, state[name]), name


def test_a_state_dict_is_read_without_its_classifier_in_both_formats_of_pytorch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resnet152_module, "STAGES", ((1, 64), (2, 128), (1, 256), (1, 512)))
    resnet152 = ResNet152()
    state = {f"module.{name}": values for name, values in resnet152.state_dict().items()}
    state["module.fc.weight"] = torch.zeros(3, 2048)
    old = {name: values for name, values in state.items() if "num_batches" not in name}
    torch.save(old, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    torch.save({"state_dict": state, "loss": 0.3}, tmp_path / "new.pt")
    for name in ("old.pth", "new.pt"):
        encoder = read_visual_encoder(tmp_path / name, "resnet152")
        same_weights(encoder.trunk, resnet152)
        assert encoder.order.tolist() == [0, 1, 2]
        assert encoder.channels == 2048


def test_what_does_not_fit_is_said_name_by_name(vgg19: Vgg19, tmp_path: Path) -> None:
    state = dict(vgg19.state_dict())
    del state["features.0.bias"]
    state["features.2.weight"] = torch.zeros(64, 64, 1, 1)
    state["extra"] = torch.zeros(1)
    path = tmp_path / "wrong.pth"
    torch.save(state, path)
    with pytest.raises(ValueError, match=r"wrong\.pth does not fit Vgg19") as failure:
        read_visual_encoder(path)
    said = str(failure.value)
    assert "missing are features.0.bias" in said
    assert "unknown are extra" in said
    assert "features.2.weight (64, 64, 1, 1) instead of (64, 64, 3, 3)" in said
    with pytest.raises(ValueError, match="did you mean 'vgg19'"):
        read_visual_encoder(path, "vgg-19")  # type: ignore[arg-type]


class Opens:
    """A pickle of this would call a function of the reader's machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_a_file_that_would_run_code_is_refused_and_runs_none(tmp_path: Path) -> None:
    path = tmp_path / "evil.pth"
    torch.save({"features.0.weight": Opens(tmp_path / "was-here")}, path)
    with pytest.raises(ValueError, match=r"evil\.pth: refused"):
        read_weights(path)
    assert not (tmp_path / "was-here").exists()


def test_files_that_are_no_weights_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_weights(tmp_path / "nowhere.pth")
    for name in ("text.pth", "text.npz", "text.h5", "text.bin"):
        (tmp_path / name).write_text("no weights")
        with pytest.raises(ValueError, match=name):
            read_weights(tmp_path / name)
    torch.save([1, 2], tmp_path / "list.pt")
    with pytest.raises(ValueError, match="holds no tensors"):
        read_weights(tmp_path / "list.pt")


def arrays_of_vggish(network: Vggish) -> Iterator[tuple[str, numpy.ndarray]]:
    convolutions = (
        ("conv1", 0),
        ("conv2", 3),
        ("conv3/conv3_1", 6),
        ("conv3/conv3_2", 8),
        ("conv4/conv4_1", 11),
        ("conv4/conv4_2", 13),
    )
    state = network.state_dict()
    for name, index in convolutions:
        yield f"vggish/{name}/weights", state[f"features.{index}.weight"].permute(2, 3, 1, 0)
        yield f"vggish/{name}/biases", state[f"features.{index}.bias"]
    for name, index in (("fc1/fc1_1", 0), ("fc1/fc1_2", 2), ("fc2", 4)):
        yield f"vggish/{name}/weights", state[f"embeddings.{index}.weight"].t()
        yield f"vggish/{name}/biases", state[f"embeddings.{index}.bias"]


def test_vggish_is_read_with_torchvggishs_and_with_tensorflows_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(vggish_module, "_HIDDEN", 32)  # of 4096: the names are what counts here
    vggish = Vggish()
    state = {**vggish.state_dict(), "pproc.pca_means": torch.zeros(128, 1)}
    torch.save(state, tmp_path / "vggish.pth")
    arrays = {name: values.numpy() for name, values in arrays_of_vggish(vggish)}
    numpy.savez(tmp_path / "vggish.npz", **arrays)
    for name in ("vggish.pth", "vggish.npz"):
        same_weights(read_audio_encoder(tmp_path / name).trunk, vggish)
    del arrays["vggish/fc2/biases"]
    numpy.savez(tmp_path / "short.npz", **arrays)
    with pytest.raises(ValueError, match=r"missing are embeddings\.4\.bias"):
        read_audio_encoder(tmp_path / "short.npz")


class _OneConvolution(nn.Module):
    """Stands for a trunk where only the way around it is looked at."""

    channels = 4

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(3, 4, 32, stride=32)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.convolution(pictures).relu()


@torch.no_grad()
def test_the_encoders_export_with_an_open_batch_and_plain_operators(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(standard.VISUAL_BACKBONES, "vgg19", _OneConvolution)
    visual = StandardVisualEncoder("vgg19", "caffe").eval()
    frames = torch.zeros(2, 3, 224, 224, 3, dtype=torch.uint8)
    for module, given, said in (
        (visual, frames, [7, 7, 4]),
        (VggishMel(), torch.zeros(2, 16_000), [1, 96, 64]),
        (Bottleneck(8, 4, 2).eval(), torch.zeros(2, 8, 4, 4), [16, 2, 2]),
    ):
        buffer = io.BytesIO()
        names = {"input_names": ["given"], "output_names": ["said"]}
        axes = {"given": {0: "batch"}, "said": {0: "batch"}}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's remarks on fixed shapes, which are meant
            torch.onnx.export(module, given, buffer, opset_version=17, dynamic_axes=axes, **names)
        model = onnx.load_from_string(buffer.getvalue())
        output = onnx.helper.make_tensor_value_info("said", 1, ["batch", *said])
        model.graph.output[0].CopyFrom(output)
        onnx.checker.check_model(model, full_check=True)  # infers all shapes against the declared
        assert {node.domain for node in model.graph.node} == {""}
