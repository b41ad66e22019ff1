"""The training loop of the papers' protocol on AVE, with checkpoints from which it goes on."""

from __future__ import annotations

import dataclasses
import json
import pickle
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor, nn

from earwitness_training.ave.annotations import BACKGROUND, CATEGORIES
from earwitness_training.ave.data_set import Ave, AveBatch, Order, Split
from earwitness_training.ave.recipes import Decision, Recipe
from earwitness_training.metrics.segments import Scores as Figures
from earwitness_training.metrics.segments import score
from earwitness_training.networks.answers import entropy
from earwitness_training.networks.catalogue import build
from earwitness_training.networks.localizer import Localizer, Scores, Supervision
from earwitness_training.progress import ProgressBar

_UNREADABLE = (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError)
_SHUFFLE = 1  # keeps the order's random numbers apart from others of the same seed


@dataclass(frozen=True)
class Plan:
    """All that decides what a training comes to; a checkpoint is only continued under its own."""

    architecture: str
    supervision: Supervision
    sizes: Mapping[str, Any]  # that `build` takes
    recipe: Recipe
    order: Order = "shuffled"
    seed: int = 0
    start: str = ""  # file of the localizer that lent its weights

    def plain(self) -> dict[str, Any]:
        """As a checkpoint keeps it; how many epochs there are may change."""
        values = dataclasses.asdict(self)
        del values["recipe"]["epochs"]
        values["recipe"]["drop_after"] = list(self.recipe.drop_after)
        return values


@dataclass
class Best:
    """The state that was best on val."""

    accuracy: float = -1.0
    epoch: int = 0
    state: dict[str, Tensor] = field(default_factory=dict)


def decide(scores: Scores, decision: Decision) -> Tensor:
    """Labels of all segments by the rule of the papers: int64 [batch, segments]."""
    if decision == "largest":
        return scores.event.argmax(2)
    relevant = torch.sigmoid(scores.more["relevance"]) > 0.5
    category = scores.more["category"].argmax(2)
    return torch.where(relevant, category, torch.full_like(category, BACKGROUND))


def loss_of(network: Localizer, scores: Scores, batch: AveBatch) -> Tensor:
    """The network's own loss, and of its track heads, which learn the label of both tracks."""
    loss = network.loss(scores, batch.answers)
    for track in (scores.heard, scores.seen):
        if track is not None:
            loss = loss + 0.5 * entropy(track, batch.answers)
    return loss


