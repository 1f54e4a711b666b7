"""A Chromium for tests: found on the machine, or Debian's own installed where that is allowed."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium for the browser tests. Install it (Debian: apt-get install chromium fonts-noto-cjk), "
    "or set CHROMIUM to the path of a Chromium or Chrome."
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
        print(find_chromium(), flush=True)
    except RuntimeError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
