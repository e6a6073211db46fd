"""The browser of this machine: which command it is, and how an address is handed to it. No shell ever sees an address."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

SHELLS = {"sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "busybox", "env", "xargs", "eval", "sudo", "cmd", "cmd.exe", "powershell", "pwsh"}
"""Programs that would read an address as a command."""
IN_TERMINAL = {"w3m", "lynx", "links", "links2", "elinks", "browsh", "www-browser"}
"""Browsers that want the terminal, which the program has."""
DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")


def browser(environment: Mapping[str, str], platform: str, found: Callable[[str], str | None] = shutil.which) -> list[str]:
    """The command that an address is put behind: that of BROWSER, else the desktop's. Raises ValueError, whose text says why there is none."""
    refused: list[str] = []
    for wish in filter(None, environment.get("BROWSER", "").split(":")):
        try:
            words = [word for word in shlex.split(wish) if word != "%s"]
        except ValueError:
            words = []
        name = PurePath(words[0]).name if words else wish
        if name in SHELLS:
            refused.append(f"BROWSER is {name}, which would run an address as a command")
        elif not words or any("%" in word for word in words):
            refused.append(f"BROWSER={wish} is not understood")
        elif name in IN_TERMINAL:
            refused.append(f"{name} wants this terminal")
        elif found(words[0]):
            return words
        else:
            refused.append(f"{name}, which BROWSER names, is not installed")
    if refused:
        raise ValueError(refused[0])
    if platform == "darwin":
        return ["open"]
    if any(environment.get(name) for name in DESKTOP):
        for name in ("xdg-open", "wslview", "gio"):
            if found(name):
                return [name, "open"] if name == "gio" else [name]
    raise ValueError("there is no browser here")


def open_address(command: Sequence[str], address: str) -> subprocess.Popen[bytes]:
    """Start the browser with an http or https address as its last word, apart from this program and its terminal; give the process. Raises OSError."""
    return subprocess.Popen(  # noqa: S603  (a list of words, no shell; the address begins with its scheme, so it is no option)
        [*command, address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
