"""`./train golden`"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

import torch

from earwitness_training.official.differences import ABSOLUTE, RELATIVE, Difference
from earwitness_training.official.golden import Examined, examine_folder
from earwitness_training.official.graphs_of_files import examine_graphs
from earwitness_training.official.references import ReferenceFolder
from earwitness_training.official.runtimes import Runtime, runtime_called

ABOUT = "Compare every network with reference tensors of the papers' authors."


def flags(parser: argparse.ArgumentParser) -> None:
    """The folder, and whether exported graphs are compared too."""
    parser.description = (
        f"{ABOUT} One line a file: file, network, largest absolute difference of outputs, losses "
        "and what lies between the layers (inf: a prediction or a shape is another). Exit code 1 "
        f"if one is above {ABSOLUTE:g}, if the norm of a gradient is off by more than "
        f"{RELATIVE:g} of it, or if a file was not recognised."
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of .npz files")
    parser.add_argument(
        "--onnx", action="store_true", help="also export each network and run its graphs"
    )
    parser.add_argument(
        "--runtime",
        choices=("auto", "onnxruntime", "java", "torch"),
        default="auto",
        help="what runs the graphs: Python's onnxruntime, ./earwitness pack verify (auto takes the "
        "first that is there), or the interpreter of this package",
    )
    parser.add_argument("--verbose", action="store_true", help="one more line a comparison")


def run(given: argparse.Namespace) -> int:
    """Print the lines and a summary; 1 if anything is too far off or unknown."""
    torch.set_num_threads(1)
    folder = ReferenceFolder(given.folder)
    runtime = runtime_called(given.runtime) if given.onnx else None
    files, failed, greatest = 0, 0, 0.0
    for examined in examine_folder(folder):
        if runtime is not None and not examined.why:
            examined = _with_graphs(examined, folder, runtime)
        print(examined.line, flush=True)
        _explain(examined, given.verbose)
        files += 1
        failed += examined.fails
        greatest = max(greatest, examined.largest)
    where = f", graphs run by {runtime.name}" if runtime is not None else ""
    print(f"{files} files, {failed} failed, largest difference {greatest:.2e}{where}")
    return 1 if failed else 0


def _with_graphs(examined: Examined, folder: ReferenceFolder, runtime: Runtime) -> Examined:
    path = next(path for path in folder.paths if path.name == examined.file)
    graphs = list(examine_graphs(folder.read(path), folder, runtime))
    return dataclasses.replace(examined, differences=[*examined.differences, *graphs])


def _explain(examined: Examined, verbose: bool) -> None:
    """What is too large, or with --verbose everything."""
    for one in examined.differences:
        if verbose or one.too_large:
            print(f"  {_described(one)}")
    if verbose and examined.passed_over:
        print(f"  not compared: {', '.join(examined.passed_over)}")


def _described(one: Difference) -> str:
    share = " of the norm" if one.relative else ""
    mark = ", too large" if one.too_large else ""
    return f"{one.what} {one.largest:.2e}{share}{mark}"
