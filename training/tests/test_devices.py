"""Where networks compute; on a graphics card only where PyTorch sees one."""

from __future__ import annotations

import numpy
import pytest
import torch
from numpy.random import default_rng
from test_fit import CLASSES, job, separable_features

from earwitness_training.__main__ import main
from earwitness_training.backbones.tuning import TunedVisual, fine_tune
from earwitness_training.commands.bench import clock
from earwitness_training.data.clips import Composer
from earwitness_training.data.features import encode_views
from earwitness_training.data.views import View, Views
from earwitness_training.devices import CPU, device_of, named_device, placed
from earwitness_training.fitting import fit
from earwitness_training.fitting.answering import compose_many, measure
from earwitness_training.networks.encoders import EncoderSizes, VisualEncoder
from earwitness_training.settings import BackboneRun, HeadRun

needs_cuda = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="PyTorch sees no graphics card"
)


def test_arrays_go_where_they_are_sent_and_keep_their_memory_on_the_processor() -> None:
    values = numpy.arange(3.0)
    held = placed(values, CPU)
    values[1] = 7
    assert held.tolist() == [0, 7, 2]
    assert placed(values, torch.device("meta")).device.type == "meta"
    assert device_of(torch.nn.Linear(1, 1).to("meta")).type == "meta"


def test_devices_that_are_not_there_are_refused() -> None:
    assert named_device("cpu") == CPU
    assert named_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    with pytest.raises(ValueError, match="--device cuda:99: PyTorch sees"):
        named_device("cuda:99")
    for name in ("tpu", "meta", "cuda:x"):
        with pytest.raises(ValueError, match=f"--device {name}: it must be auto, cpu, cuda"):
            named_device(name)


@pytest.mark.parametrize("command", ["fit", "table", "bench", "backbones", "features"])
def test_every_step_that_computes_takes_a_device(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--device", "cuda:99"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"./train {command}: --device cuda:99: PyTorch sees")
    assert error.count("\n") == 1


def test_a_training_on_a_named_processor_is_the_one_without_a_name() -> None:
    composer = Composer(separable_features(), CLASSES)
    run = HeadRun(steps=3, batch=4, measure_every=3, measure_clips=6)
    one = fit.fit(job(run), composer, composer, quiet=True)
    other = fit.fit(job(run), composer, composer, quiet=True, device=torch.device("cpu"))
    for name, values in one.network.state_dict().items():
        assert torch.equal(values, other.network.state_dict()[name]), name


@needs_cuda
@pytest.mark.parametrize("form", ["window", "clip"])
@pytest.mark.parametrize("architecture", ["avel", "avsdn", "cm-coatt-avel", "cmran", "psp"])
def test_a_training_on_a_graphics_card_goes_as_on_the_processor(
    architecture: str, form: str
) -> None:
    composer = Composer(separable_features(), CLASSES)
    run = HeadRun(steps=6, batch=4, measure_every=3, measure_clips=6)
    sizes = {"visual": 6, "audio": 6, "outputs": 3, "track_heads": True}
    asked = fit.Job(architecture, sizes, form, 1, run)
    losses = {}
    for name in ("cpu", "cuda"):
        training = fit.Training(asked, composer, composer, torch.device(name))
        losses[name] = training.advance()
        training.look()
    assert losses["cuda"] == pytest.approx(losses["cpu"], rel=1e-2)
    resumed = fit.Training(asked, composer, composer, torch.device("cuda"))
    resumed.resume(training.state())
    resumed.advance()
    trained = fit.fit(asked, composer, composer, quiet=True, device=torch.device("cuda"))
    assert device_of(trained.network) == CPU
    clips = compose_many(composer, 6, 3)
    here = measure(trained.network, clips, composer, form)
    there = measure(trained.network.cuda(), clips, composer, form)
    numpy.testing.assert_allclose(there.event_logits, here.event_logits, rtol=1e-2, atol=1e-2)
    assert clock(torch.device("cuda"))() > 0


@needs_cuda
def test_an_encoder_is_tuned_and_encodes_on_a_graphics_card() -> None:
    rows = [View(label, label, label, "plain") for label in ("bark", "cat")]
    pictures = default_rng(1).integers(0, 256, (2, 224, 224, 3), numpy.uint8)
    views = Views(pictures, rows)
    encoder = VisualEncoder(EncoderSizes()).cuda()
    run = BackboneRun(steps=1, batch=2, learning_rate=1e-4, new_learning_rate=1e-3)
    fine_tune(TunedVisual(encoder), EncoderSizes().visual, views, views, run, 1)
    encoder.eval()
    there = encode_views(lambda values: encoder(values[:, None]), views, torch.device("cuda"))
    encoder.cpu()
    here = encode_views(lambda values: encoder(values[:, None]), views)
    numpy.testing.assert_allclose(there, here, rtol=2e-2, atol=2e-2)
