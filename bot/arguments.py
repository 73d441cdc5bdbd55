"""The command line: names, options and their help. Nothing heavy is imported, so that ``--help`` answers at once."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeAlias

from config.checks import check_chat_model, check_committee

if TYPE_CHECKING:
    _Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

DEFAULT_COMMITTEE = "interpol"

_EPILOG = """\
exit codes: 0 done, 1 failed, 2 wrong usage or settings.
The settings come from the environment and .env; .env.example names them all."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser; ``command`` names the chosen command."""
    parser = argparse.ArgumentParser(
        prog="dragoman",
        description="Answers a Model UN committee's questions, in Spanish and English, from its own documents.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version)
    parser.add_argument("-v", "--verbose", action="store_true", help="write a log to standard error")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_questions(commands)
    _add_documents(commands)
    _add_telegram(commands)
    _add_upkeep(commands)
    return parser


def committee_name(text: str) -> str:
    """Return a committee's slug, for argparse.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return check_committee(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def chat_model_name(text: str) -> str:
    """Return a chat model's name, for argparse.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return check_chat_model(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


class _Version(argparse.Action):
    """Prints the version, which is looked up only when asked for."""

    def __init__(self, option_strings: list[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help="print the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            parser.exit(message=f"dragoman {version('dragoman')}\n")
        except PackageNotFoundError:
            parser.exit(message="dragoman, not installed\n")


def _add_questions(commands: _Commands) -> None:
    ask = commands.add_parser("ask", help="one reply on standard output, or one for each line of a file")
    ask.add_argument("question", nargs="*", metavar="QUESTION")
    ask.add_argument("--batch", metavar="FILE", help='JSON lines {"id", "question", "history"}; - is standard input')
    _add_committee(ask)
    _add_language(ask, "language of the reply; else the question's")
    _add_json(ask)
    chat = commands.add_parser("chat", help="the same conversation in the terminal")
    chat.add_argument("--samples", action="store_true", help="begin with one exchange in each language")
    _add_committee(chat)
    _add_language(chat, "language of the replies; else each question's")


def _add_documents(commands: _Commands) -> None:
    ingest = commands.add_parser("ingest", help="index files and folders: .md .txt .html .docx .pdf")
    ingest.add_argument("paths", nargs="*", metavar="PATH", help="none: the bundled documents")
    ingest.add_argument("--title", help="the document's name, shared by its editions")
    _add_committee(ingest)
    _add_language(ingest, "language of the documents; else found by itself")
    _add_json(ingest)
    documents = commands.add_parser("documents", help="what is indexed")
    _add_committee(documents)
    _add_json(documents)
    remove = commands.add_parser("remove", help="take a document out, in all its languages")
    remove.add_argument("document", metavar="DOCUMENT")
    _add_committee(remove)


def _add_telegram(commands: _Commands) -> None:
    commands.add_parser("run", help="the Telegram bot")
    invite = commands.add_parser("invite", help="let people into a committee: prints what they send with /start")
    invite.add_argument("--role", required=True, choices=("delegate", "chair", "organiser"))
    invite.add_argument("--uses", metavar="N", help="how many people it lets in; else any number")
    invite.add_argument("--expires", metavar="SPAN", help="how long it holds, e.g. 90s, 45m, 12h, 3d; else for good")
    _add_committee(invite)
    _add_json(invite)
    announce = commands.add_parser("announce", help="send an announcement to a committee, each in their language")
    announce.add_argument("--en", metavar="TEXT", help="what English readers get")
    announce.add_argument("--es", metavar="TEXT", help="what Spanish readers get")
    announce.add_argument("--at", metavar="TIME", help="when, e.g. 14:30, 'in 10 min', 'tomorrow 9:00'; else at once")
    announce.add_argument("--dry-run", action="store_true", help="show what would be read, by how many; send nothing")
    _add_committee(announce)
    _add_json(announce)


def _add_upkeep(commands: _Commands) -> None:
    evaluate = commands.add_parser("eval", help="score questions whose answers are known")
    evaluate.add_argument("--questions", metavar="FILE", help="JSON lines; default: the shipped questions")
    evaluate.add_argument(
        "--chat-model", type=chat_model_name, metavar="PROVIDER:MODEL", help="in place of DRAGOMAN_CHAT_MODEL"
    )
    evaluate.add_argument("--split", help="only the questions of this split")
    evaluate.add_argument("--failures", action="store_true", help="print what went wrong, question by question")
    _add_committee(evaluate)
    _add_json(evaluate)
    export = commands.add_parser("export", help="questions, rulings, announcements as JSON, without personal data")
    _add_committee(export)
    purge = commands.add_parser("purge", help="erase everything of a committee, after the conference")
    purge.add_argument("--yes", action="store_true", help="do not ask for its name first, as a terminal does")
    purge.add_argument(
        "--committee", type=committee_name, required=True, metavar="C", help="which; there is no default"
    )
    commands.add_parser("doctor", help="check settings, model, documents, database, token; a line each, with the mend")


def _add_committee(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--committee", type=committee_name, default=DEFAULT_COMMITTEE, metavar="C", help=f"default: {DEFAULT_COMMITTEE}"
    )


def _add_language(parser: argparse.ArgumentParser, help_text: str) -> None:
    parser.add_argument("--language", choices=("en", "es"), help=help_text)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON value on standard output")
