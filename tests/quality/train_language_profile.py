"""Make ``answering/language_profile.tsv``: how much more Spanish than English a word or a trigram is.

    python -m tests.quality.train_language_profile ../shared/parallel

Reads the pairs written for this project (``mun-domain`` and ``vocabulary-*``), and measures the profile on the pairs
of the other files, which it has not seen.
"""

from __future__ import annotations

import gzip
import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from answering.language import PROFILE, LanguageProfile, folded_words, trigrams

MIN_WORD_COUNT = 4
MIN_TRIGRAM_COUNT = 8
TRAINING = ("mun-domain.eng-spa.tsv", *(f"vocabulary-{number}.eng-spa.tsv" for number in range(6)))
HELD_OUT = ("tatoeba-2021.eng-spa.tsv.gz", "ntrex.eng-spa.tsv.gz", "unterm-countries.eng-spa.tsv.gz")


def read_pairs(path: Path) -> Iterator[tuple[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            english, _, spanish = line.rstrip("\n").partition("\t")
            if spanish:
                yield english, spanish


def log_odds(english: Counter[str], spanish: Counter[str], least: int) -> dict[str, float]:
    """Return the log of how many times likelier a key is in Spanish, with half a count added on both sides."""
    totals = sum(english.values()), sum(spanish.values())
    return {
        key: math.log((spanish[key] + 0.5) / totals[1]) - math.log((english[key] + 0.5) / totals[0])
        for key in sorted(set(english) | set(spanish))
        if english[key] + spanish[key] >= least
    }


def train(folder: Path) -> None:
    words: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    pieces: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for name in TRAINING:
        for pair in read_pairs(folder / name):
            for side, text in enumerate(pair):
                for word in folded_words(text):
                    words[side][word] += 1
                    pieces[side].update(trigrams(word))
    rows = [f"word\t{key}\t{value:.1f}" for key, value in log_odds(*words, MIN_WORD_COUNT).items()]
    rows += [f"trigram\t{key}\t{value:.1f}" for key, value in log_odds(*pieces, MIN_TRIGRAM_COUNT).items()]
    PROFILE.write_text("\n".join(["kind\tkey\tlog_odds_spanish", *rows]) + "\n", encoding="utf-8")


def report(folder: Path) -> None:
    profile = LanguageProfile.load()
    for name in HELD_OUT:
        pairs = list(read_pairs(folder / name))
        english = sum(profile.score(english) >= 0 for english, _ in pairs) / len(pairs)
        spanish = sum(profile.score(spanish) <= 0 for _, spanish in pairs) / len(pairs)
        print(f"{name}: {len(pairs)} pairs, English taken for Spanish {english:.4f}, the other way {spanish:.4f}")


if __name__ == "__main__":
    train(Path(sys.argv[1]))
    report(Path(sys.argv[1]))
