"""``dragoman chat``: the conversation in the terminal."""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Callable

from bot.bundled import open_answers
from bot.desk import Desk
from bot.terminal import PROMPT, Conversation, painter, read_lines
from bot.words import WORDS, terminal_language
from bot.written_answers import written_answers
from vectorstore.types import Language


def run(arguments: Namespace, desk: Desk) -> int:
    """Talk until the person leaves or the input ends; ``--samples`` asks one question in each language first.

    Raises:
        NoDocumentsError: the committee has none.
    """
    settings = desk.settings()
    spoken = arguments.language or terminal_language(desk.environ)
    if desk.has_terminal:
        desk.note(WORDS[spoken].loading)
    index = desk.build_index(settings)
    quoting = open_answers(index, arguments.committee, settings, desk)
    with written_answers(quoting, index, settings, desk) as answers:
        _talk(Conversation(answers, arguments.committee, arguments.language, spoken), arguments, desk, spoken)
    return 0


def _talk(conversation: Conversation, arguments: Namespace, desk: Desk, spoken: Language) -> None:
    width = min(shutil.get_terminal_size().columns, 100) if desk.has_terminal else None
    paint = painter(colour=desk.may_colour(desk.stdout), width=width)
    if desk.has_terminal:
        desk.say(paint(WORDS[spoken].welcome.format(committee=arguments.committee)) + "\n")
    if arguments.samples:
        _show_samples(conversation, desk, paint)
    for line in read_lines(desk):
        desk.say(paint(conversation.take(line)) + "\n")


def _show_samples(conversation: Conversation, desk: Desk, paint: Callable[[str], str]) -> None:
    for words in WORDS.values():
        desk.say(PROMPT + words.sample_question)
        desk.say(paint(conversation.take(words.sample_question)) + "\n")
    conversation.forget_questions()
