"""LSTMs over a sequence in which steps may be missing (rules M0 and M2).

Written out as matrix products, so that a step can be skipped by a mask and the exported graph has
a free batch axis. Parameter names and gate order (input, forget, cell, output) are PyTorch's.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from earwitness_training.networks.localizer import select


class _Lstm(nn.Module):
    """Parameters and the recurrence of one layer; a suffix names the direction."""

    def __init__(self, width: int, hidden: int, suffixes: tuple[str, ...]) -> None:
        super().__init__()
        self.hidden = hidden
        for suffix in suffixes:
            for name, shape in (
                ("weight_ih", (4 * hidden, width)),
                ("weight_hh", (4 * hidden, hidden)),
                ("bias_ih", (4 * hidden,)),
                ("bias_hh", (4 * hidden,)),
            ):
                values = torch.empty(shape).uniform_(-1 / math.sqrt(hidden), 1 / math.sqrt(hidden))
                self.register_parameter(name + suffix, nn.Parameter(values))

    def _run(
        self,
        steps: Tensor,
        mask: Tensor,
        order: list[int],
        suffix: str,
        start: tuple[Tensor, Tensor] | None = None,
    ) -> tuple[dict[int, Tensor], tuple[Tensor, Tensor]]:
        """Outputs by position, and the state after the last step; masked steps change no state."""
        weight_ih = getattr(self, "weight_ih" + suffix)
        weight_hh = getattr(self, "weight_hh" + suffix)
        bias = getattr(self, "bias_ih" + suffix) + getattr(self, "bias_hh" + suffix)
        projected = steps @ weight_ih.t() + bias  # [batch, segments, 4 * hidden]
        if start is None:
            zero = torch.zeros_like(projected[:, 0, : self.hidden])
            start = (zero, zero)
        state, cell = start
        outputs = {}
        for position in order:
            keep = mask[:, position, None]
            gates = projected[:, position] + state @ weight_hh.t()
            entry, forget, candidate, exit_ = gates.chunk(4, dim=1)
            next_cell = torch.sigmoid(forget) * cell
            next_cell = next_cell + torch.sigmoid(entry) * torch.tanh(candidate)
            next_state = torch.sigmoid(exit_) * torch.tanh(next_cell)
            cell = keep * next_cell + (1 - keep) * cell
            state = keep * next_state + (1 - keep) * state
            outputs[position] = keep * next_state
        return outputs, (state, cell)


class MaskedLstm(_Lstm):
    """One direction, forwards in time."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__(width, hidden, ("_l0",))

    def forward(
        self,
        steps: Tensor,
        mask: Tensor,
        target: int | None = None,
        start: tuple[Tensor, Tensor] | None = None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """Outputs and the last state.

        steps:   float32 [batch, segments, width]; values of masked steps may be anything, NaN too
        mask:    float32 [batch, segments], 1 where the step is present, else 0
        target:  the only position whose output is wanted (later steps are not read), else None
        start:   hidden and cell state before the first step, float32 [batch, hidden] each; zero
                 by default
        returns: float32 [batch, rows, hidden] and the hidden and cell state after the last step
        """
        last = steps.shape[1] - 1 if target is None else target
        outputs, state = self._run(select(steps, mask), mask, list(range(last + 1)), "_l0", start)
        wanted = range(last + 1) if target is None else (target,)
        return torch.stack([outputs[position] for position in wanted], dim=1), state


class MaskedBidirectionalLstm(_Lstm):
    """Forward outputs before backward outputs, both from zero at the sequence's ends."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__(width, hidden, ("_l0", "_l0_reverse"))

    def forward(self, steps: Tensor, mask: Tensor, target: int | None = None) -> Tensor:
        """Outputs of all positions, or of one, computing no step that it does not read.

        steps:   float32 [batch, segments, width]; values of masked steps may be anything, NaN too
        mask:    float32 [batch, segments], 1 where the step is present, else 0
        returns: float32 [batch, rows, 2 * hidden]
        """
        steps = select(steps, mask)
        first, last = 0, steps.shape[1] - 1
        wanted = range(last + 1) if target is None else (target,)
        until, since = (last, first) if target is None else (target, target)
        ahead, _ = self._run(steps, mask, list(range(until + 1)), "_l0")
        back, _ = self._run(steps, mask, list(range(last, since - 1, -1)), "_l0_reverse")
        return torch.stack(
            [torch.cat([ahead[index], back[index]], dim=1) for index in wanted], dim=1
        )
