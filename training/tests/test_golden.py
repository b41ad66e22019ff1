"""The command that holds every network to reference tensors, and what makes it fail."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest

from earwitness_training.__main__ import main
from earwitness_training.official import runtimes
from earwitness_training.official.golden import Examined, examine_folder
from earwitness_training.official.references import ReferenceFolder

Arrays = dict[str, numpy.ndarray]
LINES = {
    "avdln.npz": "avdln",
    "ave_att_net.npz": "avel",
    "ave_dmrn.npz": "dmrn",
    "cmran_full.npz": "cmran",
    "cmran_weak.npz": "cmran-weak",
    "derived_ave_variants.npz": "avel-a,avel-v,avel-vatt,avel-av",
    "derived_avsdn.npz": "avsdn",
    "derived_cmcoatt.npz": "cm-coatt-lstm,cm-coatt-avel,cm-coatt-avsdn",
    "derived_dmrfe.npz": "dmrfe",
    "psp_full.npz": "psp",
    "psp_weak.npz": "psp-weak",
    "window_stream.npz": "window-form-of-13-networks",
}


def link(golden: Path, folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.npz").symlink_to(golden / f"{name}.npz")
    return folder


def change(source: Path, target: Path, edit: Callable[[Arrays], None]) -> Path:
    """A copy of one file with other arrays; returns its folder."""
    with numpy.load(source) as file:
        arrays = {name: file[name] for name in file.files}
    edit(arrays)
    target.parent.mkdir(exist_ok=True)
    numpy.savez(target, **arrays)
    return target.parent


def only(folder: Path) -> Examined:
    (examined,) = examine_folder(ReferenceFolder(folder))
    return examined


def test_every_file_of_the_reference_is_reproduced(
    golden: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["golden", str(golden), "--verbose"]) == 0
    *printed, summary = capsys.readouterr().out.splitlines()
    words = [line.split() for line in printed if not line.startswith(" ")]
    assert {file: network for file, network, _ in words} == LINES
    assert all(float(difference) < 2e-5 for _, _, difference in words)
    assert summary.startswith("12 files, 0 failed, largest difference ")
    assert not any("not compared" in line for line in printed)
    assert len(printed) - len(words) > 550  # one line a comparison


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("ave_att_net", "sd/affine_h.weight"),
        ("ave_att_net", "out/prob"),
        ("ave_att_net", "loss/weak"),
        ("ave_att_net", "gradnorm_full/affine_g.weight"),
        ("psp_weak", "sd/W3.weight"),
        ("psp_full", "out/logits_thr0.115"),
        ("avdln", "sd/dense_3/kernel"),
        ("avdln", "retrieval/1/v2a_scores"),
    ],
)
def test_one_number_that_is_another_fails_the_file(
    golden: Path, tmp_path: Path, file: str, key: str
) -> None:
    def edit(arrays: Arrays) -> None:
        values = arrays[key].copy()
        values.reshape(-1)[0] += 0.5
        arrays[key] = values

    examined = only(change(golden / f"{file}.npz", tmp_path / "changed" / "x.npz", edit))
    assert examined.fails
    assert not examined.why


def test_one_prediction_that_is_another_fails_the_file(
    golden: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def edit(arrays: Arrays) -> None:
        wrong = arrays["out/prediction"].copy()
        wrong[1, 3] = (wrong[1, 3] + 1) % 29
        arrays["out/prediction"] = wrong

    folder = change(golden / "cmran_full.npz", tmp_path / "changed" / "x.npz", edit)
    assert main(["golden", str(folder)]) == 1
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == "x.npz cmran inf"
    assert "out/prediction: 1 of 20 are others" in second


def test_other_sizes_and_other_names_are_read_off_the_weights(golden: Path, tmp_path: Path) -> None:
    def edit(arrays: Arrays) -> None:
        """A wider map of which the network ignores the new half."""
        wider = numpy.zeros((512, 1024), numpy.float32)
        wider[:, :512] = arrays["sd/v_fc.weight"]
        arrays["sd/v_fc.weight"] = wider
        other = numpy.random.default_rng(5).random(arrays["in/video"].shape, numpy.float32)
        arrays["in/video"] = numpy.concatenate([arrays["in/video"], other], axis=4)
        for key in [name for name in arrays if name.endswith("/v_fc.weight") and "norm" in name]:
            del arrays[key]  # the new half has gradients too
        arrays["meta"] = numpy.array("not JSON")

    folder = change(golden / "cmran_weak.npz", tmp_path / "changed" / "weights17.npz", edit)
    examined = only(folder)
    assert examined.line.startswith("weights17.npz cmran-weak ")
    assert not examined.fails


def test_files_that_lean_on_others_find_them_without_being_told(
    golden: Path, tmp_path: Path
) -> None:
    folder = link(golden, tmp_path / "golden", "ave_att_net", "ave_dmrn")

    def forget(arrays: Arrays) -> None:
        del arrays["meta"]

    for name in ("derived_ave_variants", "derived_dmrfe", "derived_avsdn"):
        change(golden / f"{name}.npz", folder / f"{name}.npz", forget)
    found = {examined.file: examined for examined in examine_folder(ReferenceFolder(folder))}
    assert [name for name, examined in found.items() if examined.fails] == []
    assert found["derived_dmrfe.npz"].networks == ("dmrfe",)
    assert len(found["derived_ave_variants.npz"].networks) == 4


def test_a_file_whose_other_half_is_missing_is_said_to_be(
    golden: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = link(golden, tmp_path / "golden", "derived_dmrfe")
    assert main(["golden", str(folder)]) == 1
    line, summary = capsys.readouterr().out.splitlines()
    assert line.startswith("derived_dmrfe.npz ? not recognised: its weights are in another file")
    assert summary == "1 files, 1 failed, largest difference inf"


def test_what_cannot_be_read_or_compared_fails(golden: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 not an archive")
    numpy.savez(tmp_path / "foreign.npz", **{"sd/conv.weight": numpy.zeros(3, numpy.float32)})

    def add(arrays: Arrays) -> None:
        arrays["out/mood"] = numpy.zeros(3, numpy.float32)

    change(golden / "psp_weak.npz", tmp_path / "more.npz", add)
    lines = {one.file: one for one in examine_folder(ReferenceFolder(tmp_path))}
    assert all(one.fails for one in lines.values())
    assert "? not recognised: not a NumPy archive" in lines["broken.npz"].line
    assert "? not recognised: its weights are of no network" in lines["foreign.npz"].line
    assert lines["more.npz"].line.endswith("? not recognised: psp-weak has no rule for out/mood")
    with pytest.raises(FileNotFoundError, match=r"there is no \.npz file"):
        ReferenceFolder(tmp_path / "nothing")


def few_streams(arrays: Arrays) -> None:
    kept = ("out/ave_av_att/L3/", "out/cmcoatt_lstm/L3/")
    for key in [name for name in arrays if name.startswith("out/") and not name.startswith(kept)]:
        del arrays[key]


def test_exported_graphs_are_compared_too(
    golden: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = link(golden, tmp_path / "golden", "ave_att_net", "avdln", "derived_cmcoatt")
    change(golden / "window_stream.npz", folder / "window_stream.npz", few_streams)
    (folder / "derived_cmcoatt.npz").unlink()
    change(golden / "derived_cmcoatt.npz", folder / "derived_cmcoatt.npz", one_classifier)
    words = ["golden", str(folder), "--onnx", "--runtime", "torch", "--verbose"]
    assert main(words) == 0
    printed = capsys.readouterr().out
    for line in (
        "  sync.onnx distance ",
        "  avel encode.onnx attended ",
        "  avel localize.onnx probabilities ",
        "  cm-coatt-lstm encode.onnx regions ",
        "  out/ave_av_att/L3 localize.onnx relevance ",
        "  out/cmcoatt_lstm/L3 localize.onnx attention ",
    ):
        assert line in printed
    assert printed.splitlines()[-1].endswith("graphs run by torch")


def one_classifier(arrays: Arrays) -> None:
    gone = ("sd/avel.", "sd/avsdn.", "out/avel/", "out/avsdn/")
    for key in [name for name in arrays if name.startswith(gone)]:
        del arrays[key]
    meta = json.loads(str(arrays["meta"]))
    arrays["meta"] = numpy.array(json.dumps({**meta, "inputs": "ave_att_net.npz"}))


PROGRAM = """#!/bin/sh
# Says what it was asked, and answers as `pack verify` does.
echo "$@" >> {log}
{python} -m zipfile -l "$5" >> {log}
echo "pack golden 0.0.0 holds: 2 files"
for name in attended audio attention; do echo "encode $name 1.2e-06"; done
echo "localize probabilities {largest}"
echo "localize relevance 0.00"
exit {code}
"""


@pytest.mark.parametrize(
    ("largest", "code", "says"),
    [("3e-07", 0, 0), ("0.0123", 1, 1), ("Infinity", 1, 1)],
)
def test_the_program_runs_the_graphs_where_python_has_no_runtime(
    golden: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    largest: str,
    code: int,
    says: int,
) -> None:
    program, log = tmp_path / "earwitness", tmp_path / "log"
    text = PROGRAM.format(python=sys.executable, log=log, largest=largest, code=code)
    program.write_text(text, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(runtimes, "_PROGRAM", program)
    folder = link(golden, tmp_path / "golden", "ave_att_net")
    assert main(["golden", str(folder), "--onnx", "--runtime", "java"]) == says
    asked = log.read_text(encoding="utf-8")
    assert asked.startswith("pack verify ")
    assert "--tolerance 0.0001" in asked
    for name in ("encode/in/visual_features", "localize/in/attended", "localize/out/relevance"):
        assert f"{name}.npy" in asked
    printed = capsys.readouterr().out
    assert ("too large" in printed) == bool(says)


def test_a_program_that_does_not_answer_is_an_error_and_no_success(
    golden: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program = tmp_path / "earwitness"
    program.write_text("#!/bin/sh\necho earwitness: no such pack >&2\nexit 2\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(runtimes, "_PROGRAM", program)
    folder = link(golden, tmp_path / "golden", "ave_att_net")
    assert main(["golden", str(folder), "--onnx", "--runtime", "java"]) == 2
    assert "earwitness pack verify ended with 2: earwitness: no such pack" in (
        capsys.readouterr().err
    )