class AveTraining:
    """One training, epoch by epoch."""

    def __init__(self, ave: Ave, plan: Plan, device: torch.device) -> None:
        torch.manual_seed(plan.seed)
        self._ave = ave
        self._plan = plan
        self._device = device
        self._weak = plan.supervision == "weak"
        self._rows = ave.training_rows()
        self.network = build(plan.architecture, plan.sizes).to(device)
        self._optimizer = torch.optim.Adam(self.network.parameters(), lr=plan.recipe.learning_rate)
        self.epochs = 0  # that are done
        self.iterations = 0
        self.losses: list[float] = []  # mean of each epoch
        self.best = Best()

    def lend(self, state: Mapping[str, Tensor]) -> list[str]:
        """Take over the weights of equal name and shape; returns their names."""
        own = self.network.state_dict()
        lent = [name for name in own if name in state and state[name].shape == own[name].shape]
        self.network.load_state_dict({**own, **{name: state[name] for name in lent}})
        return lent

    def run(self, checkpoint: Path) -> None:
        """Train until all epochs of the recipe are done; a line an epoch."""
        recipe = self._plan.recipe
        while self.epochs < recipe.epochs:
            began = time.monotonic()
            loss = self._epoch()
            measured = ""
            if self.epochs % recipe.measure_every == 0 or self.epochs == recipe.epochs:
                accuracy = self.measure("val").accuracy
                if accuracy > self.best.accuracy:
                    self.best = Best(accuracy, self.epochs, _copied(self.network))
                measured = f"  val {accuracy:.2%} (best {self.best.accuracy:.2%})"
            self.save(checkpoint)
            seconds = time.monotonic() - began
            print(
                f"epoch {self.epochs}/{recipe.epochs}  loss {loss:.4f}{measured}  {seconds:.1f} s",
                flush=True,
            )

    def _epoch(self) -> float:
        """All training clips once; returns the mean loss of a clip."""
        recipe, plan = self._plan.recipe, self._plan
        self.network.train()
        total = 0.0
        batches = -(-len(self._rows) // recipe.batch)
        seed = (plan.seed, _SHUFFLE, self.epochs)
        with ProgressBar(f"epoch {self.epochs + 1}", batches) as bar:
            for batch in self._ave.batches(
                self._rows, recipe.batch, weak=self._weak, order=plan.order, seed=seed
            ):
                loss = self._step(batch)
                total += loss * len(batch.clips)
                bar.advance(f"loss {loss:.4f}")
        self.epochs += 1
        self.losses.append(total / len(self._rows))
        return self.losses[-1]

    def _step(self, batch: AveBatch) -> float:
        recipe = self._plan.recipe
        self.iterations += 1
        for group in self._optimizer.param_groups:
            group["lr"] = recipe.rate(self.epochs, self.iterations)
        batch = batch.to(self._device)
        loss = loss_of(self.network, self.network.clip(batch.visual, batch.audio), batch)
        value = float(loss.detach())
        if not numpy.isfinite(value):
            raise ArithmeticError(
                f"the loss is {value} in epoch {self.epochs + 1}, iteration {self.iterations}; "
                f"clips of its batch: {', '.join(batch.clips)}"
            )
        self._optimizer.zero_grad()
        loss.backward()
        if recipe.gradient_norm is not None:
            nn.utils.clip_grad_norm_(self.network.parameters(), recipe.gradient_norm)
        self._optimizer.step()
        return value

    @torch.no_grad()
    def measure(self, split: Split) -> Figures:
        """Figures over all segments of a split, with the network as it is."""
        self.network.eval()
        labels, decisions = [], []
        for batch in self._ave.batches(self._ave.splits[split], self._plan.recipe.batch):
            there = batch.to(self._device)
            scores = self.network.clip(there.visual, there.audio)
            decided = decide(scores, self._plan.recipe.decision)
            labels.append(batch.answers.labels.numpy())
            decisions.append(decided.cpu().numpy())
        return score(numpy.concatenate(labels), numpy.concatenate(decisions), CATEGORIES)

    def take_best(self) -> None:
        """Put the state that was best on val into the network."""
        self.network.load_state_dict(self.best.state)
        self.network.eval()

    def save(self, path: Path) -> None:
        """Keep all that it takes to go on as if nothing had happened."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".writing")
        facts = {
            "plan": self._plan.plain(),
            "clips": len(self._rows),
            "epochs": self.epochs,
            "iterations": self.iterations,
            "losses": self.losses,
            "best_accuracy": self.best.accuracy,
            "best_epoch": self.best.epoch,
        }
        held = {
            # As text: PyTorch 1.13 reads no bare floating-point number back as weights only.
            "facts": json.dumps(facts),
            "network": self.network.state_dict(),
            "best": self.best.state,
            "optimizer": self._optimizer.state_dict()["state"],
            "random": torch.get_rng_state(),
        }
        if self._device.type == "cuda":
            held["random_cuda"] = torch.cuda.get_rng_state(self._device)
        torch.save(held, partial)
        partial.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from what `save` wrote; a training of another plan is refused."""
        held, facts = read_checkpoint(path)
        now = {**self._plan.plain(), "clips": len(self._rows)}
        differing = _differing(now, {**facts["plan"], "clips": facts["clips"]})
        if differing:
            raise ValueError(
                f"{path} was trained otherwise ({'; '.join(differing)}): "
                "say --fresh to train anew, or name another --work"
            )
        self.network.load_state_dict(held["network"])
        groups = self._optimizer.state_dict()["param_groups"]
        self._optimizer.load_state_dict({"state": held["optimizer"], "param_groups": groups})
        self.epochs, self.iterations = facts["epochs"], facts["iterations"]
        self.losses = facts["losses"]
        self.best = Best(facts["best_accuracy"], facts["best_epoch"], held["best"])
        torch.set_rng_state(held["random"])
        if self._device.type == "cuda" and "random_cuda" in held:
            torch.cuda.set_rng_state(held["random_cuda"], self._device)


def read_checkpoint(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `AveTraining.save` wrote: tensors by their use, and the facts beside them."""
    try:
        held = torch.load(path, map_location="cpu", weights_only=True)
        return held, json.loads(held["facts"])
    except _UNREADABLE as error:
        raise ValueError(f"{path} is no checkpoint of this command: {error}") from error


def _copied(network: nn.Module) -> dict[str, Tensor]:
    return {name: values.detach().cpu().clone() for name, values in network.state_dict().items()}


def _differing(now: Mapping[str, Any], then: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} {then.get(name)!r} then, {now.get(name)!r} now"
        for name in sorted({*now, *then})
        if now.get(name) != then.get(name)
    ]
