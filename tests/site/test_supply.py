"""What a site consists of is known: written down in one file, and asked about where advisories can be reached."""

import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.markers import Marker

from tests.site.running import ROOT, subprocess_environment
from tests.site.test_installation import pins


def run(script: str, *arguments: str, **variables) -> subprocess.CompletedProcess:
    command = [sys.executable, f".ci/{script}", *arguments]
    return subprocess.run(command, cwd=ROOT, env=subprocess_environment(**variables), capture_output=True, text=True)


# The bill of materials


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> dict:
    file = tmp_path_factory.mktemp("bill") / "sbom.cdx.json"
    done = run("sbom.py", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{file}: {len(json.loads(file.read_text())['components'])} parts\n"
    return json.loads(file.read_text())


def packages(bill: dict) -> dict[str, dict]:
    return {part["name"]: part for part in bill["components"] if part["type"] == "library"}


def test_bill_names_every_locked_package_with_every_hash(bill):
    parts = packages(bill)
    assert {name: part["version"] for name, part in parts.items()} == pins("requirements.lock")
    assert all(part["purl"] == f"pkg:pypi/{name}@{part['version']}" for name, part in parts.items())
    hashes = [entry["content"] for part in parts.values() for entry in part["hashes"]]
    assert len(hashes) == (ROOT / "requirements.lock").read_text().count("--hash=sha256:")


def test_bill_states_a_licence_of_every_package_that_is_installed(bill):
    here = {
        name: part
        for name, part in packages(bill).items()
        if all(Marker(entry["value"]).evaluate() for entry in part.get("properties", []))
    }
    assert [name for name, part in here.items() if not part.get("licenses")] == []
    assert here["django"]["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert here["cryptography"]["licenses"] == [{"expression": "Apache-2.0 OR BSD-3-Clause"}]


def test_bill_holds_the_fonts_that_lie_beside_the_code(bill):
    files = {part["name"]: part["licenses"] for part in bill["components"] if part["type"] == "file"}
    fonts = {file.relative_to(ROOT).as_posix() for file in (ROOT / "static" / "fonts").glob("*.woff2")}
    assert files == {font: [{"license": {"id": "OFL-1.1"}}] for font in fonts}


def test_bill_says_what_is_there_for_the_sake_of_what(bill):
    names = {part["bom-ref"]: part["name"] for part in bill["components"]}
    wants = {entry["ref"]: {names[part] for part in entry.get("dependsOn", [])} for entry in bill["dependencies"]}
    direct = {name for name in wants["the site"] if name in packages(bill)}
    assert direct == pins("requirements.txt").keys()
    assert "sqlparse" in wants[packages(bill)["django"]["bom-ref"]]
    assert set(names.values()) == set().union(*wants.values())


def test_bill_follows_the_schema_and_is_the_same_each_time(bill, tmp_path):
    files = [tmp_path / "first.json", tmp_path / "second.json"]
    for file in files:
        assert run("sbom.py", str(file)).returncode == 0
    first, second = (file.read_text() for file in files)
    assert first == second
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(first) is None
    assert "timestamp" not in bill["metadata"]


# Known weaknesses


class Advisories(ThreadingHTTPServer):
    """A server that speaks the interface of OSV and knows what it is told."""

    def __init__(self, weak: set[str]):
        super().__init__(("127.0.0.1", 0), Answer)
        self.weak, self.asked = weak, {}
        self.url = f"http://127.0.0.1:{self.server_port}/v1/query"


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = question["package"]["name"]
        self.server.asked[name, question["version"]] = question["package"]["ecosystem"]
        is_weak = name in self.server.weak or (name, question["version"]) in self.server.weak
        body = json.dumps({"vulns": [advisory(name)]} if is_weak else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def advisory(name: str) -> dict:
    span = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9999.0"}]}
    affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [span]}]
    return {"id": "PYSEC-2099-1", "summary": "made up", "modified": "2099-01-01T00:00:00Z", "affected": affected}


@pytest.fixture
def advisories():
    """A function that starts such a server, and tells it what is weak."""
    started = []

    def start(*weak) -> Advisories:
        server = Advisories(set(weak))
        started.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return server

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


OLD_DJANGO = ("django", "1.0")  # asked about first: who does not know its weaknesses knows nothing


def is_for_this_machine(condition: str | None) -> bool:
    return condition is None or Marker(condition).evaluate()


def pins_for_this_machine(lock: str) -> dict[str, str]:
    conditions = dict(re.findall(r"^([a-z0-9.-]+)==\S+ ; (.+?) \\$", (ROOT / lock).read_text(), re.MULTILINE))
    return {name: version for name, version in pins(lock).items() if is_for_this_machine(conditions.get(name))}


def test_audit_asks_about_every_package_of_this_machine_and_finds_nothing(advisories):
    server = advisories(OLD_DJANGO)
    done = run("audit.py", OSV_URL=server.url)
    assert (done.returncode, done.stdout) == (0, "Asking 127.0.0.1 about every package in requirements-dev.lock\n")
    assert "No known vulnerabilities found" in done.stderr
    assert dict(server.asked.keys() - {OLD_DJANGO}) == pins_for_this_machine("requirements-dev.lock")
    assert set(server.asked.values()) == {"PyPI"}


def test_audit_fails_for_a_known_weakness_and_names_it(advisories):
    server = advisories(OLD_DJANGO, "gunicorn")
    done = run("audit.py", OSV_URL=server.url)
    assert done.returncode == 1
    version = pins("requirements.lock")["gunicorn"]
    assert done.stdout.splitlines()[-1].split() == ["gunicorn", version, "PYSEC-2099-1", "9999.0"]


def test_audit_says_that_nothing_was_checked_where_nobody_answers(advisories):
    server = advisories()
    server.shutdown()
    server.server_close()
    done = run("audit.py", OSV_URL=server.url)
    sentence = "Nothing was checked: the advisories of 127.0.0.1 cannot be reached from here (no connection).\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, sentence, "")


def test_audit_trusts_no_server_that_knows_nothing(advisories):
    server = advisories()
    done = run("audit.py", OSV_URL=server.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Nothing was checked: ")
    assert done.stdout.endswith("(what answers there knows of no weakness in Django 1.0).\n")
    assert list(server.asked) == [OLD_DJANGO]
