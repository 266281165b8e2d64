"""`make` on a fresh machine: locks that fit their pins, and clear sentences where something is missing."""

import hashlib
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)", re.MULTILINE)


def pins(file: str) -> dict[str, str]:
    text = (ROOT / file).read_text()
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in PINNED.findall(text)}


@pytest.mark.parametrize(
    ("direct", "lock"), [("requirements.txt", "requirements.lock"), ("requirements-dev.txt", "requirements-dev.lock")]
)
def test_lock_holds_every_direct_pin(direct, lock):
    assert pins(direct).items() <= pins(lock).items()


def test_development_lock_holds_the_whole_runtime_lock():
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_is_hashed_and_names_no_place(lock):
    text = (ROOT / lock).read_text()
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(blocks) == len(pins(lock))
    assert all("--hash=sha256:" in block for block in blocks)
    assert re.findall(r"^.*(?:://|--index|--find-links|--extra|/home/|/tmp/).*$", text, re.MULTILINE) == []


def test_every_direct_pin_has_a_reason():
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / file).read_text().splitlines() if "==" in line]
        assert [line for line in lines if not re.search(r"==\S+\s+# \S", line)] == []


def install(tmp_path: Path, python: str) -> subprocess.CompletedProcess:
    """Run the installation in an empty folder with a stand-in for Python that answers like `python`, a shell script."""
    stand_in = tmp_path / "bin" / "python3"
    stand_in.parent.mkdir()
    stand_in.write_text(f"#!/bin/sh\n{python}\n")
    stand_in.chmod(0o755)
    (tmp_path / "requirements.lock").write_text("")
    surroundings = os.environ | {"PATH": f"{stand_in.parent}:{os.environ['PATH']}", "PYTHON": "python3"}
    command = [ROOT / ".ci" / "install", "requirements.lock"]
    return subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True)


def test_old_python_is_named(tmp_path):
    done = install(tmp_path, 'case "$2" in *sys.exit*) exit 1;; *) echo 3.9;; esac')
    assert done.returncode == 1
    assert done.stderr.startswith("This needs Python 3.11 or newer, and python3 is 3.9.")


def test_missing_venv_names_the_line_that_installs_it_and_leaves_nothing(tmp_path):
    done = install(tmp_path, 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac')
    assert (done.returncode, done.stderr) == (
        1,
        "Python's venv module is missing. Install it with: sudo apt-get install python3-venv\n",
    )
    assert not (tmp_path / ".venv").exists()


def test_missing_python_is_named(tmp_path):
    command = ["/bin/sh", ROOT / ".ci" / "install", "requirements.lock"]
    done = subprocess.run(command, cwd=tmp_path, env={"PATH": "/nowhere"}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (
        1,
        "Python is missing. Install it with: sudo apt-get install python3 python3-venv\n",
    )


def wheel(folder: Path) -> Path:
    """A package of one empty module, as pip takes it."""
    file = folder / "tiny-1.0-py3-none-any.whl"
    about = "tiny-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("tiny.py", "")
        packed.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{about}/RECORD", "")
    return file


def test_package_is_installed_only_as_the_wheel_that_its_hash_names(tmp_path):
    offered = tmp_path / "offered"
    offered.mkdir()
    file = wheel(offered)
    sources = offered / "built-1.0.tar.gz"
    sources.write_bytes(b"what a build would run")
    right, built = (hashlib.sha256(each.read_bytes()).hexdigest() for each in (file, sources))
    surroundings = os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(offered), "PIP_CONFIG_FILE": os.devnull}

    def install_of(line: str) -> subprocess.CompletedProcess:
        (tmp_path / "requirements.lock").write_text(line + "\n")
        command = [ROOT / ".ci" / "install", "requirements.lock"]
        return subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True)

    for line, refusal in [
        ("tiny==1.0", "Hashes are required"),
        (f"tiny==1.0 --hash=sha256:{'0' * 64}", "THESE PACKAGES DO NOT MATCH THE HASHES"),
        (f"built==1.0 --hash=sha256:{built}", "No matching distribution found for built==1.0"),
    ]:
        done = install_of(line)
        assert done.returncode == 1
        assert refusal in done.stderr
        assert list(tmp_path.glob(".venv/lib/*/site-packages/tiny.py")) == []
    assert install_of(f"tiny==1.0 --hash=sha256:{right}").returncode == 0
    assert len(list(tmp_path.glob(".venv/lib/*/site-packages/tiny.py"))) == 1


@pytest.mark.parametrize(("target", "locks"), [("run", ["requirements.lock"]), ("lint", ["requirements-dev.lock"])])
def test_site_is_run_with_what_it_needs_and_nothing_that_is_for_work_on_the_code(target, locks):
    told = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"\.ci/install (\S+)", told) == locks


def test_make_alone_lists_what_can_be_made():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.findall(r"^make (\w+)", done.stdout, re.MULTILINE) == [
        "help",
        "run",
        "dev",
        "test",
        "coverage",
        "mutation",
        "bench",
        "faults",
        "observatory",
        "roles",
        "diagram",
        "lint",
        "format",
        "lock",
        "audit",
        "sbom",
    ]
