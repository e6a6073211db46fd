"""The command line. Nothing of Textual is imported until a screen is wanted."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; give its exit code: 0 fine, 1 a source failed, 2 wrong usage, 130 interrupted."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has enough: be quiet, also when Python flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def _run(words: Sequence[str]) -> int:
    gc.disable()  # what is loaded at the start stays: looking for garbage in it takes time and finds none
    try:
        from .commands import COMMANDS
        from .commands.arguments import parser, whole

        asked = parser(words).parse_args(whole(words))
        run = COMMANDS[asked.command]()
        gc.freeze()  # else it would be looked through as soon as the collector may work again
    finally:
        gc.enable()
    return run(asked)


if __name__ == "__main__":
    sys.exit(main())
