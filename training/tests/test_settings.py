"""Runs are read from YAML and refuse what they do not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from earwitness_training.networks.catalogue import architecture, build
from earwitness_training.settings import as_plain, read_run

MINI_AVE = Path(__file__).resolve().parents[1] / "runs/mini-ave.yaml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = MINI_AVE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "run.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_run_of_the_packs_is_read_whole() -> None:
    run = read_run(MINI_AVE)
    assert run.starter in run.shipped()
    assert set(run.shipped()) == {"avel", "avsdn", "cm-coatt", "cmran", "psp"}
    assert as_plain(run)["encoder"]["visual"] == run.encoder.visual


@pytest.mark.parametrize("name", list(read_run(MINI_AVE).systems))
def test_every_system_of_the_run_is_a_network_that_can_be_built(name: str) -> None:
    run = read_run(MINI_AVE)
    system = run.system(name)
    widths = {"visual": run.encoder.visual, "audio": run.encoder.audio, "outputs": 15}
    assert build(system.architecture, {**widths, **system.sizes}).sizes.outputs == 15
    assert run.head_of(name).steps > 0


def test_an_unknown_key_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'thread'; did you mean 'threads'"):
        read_run(changed(tmp_path, "threads:", "thread:"))


def test_an_unknown_key_of_a_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="systems: avel: unknown key 'size'; did you mean 'sizes'"):
        read_run(changed(tmp_path, "sizes: {common: 256, recurrent: 128, hidden", "size: {hidden"))


def test_an_unknown_starter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="starter: 'psq' is none of"):
        read_run(changed(tmp_path, "starter: ", "starter: psq #"))


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    path.write_text("version: x\n", encoding="utf-8")
    with pytest.raises(ValueError, match="missing seed, frames"):
        read_run(path)


def test_an_unknown_architecture_or_size_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="unknown architecture 'pps'; did you mean 'psp'"):
        architecture("pps")
    with pytest.raises(ValueError, match="no size 'comon'; did you mean 'common'"):
        build("avel", {"comon": 3})
    with pytest.raises(ValueError, match="by the name of the architecture"):
        build("avel-a", {"system": "v"})
