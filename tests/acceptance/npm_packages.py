"""Packages from npm, installed once into the user's cache directory, outside the source tree.

A folder beside this file names them in its package.json, with exact versions.
"""
import os
import pathlib
import shutil
import subprocess

from emulator_process import Skip

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "eventgrid-emulator-tests"


def install(folder):
    """The directory in which node finds the packages of `folder`; skips the scenario when they cannot be had."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise Skip("node and npm are not installed")
    cache = CACHE / folder.name
    cache.mkdir(parents=True, exist_ok=True)
    stamp, wanted = cache / "installed.json", (folder / "package.json").read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return cache
    (cache / "package.json").write_text(wanted)
    try:
        run = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=cache, timeout=180,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        raise Skip(f"npm could not install the packages of {folder.name} within 180 s") from None
    if run.returncode:
        raise Skip(f"npm could not install the packages of {folder.name}: "
                   f"{(run.stderr.strip().splitlines() or ['no output'])[0]}")
    stamp.write_text(wanted)
    return cache
