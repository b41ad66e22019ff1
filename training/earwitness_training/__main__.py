"""`./train COMMAND`: the whole way to the packs, or one step of it."""

from __future__ import annotations

import argparse
import importlib
import sys

_PACKAGE = "earwitness_training.commands"
# Name of the command, and the module that holds it.
COMMANDS = {
    "packs": "packs",
    "views": "views",
    "backbones": "backbones",
    "features": "features",
    "fit": "fit",
    "table": "table",
    "synchronize": "synchronize",
    "export": "export",
    "evaluate": "evaluate",
    "clips": "clips",
    "witness": "witness",
    "samples": "samples",
    "import": "import_official",
    "golden": "golden",
    "extract": "features_of_videos",
    "bench": "bench",
}


def parser() -> argparse.ArgumentParser:
    """All commands with their flags."""
    whole = argparse.ArgumentParser(prog="./train", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module_name in COMMANDS.items():
        module = importlib.import_module(f"{_PACKAGE}.{module_name}")
        command = commands.add_parser(name, help=module.ABOUT, description=module.ABOUT)
        module.flags(command)
        command.set_defaults(run_command=module.run)
    return whole


def main(words: list[str]) -> int:
    """Run one command; an error is said in one line, exit 2."""
    given = parser().parse_args(words)
    try:
        return given.run_command(given)
    except (OSError, ValueError, ArithmeticError) as error:
        print(f"./train {given.command}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
