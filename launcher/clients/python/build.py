#!/usr/bin/env python3
"""Builds the wheel and the sdist without a network: build.py VERSION FOLDER

VERSION is Maven's; X-SNAPSHOT becomes X.dev0. FOLDER is made anew and gets both.
"""

import os
import pathlib
import re
import shutil
import sys

SOURCE = pathlib.Path(__file__).resolve().parent


def main(version: str, folder: pathlib.Path) -> None:
    from flit_core import buildapi

    shutil.rmtree(folder, ignore_errors=True)
    copy = folder / "source"
    copy.mkdir(parents=True)
    for name in ("threadedstreams", "tests", "examples"):
        shutil.copytree(SOURCE / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(SOURCE / name, copy)
    shutil.copy(SOURCE.parents[2] / "LICENSE", copy)
    package = copy / "threadedstreams" / "__init__.py"
    text = package.read_text("utf-8")
    told = re.sub("-SNAPSHOT$", ".dev0", version)
    package.write_text(re.sub('__version__ = ".*"', '__version__ = "%s"' % told, text), "utf-8")
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1767225600")
    os.chdir(copy)
    for name in (buildapi.build_wheel(str(folder)), buildapi.build_sdist(str(folder))):
        (folder / name).chmod(0o644)
        print("built", folder / name)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(sys.argv[1], pathlib.Path(sys.argv[2]).resolve())
    except ImportError as missing:
        sys.exit("the Python client is not built: %s; install flit (Debian: apt install flit)" % missing)
