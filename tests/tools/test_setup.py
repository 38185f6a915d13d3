"""``tools/setup`` finds what works and is not fooled by what only looks like it.

Every test is a small checkout of its own, with programs that stand in for uv and Python and log what they are asked.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

# A uv that makes the environment the script asks for.
UV = """#!/bin/sh
echo "uv $*" >> "$LOG"
case $1 in
    --version) echo "uv 1.0" ;;
    sync) mkdir -p .venv/bin; ln -sf "$REAL_PYTHON" .venv/bin/python ;;
    python) exit 1 ;;
esac
"""
BROKEN_SHIM = '#!/bin/sh\necho "pyenv: $0: command not found" >&2\nexit 127\n'


class Checkout:
    """A checkout in a path with a space, and a PATH of which the test decides every program."""

    def __init__(self, root: Path) -> None:
        self.root = root / "a checkout"
        self.log = root / "log"
        self.home = root / "home"
        self.path: list[Path] = []
        (self.root / "tools").mkdir(parents=True)
        self.home.mkdir()
        shutil.copy(CHECKOUT / "tools" / "setup", self.root / "tools")
        system = self.directory("system")
        for name in ("sh", "dirname", "id", "tr", "rm", "mkdir", "ln", "head", "cat"):
            (system / name).symlink_to(str(shutil.which(name)))

    def directory(self, name: str) -> Path:
        """A new directory at the end of the PATH."""
        directory = self.root.parent / name
        directory.mkdir()
        self.path.append(directory)
        return directory

    def program(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def python(self, path: Path) -> None:
        """A Python 3.13 that works."""
        self.program(path, f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.pathsep.join(str(directory) for directory in self.path),
            "HOME": str(self.home),
            "LOG": str(self.log),
            "REAL_PYTHON": sys.executable,
        }
        command = [str(self.root / "tools" / "setup"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    def asked(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_uv_that_only_looks_like_one_is_passed_over(checkout: Checkout) -> None:
    checkout.program(checkout.directory("shims") / "uv", BROKEN_SHIM)
    working = checkout.directory("bin")
    checkout.program(working / "uv", UV)
    checkout.python(working / "python3.13")
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert f"uv sync -q --frozen --python {sys.executable}" in checkout.asked()
    assert not (checkout.root / ".uv").exists()


def test_without_any_uv_one_is_installed_privately(checkout: Checkout) -> None:
    """The Python that stands in makes a ``.uv`` whose pip installs the stand-in uv."""
    bin_directory = checkout.directory("bin")
    stored = checkout.program(checkout.root.parent / "stored-uv", UV)
    pip = f'#!/bin/sh\necho "pip $*" >> "$LOG"\ncp "{stored}" .uv/bin/uv\n'
    (checkout.path[0] / "cp").symlink_to(str(shutil.which("cp")))
    (checkout.path[0] / "chmod").symlink_to(str(shutil.which("chmod")))
    checkout.program(
        bin_directory / "python3.13",
        "#!/bin/sh\n"
        'if [ "$1 $2" = "-m venv" ]; then\n'
        f'    mkdir -p "$3/bin"; cat > "$3/bin/python" <<\'PIP\'\n{pip}PIP\n'
        '    chmod +x "$3/bin/python"; exit\n'
        "fi\n"
        f'exec "{sys.executable}" "$@"\n',
    )
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert "installing uv privately" in done.stderr
    assert "pip -m pip install -q uv" in checkout.asked()
    assert "uv sync -q --frozen" in checkout.asked()


def test_no_uv_and_no_python_says_where_to_get_it(checkout: Checkout) -> None:
    done = checkout.setup()
    assert done.returncode == 1
    assert done.stderr == (
        "setup: no working uv and no Python 3.8 or newer to install it with: see https://docs.astral.sh/uv/\n"
    )


def test_python_is_found_in_pyenv_when_its_shim_does_not_run(checkout: Checkout) -> None:
    bin_directory = checkout.directory("bin")
    checkout.program(bin_directory / "uv", UV)
    checkout.program(bin_directory / "python3.13", BROKEN_SHIM)
    checkout.program(bin_directory / "python3", BROKEN_SHIM)
    checkout.python(checkout.home / ".pyenv" / "versions" / "3.13.7" / "bin" / "python3.13")
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert f"uv sync -q --frozen --python {sys.executable}" in checkout.asked()


def test_no_python_anywhere_is_one_line(checkout: Checkout) -> None:
    """uv is asked to find one, then to install one, and only then does the script give up."""
    checkout.program(checkout.directory("bin") / "uv", UV)
    done = checkout.setup()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "setup: no Python 3.13: type  pyenv install 3.13  or  sudo apt-get install python3.13-venv"
    )
    assert "uv python find 3.13" in checkout.asked()
    assert "uv python install -q 3.13" in checkout.asked()
    assert "uv sync" not in checkout.asked()


@pytest.mark.parametrize(
    ("is_root", "expected"),
    [("0", "apt-get install -y -qq --no-install-recommends chromium"), ("1000", "")],
)
def test_debian_installs_as_root_and_names_the_line_otherwise(
    checkout: Checkout, is_root: str, expected: str
) -> None:
    checkout.path[0].joinpath("id").unlink()
    checkout.program(checkout.path[0] / "id", f"#!/bin/sh\necho {is_root}\n")
    checkout.program(checkout.directory("bin") / "apt-get", '#!/bin/sh\necho "apt-get $*" >> "$LOG"\n')
    done = checkout.setup("browser")
    assert done.returncode == (0 if expected else 1)
    assert expected in checkout.asked()
    if not expected:
        assert "type  sudo apt-get install chromium" in done.stderr
        assert checkout.asked() == ""


def test_browser_that_is_there_is_enough(checkout: Checkout) -> None:
    checkout.program(checkout.directory("bin") / "chromium", "#!/bin/sh\n")
    assert checkout.setup("browser").returncode == 0
