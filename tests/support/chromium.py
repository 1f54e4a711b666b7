"""A Chromium for tests, and what the program that drives it needs: found on the machine, or installed from Debian's
packages where that is allowed."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium for the browser tests. Install it (Debian: apt-get install chromium fonts-noto-cjk), "
    "or set CHROMIUM to the path of a Chromium or Chrome."
)
NO_DRIVER = (
    "The program with which playwright drives the browser does not start: {fault}. "
    "Debian: apt-get install {packages}; or set PLAYWRIGHT_NODEJS_PATH to a Node.js that starts."
)


def find_chromium() -> str:
    """Path of the browser; raises RuntimeError, saying what to install, when there is none."""
    path = _present()
    if path is None and _may_install():
        _install("chromium")
        path = _present()
    if path is None:
        raise RuntimeError(MISSING)
    if not has_chinese_font() and _may_install():
        _install("fonts-noto-cjk")
    return path


def check_driver() -> None:
    """Make sure that playwright's own Node.js starts; raises RuntimeError, saying what to install, when it does not.

    It is linked with libatomic, which neither it nor Debian's chromium brings along."""
    fault = _driver_fault()
    if fault and _may_install():
        _install("libatomic1")
        fault = _driver_fault()
    if fault:
        lacking = _present() is None
        packages = " ".join(["libatomic1", *(["chromium", "fonts-noto-cjk"] if lacking else [])])
        raise RuntimeError(NO_DRIVER.format(fault=fault, packages=packages))


def _driver_fault() -> str:
    """Why playwright's Node.js does not start; empty when it does."""
    spec = find_spec("playwright")
    if spec is None or not spec.origin:
        return "playwright is not installed"
    program = os.environ.get("PLAYWRIGHT_NODEJS_PATH") or str(Path(spec.origin).parent / "driver" / "node")
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=60)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"it ended with {done.returncode}"


def launch_arguments() -> list[str]:
    """What the browser needs to run here: root has no sandbox, containers have a small /dev/shm."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def has_chinese_font() -> bool:
    """Whether Chinese text on a screenshot is readable; without fontconfig nobody can tell, so yes."""
    if shutil.which("fc-list") is None:
        return True
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def _present() -> str | None:
    given = os.environ.get("CHROMIUM")
    if given:
        if shutil.which(given) is None:
            raise RuntimeError(f"CHROMIUM names {given}, which is not a program.")
        return shutil.which(given)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(package: str) -> None:
    print(f"==> Installing Debian's {package}", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
    ):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(f"{' '.join(command)} failed:\n{done.stderr}", file=sys.stderr, flush=True)


def main() -> None:
    """Print the path on standard output, or end with what to install."""
    try:
        check_driver()
        print(find_chromium(), flush=True)
    except RuntimeError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
