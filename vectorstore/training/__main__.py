"""``python -m vectorstore.training``: make the bundled embedding model anew, in a folder of its own.

``docs/model.md`` tells what goes into it and how to put it in the place of the bundled one.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import fields
from pathlib import Path

from vectorstore.errors import VectorStoreError
from vectorstore.training.drawing import read_corpus
from vectorstore.training.errors import TrainingError
from vectorstore.training.making import make_model
from vectorstore.training.recipe import Recipe
from vectorstore.training.teacher import load_teacher

_WORK = Path(".dragoman/training")


def main() -> int:
    """Make the model as told on the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m vectorstore.training", description=__doc__)
    parser.add_argument("parallel", type=Path, help="the folder of parallel text")
    parser.add_argument("--teacher", default="", help="a folder or a hub's name; without it the installed package")
    parser.add_argument("--out", type=Path, default=_WORK / "model", help="the folder to write (%(default)s)")
    parser.add_argument("--work", type=Path, default=_WORK, help="keeps what a stopped run has done (%(default)s)")
    for field in fields(Recipe):
        name, kind = f"--{field.name.replace('_', '-')}", type(field.default)
        parser.add_argument(name, type=kind, default=field.default, help=f"{field.metadata['what']} (%(default)s)")
    options = vars(parser.parse_args())
    begun = time.monotonic()

    def tell(line: str) -> None:
        print(f"{(time.monotonic() - begun) / 60:5.1f} min  {line}", file=sys.stderr, flush=True)

    try:
        recipe = Recipe(**{field.name: options[field.name] for field in fields(Recipe)})
        corpus = read_corpus(options["parallel"])
        teacher = load_teacher(options["teacher"])
        make_model(teacher, corpus, options["out"], options["work"], recipe, tell)
    except (TrainingError, VectorStoreError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
