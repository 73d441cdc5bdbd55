"""Nothing but this machine is contacted: the model is loaded and asked where every other address is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

ASK = """
import sys
from pathlib import Path

import tests.conftest as guard

sys.addaudithook(guard.guard_network)

from tests.fakes import make_edition, make_passage
from vectorstore.encoder import SentenceTransformerEncoder
from vectorstore.index import PassageIndex
from vectorstore.store import PassageStore
from vectorstore.types import Query

index = PassageIndex(PassageStore(Path(sys.argv[1])), SentenceTransformerEncoder())
passages = [make_passage("Police of eight countries took part."), make_passage("The budget grew.", position=1)]
index.write_edition("un", make_edition(passages), passages)
best = index.search("un", Query("¿Cuántos países participaron?"), limit=1)
print(best[0].passage.text)
index.store.close()
assert not guard.touched, guard.touched
"""


def test_the_model_and_the_store_reach_for_no_other_machine(tmp_path: Path) -> None:
    online = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    environment = {**online, "HF_HOME": str(tmp_path / "hub")}
    command = [sys.executable, "-c", ASK, str(tmp_path / "home")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout == "Police of eight countries took part.\n", done.stderr
    assert done.stderr == ""
    assert done.returncode == 0
