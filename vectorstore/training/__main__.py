"""``python -m vectorstore.training``: make the bundled embedding model."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import fields
from pathlib import Path

from vectorstore.encoder import BUNDLED_MODEL
from vectorstore.errors import VectorStoreError
from vectorstore.training.drawing import read_corpus
from vectorstore.training.making import make_model
from vectorstore.training.passages import WrittenTextError
from vectorstore.training.recipe import Recipe
from vectorstore.training.teacher import load_teacher


def main() -> int:
    """Make the model as told on the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m vectorstore.training", description=__doc__)
    parser.add_argument("parallel", type=Path, help="the folder of parallel text")
    parser.add_argument("--teacher", default="", help="a folder or a hub's name; without it the installed package")
    parser.add_argument("--out", type=Path, default=BUNDLED_MODEL, help="the folder to write (%(default)s)")
    parser.add_argument(
        "--work", type=Path, default=Path(".dragoman/training"), help="keeps what a stopped run has done"
    )
    for field in fields(Recipe):
        kind = type(field.default)
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default, help="(%(default)s)")
    options = vars(parser.parse_args())
    recipe = Recipe(**{field.name: options[field.name] for field in fields(Recipe)})
    begun = time.monotonic()

    def tell(line: str) -> None:
        print(f"{(time.monotonic() - begun) / 60:5.1f} min  {line}", file=sys.stderr, flush=True)

    try:
        teacher, corpus = load_teacher(options["teacher"]), read_corpus(options["parallel"])
        make_model(teacher, corpus, options["out"], options["work"], recipe, tell)
    except (VectorStoreError, WrittenTextError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
