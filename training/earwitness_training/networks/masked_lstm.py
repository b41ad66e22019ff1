"""Bidirectional LSTM over a window in which steps may be missing (rules M0 and M2).

Written out as matrix products, so that a step can be skipped by a mask and the exported graph has
a free batch axis. Parameter names and gate order (input, forget, cell, output) are PyTorch's.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


class MaskedBidirectionalLstm(nn.Module):
    """Forward state before backward state, both from zero at the window's ends.

    A masked step leaves the state unchanged and outputs zero.
    """

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        for suffix in ("_l0", "_l0_reverse"):
            for name, shape in (
                ("weight_ih", (4 * hidden, width)),
                ("weight_hh", (4 * hidden, hidden)),
                ("bias_ih", (4 * hidden,)),
                ("bias_hh", (4 * hidden,)),
            ):
                values = torch.empty(shape).uniform_(-1 / math.sqrt(hidden), 1 / math.sqrt(hidden))
                self.register_parameter(name + suffix, nn.Parameter(values))

    def forward(self, steps: Tensor, mask: Tensor) -> Tensor:
        """Outputs of all positions.

        steps:   float32 [batch, window, width]; values of masked steps may be anything, NaN too
        mask:    float32 [batch, window], 1 where the step is present, else 0
        returns: float32 [batch, window, 2 * hidden]
        """
        steps = torch.where(mask[:, :, None] > 0, steps, torch.zeros_like(steps))
        positions = range(steps.shape[1])
        ahead = self._run(steps, mask, list(positions), "_l0")
        back = self._run(steps, mask, list(reversed(positions)), "_l0_reverse")
        return torch.stack(
            [torch.cat([ahead[index], back[index]], dim=1) for index in positions], dim=1
        )

    def at(self, steps: Tensor, mask: Tensor, target: int) -> Tensor:
        """Output of one position, computing no step that it does not read.

        steps and mask as in `forward`; returns float32 [batch, 2 * hidden]
        """
        steps = torch.where(mask[:, :, None] > 0, steps, torch.zeros_like(steps))
        ahead = self._run(steps, mask, list(range(target + 1)), "_l0")
        last = steps.shape[1] - 1
        back = self._run(steps, mask, list(range(last, target - 1, -1)), "_l0_reverse")
        return torch.cat([ahead[target], back[target]], dim=1)

    def _run(self, steps: Tensor, mask: Tensor, order: list[int], suffix: str) -> dict[int, Tensor]:
        weight_ih = getattr(self, "weight_ih" + suffix)
        weight_hh = getattr(self, "weight_hh" + suffix)
        bias = getattr(self, "bias_ih" + suffix) + getattr(self, "bias_hh" + suffix)
        projected = steps @ weight_ih.t() + bias  # [batch, window, 4 * hidden]
        state = torch.zeros_like(projected[:, 0, : self.hidden])
        cell = torch.zeros_like(state)
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
        return outputs
