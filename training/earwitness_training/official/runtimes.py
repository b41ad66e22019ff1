"""What runs exported graphs: ONNX Runtime, which counts, or the interpreter of this package.

ONNX Runtime is Python's where it is installed, else Java's through `./earwitness pack verify`. The
interpreter shows that an export is right, not that a runtime runs it.
"""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from typing import Protocol

import numpy
import torch

from earwitness_training.graphs.onnx_graph import OnnxGraph
from earwitness_training.official.differences import ABSOLUTE, Difference, difference
from earwitness_training.official.exported import Example, PackCase, Tensors

_PROGRAM = Path(__file__).resolve().parents[3] / "earwitness"
_SECONDS = 900  # the first start of the program builds it
_GRAPHS = ("encode", "localize")


class Runtime(Protocol):
    """Runs the graphs of a pack on examples."""

    name: str

    def differences(self, pack: Path, case: PackCase) -> list[Difference]:
        """One an output."""


class OnnxRuntimeOfPython:
    """The package onnxruntime, where it is installed."""

    name = "onnxruntime"

    def differences(self, pack: Path, case: PackCase) -> list[Difference]:
        """See the protocol."""
        import onnxruntime

        found = []
        for graph, example in case.examples():
            session = onnxruntime.InferenceSession(
                str(pack / f"{graph}.onnx"), providers=["CPUExecutionProvider"]
            )
            names = [output.name for output in session.get_outputs()]
            fed = {name: values.numpy() for name, values in example.inputs.items()}
            said = dict(zip(names, map(torch.from_numpy, session.run(None, fed)), strict=True))
            found += _held_to(f"{case.name} {graph}.onnx", example, said)
        return found


class TorchInterpreter:
    """The interpreter of this package."""

    name = "torch"

    def differences(self, pack: Path, case: PackCase) -> list[Difference]:
        """See the protocol."""
        found = []
        for graph, example in case.examples():
            said = OnnxGraph(pack / f"{graph}.onnx").run(dict(example.inputs))
            found += _held_to(f"{case.name} {graph}.onnx", example, said)
        return found


class OnnxRuntimeOfJava:
    """The program of this project; one call a pack."""

    name = "java"

    def differences(self, pack: Path, case: PackCase) -> list[Difference]:
        """See the protocol."""
        reference = pack.parent / "reference.npz"
        arrays = {
            f"{graph}/{way}/{name}": values.numpy()
            for graph, example in case.examples()
            for way, tensors in (("in", example.inputs), ("out", example.outputs))
            for name, values in tensors.items()
        }
        numpy.savez(reference, **arrays)
        command = [str(_PROGRAM), "pack", "verify", str(pack), "--reference", str(reference)]
        command += ["--tolerance", str(ABSOLUTE)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        found = self._parsed(done.stdout, case)
        expected = sum(len(example.outputs) for _, example in case.examples())
        if done.returncode not in (0, 1) or len(found) != expected:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise ChildProcessError(
                f"{_PROGRAM.name} pack verify ended with {done.returncode}: {' | '.join(said[-3:])}"
            )
        return found

    def _parsed(self, text: str, case: PackCase) -> list[Difference]:
        found = []
        for line in text.splitlines():
            words = line.split()
            if len(words) == 3 and words[0] in _GRAPHS:
                value = float(words[2].replace("Infinity", "inf"))
                found.append(Difference(f"{case.name} {words[0]}.onnx {words[1]}", value))
        return found


def runtime_called(name: str) -> Runtime:
    """`auto` is Python's runtime where it is installed, else Java's."""
    if name == "auto":
        name = "onnxruntime" if importlib.util.find_spec("onnxruntime") else "java"
    runtimes: dict[str, Runtime] = {
        each.name: each() for each in (OnnxRuntimeOfPython, OnnxRuntimeOfJava, TorchInterpreter)
    }
    if name == "java" and not _PROGRAM.is_file():
        raise FileNotFoundError(f"{_PROGRAM}: the Java runtime is not there; try --runtime torch")
    return runtimes[name]


def _held_to(what: str, example: Example, said: Tensors) -> list[Difference]:
    return [
        difference(f"{what} {name}", values, said[name]) for name, values in example.outputs.items()
    ]
