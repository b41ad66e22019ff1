"""Runs are read from YAML and refuse what they do not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from earwitness_training.settings import as_plain, read_run

STARTER = Path(__file__).resolve().parents[1] / "runs/starter.yaml"


def test_the_starter_run_is_read_whole() -> None:
    run = read_run(STARTER)
    assert run.avel.visual == run.encoder.visual
    assert run.avel.audio == run.encoder.audio
    assert as_plain(run)["avel"]["outputs"] == 15


def test_an_unknown_key_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = STARTER.read_text(encoding="utf-8").replace("threads:", "thread:")
    path = tmp_path / "run.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="'thread'; did you mean 'threads'"):
        read_run(path)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    path.write_text("name: x\n", encoding="utf-8")
    with pytest.raises(ValueError, match="missing version, seed"):
        read_run(path)
