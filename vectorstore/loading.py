"""Loading a sentence-transformers model from a folder or a hub."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore.errors import ModelNotFoundError, first_line

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_HUB_TIMEOUT_S = 10


def load_model(source: str) -> SentenceTransformer:
    """Load a folder offline; a hub's model from its cache, else from the hub.

    Raises:
        ModelNotFoundError: It is no folder here and no hub hands it out.
    """
    is_folder = Path(source).expanduser().is_dir()
    for variable in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK", *(("HF_HUB_OFFLINE",) if is_folder else ())):
        os.environ.setdefault(variable, "1")  # read once, when the hub's library is imported just below
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    options: dict[str, Any] = {"model_kwargs": {"dtype": "float32"}}
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers", "huggingface_hub")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        if is_folder:
            return SentenceTransformer(str(Path(source).expanduser()), device="cpu", local_files_only=True, **options)
        try:
            return SentenceTransformer(source, local_files_only=True, **options)
        except (OSError, ValueError):
            _ask_hub(source)
        return SentenceTransformer(source, **options)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        what = "the folder cannot be loaded as a sentence-transformers model" if is_folder else "loading it failed"
        raise ModelNotFoundError(source, f"{what} ({first_line(error)})") from error
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _ask_hub(name: str) -> None:
    """Make sure, within seconds, that a hub has the model: the loader itself tries for more than a minute.

    Raises:
        ModelNotFoundError: The name is no hub name, the hub has no such model, or it cannot be reached.
    """
    import huggingface_hub
    from huggingface_hub import errors

    if name.startswith((".", "/", "~")) or "\\" in name:
        raise ModelNotFoundError(name, "there is no such folder")
    no_answer = (OSError, errors.OfflineModeIsEnabled, errors.HTTPError)  # type: ignore[attr-defined]
    try:
        huggingface_hub.model_info(name, timeout=_HUB_TIMEOUT_S)
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise ModelNotFoundError(name, "there is no such folder and the hub has no such model") from error
    except no_answer as error:
        raise ModelNotFoundError(name, "there is no such folder and the hub cannot be reached") from error
