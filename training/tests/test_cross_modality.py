"""Cross-modality localization learnt from clips whose tracks share a cause."""

from __future__ import annotations

import pytest
import torch

from earwitness_training.ave.cross_modality import (
    PairedClips,
    Schedule,
    retrieve,
    train_avdln,
    train_dcca,
)
from earwitness_training.networks.avdln import Avdln, AvdlnSizes

SIZES = AvdlnSizes(visual=8, audio=6, hidden=16, embedding=6, negatives="shifted")
BACKGROUND = 3


def clips(count: int, mixing: tuple[torch.Tensor, torch.Tensor]) -> PairedClips:
    """In an event both tracks follow a cause of their second; elsewhere each its own."""
    seen, heard = torch.randn(2, count, 10, 4)
    labels = torch.full((count, 10), BACKGROUND)
    for clip in range(count):
        first = int(torch.randint(0, 6, ()))
        labels[clip, first : first + 4] = clip % BACKGROUND
    heard = torch.where((labels != BACKGROUND)[:, :, None], seen, heard)
    return PairedClips(seen @ mixing[0], heard @ mixing[1], labels, BACKGROUND)


def mixing() -> tuple[torch.Tensor, torch.Tensor]:
    print("seed 20")
    return torch.randn(4, 8), torch.randn(4, 6)


def test_avdln_finds_the_events_of_clips_it_has_not_seen() -> None:
    matrices = mixing()
    network = train_avdln(
        clips(96, matrices), SIZES, Schedule(epochs=30, batch=16, learning_rate=5e-3)
    )
    test = clips(40, matrices)
    found, chance = retrieve(network, test), retrieve(Avdln(SIZES), test)
    assert found.clips == 40
    assert min(found.a2v, found.v2a) > 0.8
    assert max(chance.a2v, chance.v2a) < 0.5


def test_dcca_finds_the_events_of_clips_it_has_not_seen() -> None:
    matrices = mixing()
    schedule = Schedule(epochs=20, batch=128, learning_rate=5e-3)
    network = train_dcca(clips(96, matrices), SIZES, components=4, schedule=schedule)
    found = retrieve(network, clips(40, matrices))
    assert min(found.a2v, found.v2a) > 0.8


def test_one_seed_gives_one_network() -> None:
    train = clips(12, mixing())
    schedule = Schedule(epochs=2, seed=5)
    one, other = (train_avdln(train, SIZES, schedule).state_dict() for _ in range(2))
    assert all(torch.equal(values, other[name]) for name, values in one.items())
    third = train_avdln(train, SIZES, Schedule(epochs=2, seed=6)).state_dict()
    assert not torch.equal(one["audio.0.weight"], third["audio.0.weight"])


def test_a_loss_that_is_not_finite_names_its_clips() -> None:
    train = clips(3, mixing())
    train.visual[1, 4] = torch.nan
    with pytest.raises(ValueError, match=r"loss is nan in epoch 1, batch of (\d, ){2}\d: look"):
        train_avdln(train, SIZES, Schedule())


def test_wrong_shapes_and_too_few_events_are_refused() -> None:
    with pytest.raises(ValueError, match=r"do not fit: \[\(2, 10\), \(2, 9\), \(2, 10\)\]"):
        PairedClips(torch.zeros(2, 10, 8), torch.zeros(2, 9, 6), torch.zeros(2, 10).long(), 3)
    silent = PairedClips(
        torch.zeros(1, 10, 8), torch.zeros(1, 10, 6), torch.full((1, 10), BACKGROUND), BACKGROUND
    )
    with pytest.raises(ValueError, match="0 seconds with an event are too few for 4 components"):
        train_dcca(silent, SIZES, 4)
    with pytest.raises(ValueError, match="epochs must be above 0"):
        Schedule(epochs=0)
