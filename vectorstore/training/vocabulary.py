"""The word pieces: Spanish ones learned and appended to the teacher's, those of other scripts left out."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

_JOINER = "##"


def learn_pieces(texts: Iterable[str], teacher: Tokenizer, size: int, rarest: int) -> list[str]:
    """Return the pieces of a WordPiece vocabulary of ``size`` learned on ``texts`` that the teacher has not.

    The teacher's own normalizer and pre-tokenizer are applied, so that a piece is in lower case and without accents;
    no piece is learned that comes fewer than ``rarest`` times. The trainer breaks ties by the numbers of its first
    pieces, which it gives to continuing letters in no fixed order: they are given in order, so that the same texts
    make the same vocabulary in every process.
    """
    from tokenizers import Tokenizer, models, trainers

    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    learner.normalizer, learner.pre_tokenizer = teacher.normalizer, teacher.pre_tokenizer
    texts = list(texts)
    letters = sorted({letter for text in texts for letter in teacher.normalizer.normalize_str(text)} - {" "})
    first = ["[UNK]", *letters, *(_JOINER + letter for letter in letters)]
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, min_frequency=rarest, special_tokens=first, show_progress=False
    )
    learner.train_from_iterator(texts, trainer)
    known = teacher.get_vocab()
    learned = sorted(learner.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in learned if piece not in known and is_kept(piece)]


def is_kept(piece: str) -> bool:
    """Return whether Spanish or English text may need a piece: Latin letters, digits, signs, or a special token.

    >>> is_kept("##cion"), is_kept("[SEP]"), is_kept("[unused7]"), is_kept("мир")
    (True, True, False, False)
    """
    if piece.startswith("[unused"):
        return False
    return all(not character.isalpha() or _is_latin(character) for character in piece.removeprefix(_JOINER))


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL"))


def with_pieces(tokenizer: PreTrainedTokenizerFast, pieces: Sequence[str]) -> PreTrainedTokenizerFast:
    """Return the tokenizer with exactly these pieces, numbered in their order; special tokens must be among them."""
    from tokenizers import Tokenizer

    numbers = {piece: number for number, piece in enumerate(pieces)}
    facts: dict[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())
    facts["model"]["vocab"] = numbers
    facts["truncation"] = facts["padding"] = None
    for added in facts["added_tokens"]:
        added["id"] = numbers[added["content"]]
    processor = facts["post_processor"]
    for name, special in processor.get("special_tokens", {}).items():
        special["ids"] = [numbers[name]]
    for name in ("sep", "cls"):
        if name in processor:
            processor[name][1] = numbers[processor[name][0]]
    renumbered: PreTrainedTokenizerFast = type(tokenizer)(
        tokenizer_object=Tokenizer.from_str(json.dumps(facts)), **_special(tokenizer)
    )
    return renumbered


def _special(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    names = ("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
    return {name: getattr(tokenizer, name) for name in names} | {
        "model_max_length": tokenizer.model_max_length,
        "do_lower_case": True,
    }
