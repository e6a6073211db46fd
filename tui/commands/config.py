"""`feedreader config`: where the settings are, and a first file of them."""

from __future__ import annotations

import argparse
import sys

from feeds import FeedError, clean_line

from ..places import settings_folder
from ..settings import NAME, default_settings, read_settings
from ..subscriptions import make_folder, write_new
from .arguments import complain


def run(asked: argparse.Namespace) -> int:
    """Check the settings and tell where they are; or write a file in which everything is explained and nothing is set. 1 when that cannot be, 2 for wrong settings."""
    folder = settings_folder()
    path = folder / NAME
    try:
        if asked.init:
            make_folder(folder)
            write_new(path, default_settings().encode(), replace=False)
    except FeedError as error:
        complain(str(error).replace("; --force replaces it", ""))
        return 1
    try:
        settings = read_settings(folder)
    except FeedError as error:
        complain(str(error))
        return 2
    for remark in settings.remarks:
        complain(remark)
    if path.exists() and not asked.init and not settings.remarks:
        count = len(settings.sources)
        complain(f"the settings are right and name {count or 'no'} source{'s' * (count != 1)}")
    there = "" if path.exists() else ": there is none yet; feedreader config --init writes one"
    sys.stdout.write(f"{clean_line(str(path))}{there}\n")
    return 0
