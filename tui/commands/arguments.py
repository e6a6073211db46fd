"""What may stand on the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, tzinfo
from typing import NoReturn

from feeds import clean_line, masked

from ..amounts import interval

EXAMPLES = """examples:
  feedreader                        what you read last, or your remembered sources; the first time a sample page
  feedreader page.txt https://…     several sources in one timeline
  feedreader page.txt               follow a saved live page; it is read again whenever it changes
  feedreader https://example.org/   follow a feed or a live page of the web; it is asked once a minute
  producer | feedreader -           read standard input, to its end
  feedreader page.txt --filter 'author:castell -rail'
  feedreader dump --json page.txt   what the page says, as JSON
  feedreader @ports                 your remembered sources of one group
  feedreader history                what is remembered, where, and how much of it
  feedreader opml import feeds.opml   take over the list of feeds of another reader
"""
OPML_EXAMPLES = """examples:
  feedreader opml import feeds.opml            add the feeds of an OPML file to yours
  feedreader opml import ~/.newsboat/urls      add those of newsboat
  feedreader opml export                       print yours as OPML
  feedreader opml export feeds.opml            write them into a new file
"""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, with what comes from outside made harmless."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {masked(clean_line(message))}; {self.prog} --help tells more\n")


class _Version(argparse.Action):
    """Tells the version, which is looked up only then: the library that knows it takes longer to load than a page to read."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(f"feedreader {version()}")
        parser.exit()


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for these words: that of the command that they begin with, else that of reading on the screen."""
    made = {"dump": _dump_parser, "opml": _opml_parser, "history": _history_parser, "config": _config_parser}.get(words[0] if words else "", _read_parser)
    return made()


def whole(words: Sequence[str]) -> list[str]:
    """The words, with a filter that begins with a minus in one word with its option: argparse would take it for another option."""
    made: list[str] = []
    for number, word in enumerate(words):
        if word == "--":
            return [*made, *words[number:]]
        if made and made[-1] == "--filter" and word.startswith("-") and not word.startswith("--"):
            made[-1] = f"--filter={word}"
        else:
            made.append(word)
    return made


def _read_parser() -> argparse.ArgumentParser:
    made = Parser(
        prog="feedreader",
        description="Follow a feed, a live page or a log in the terminal: its posts, what is new, what was edited, what was withdrawn.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="a file, an http or https address, - for standard input, or @group for what you have remembered; none opens what you read last",
    )
    _common(made)
    made.add_argument("--interval", type=_interval, metavar="TIME", help="how often addresses are asked: seconds, or 2m, 1h (default: once a minute)")
    made.add_argument("--theme", choices=("night", "paper", "contrast"), default="night", help="night (dark), paper (light) or contrast")
    made.add_argument("--ascii", action="store_true", default=None, help="draw with ASCII characters only")
    made.add_argument("--no-watch", action="store_true", help="look at the file four times a second instead of waiting for the system to tell")
    made.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    made.set_defaults(command="read")
    return made


def _dump_parser() -> argparse.ArgumentParser:
    made = Parser(prog="feedreader dump", description="Print what sources say, the newest post first, or line by line the oldest.")
    made.add_argument("command", choices=("dump",), help=argparse.SUPPRESS)
    made.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, an http or https address, or - for standard input")
    shape = made.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="as one JSON value (the default)")
    shape.add_argument("--jsonl", action="store_true", help="as JSON lines, a post a line, the oldest first; feedreader reads them back")
    _common(made)
    return made


def _opml_parser() -> argparse.ArgumentParser:
    about = "Lists of subscriptions in and out. Only http and https addresses are taken; what is refused is told."
    made = Parser(prog="feedreader opml", description=about, epilog=OPML_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("command", choices=("opml",), help=argparse.SUPPRESS)
    actions = made.add_subparsers(dest="action", required=True, metavar="import|export", parser_class=Parser)
    taking = actions.add_parser("import", prog="feedreader opml import", help="add the feeds of lists to your subscriptions")
    taking.add_argument("files", nargs="+", metavar="FILE", help="an OPML file or newsboat's urls file, or - for standard input")
    giving = actions.add_parser("export", prog="feedreader opml export", help="print your subscriptions as OPML, or write them into a file")
    giving.add_argument("file", nargs="?", metavar="FILE", help="the file to write (default: standard output)")
    giving.add_argument("--force", action="store_true", help="replace the file if there is one")
    return made


def _history_parser() -> argparse.ArgumentParser:
    about = "What feedreader remembers: where, how much, and of which sources. Posts older than a year, or than the settings say, go by themselves, unless they are starred."
    made = Parser(prog="feedreader history", description=about)
    made.add_argument("command", choices=("history",), help=argparse.SUPPRESS)
    doing = made.add_mutually_exclusive_group()
    doing.add_argument("--clean", action="store_true", help="let go of what is too old now, and give the room back")
    doing.add_argument("--forget", action="append", metavar="SOURCE", help="let go of all that is remembered of a source, starred or not")
    return made


def _config_parser() -> argparse.ArgumentParser:
    made = Parser(prog="feedreader config", description="Tell where the settings are, and whether they are right.")
    made.add_argument("command", choices=("config",), help=argparse.SUPPRESS)
    made.add_argument("--init", action="store_true", help="write a file in which every setting is explained and none is set")
    return made


def _common(made: argparse.ArgumentParser) -> None:
    made.add_argument("--filter", metavar="QUERY", default="", help="show only the posts that match, e.g. 'kind:analysis -rail'")
    made.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the day of stamps that name none (else the file's own day)")
    made.add_argument("--tz", type=_zone, metavar="ZONE", help="the zone to show times in, e.g. Europe/Oslo (else yours)")
    made.add_argument("--limit", type=_positive, metavar="BYTES", help="the largest document that is read (default: 1 GiB of a file, 16 MiB from an address)")
    made.add_argument("--no-history", action="store_true", help="neither read nor write the history (dump never does)")
    made.add_argument("--no-network", action="store_true", help="keep off the network: addresses are not asked")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write 2022-02-16") from None


def _zone(text: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise argparse.ArgumentTypeError(f"“{text}” is no time zone; write one such as Europe/Oslo or UTC") from None


def _interval(text: str) -> float:
    try:
        return interval(clean_line(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 16 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of bytes")
    return int(text)


def version() -> str:
    """The installed version."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("feedreader")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0+unknown"


def naming(error: Exception, name: str) -> str:
    """An error's text with the source in it."""
    clean = masked(clean_line(name))
    return str(error) if clean in str(error) or clean == "-" else f"{clean}: {error}"


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"feedreader: {masked(clean_line(message))}", file=sys.stderr)
