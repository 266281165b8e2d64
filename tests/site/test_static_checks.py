"""`make lint` finds risky code, every exception from its rules says why, and templates mark nothing else as safe."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.site.running import ROOT

CODE = ["practice_site", "procedures", "consultations", ".ci", "bench"]
RISKY = {
    "S307": "answer = eval(input())",
    "S324": "import hashlib\n\nhashlib.md5(b'words')",
    "S301": "import pickle\n\npickle.loads(b'')",
    "S305": "from cryptography.hazmat.primitives.ciphers import modes\n\nmodes.ECB()",
    "S311": "import random\n\nrandom.choice('abc')",
    "S314": "from xml.etree import ElementTree\n\nElementTree.fromstring('<a/>')",
    "S501": "import requests\n\nrequests.get('https://host', verify=False, timeout=1)",
    "S602": "import subprocess\n\nsubprocess.run('ls ' + input(), shell=True)",
    "S608": "def sql(name):\n    return f'SELECT * FROM people WHERE name = {name}'",
    "B703": "from django.utils.safestring import mark_safe\n\n\ndef bold(words):\n    return mark_safe(f'<b>{words}')",
}


def lint_of(file: Path) -> str:
    """What the two tools say about `file`, with the rules of this project."""
    ruff = ["ruff", "check", "--no-cache", "--output-format", "concise", "--config", ROOT / "pyproject.toml", file]
    bandit = ["bandit", "--quiet", "--configfile", ROOT / "pyproject.toml", file]
    said = [subprocess.run([sys.executable, "-m", *tool], capture_output=True, text=True) for tool in (ruff, bandit)]
    return "".join(done.stdout for done in said)


@pytest.mark.parametrize("rule", RISKY)
def test_risky_code_is_found(tmp_path, rule):
    file = tmp_path / "risky.py"
    file.write_text(RISKY[rule] + "\n")
    assert rule in lint_of(file)


def test_constant_markup_is_no_finding(tmp_path):
    file = tmp_path / "calm.py"
    file.write_text("from django.utils.safestring import mark_safe\n\nRULE = mark_safe('<hr>')\n")
    assert lint_of(file) == "All checks passed!\n"


CONNECTS = {"aiohttp", "asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib3", "xmlrpc"}
MAY_CONNECT = {
    "practice_site/management/commands/run_site.py": {"http", "socket"},  # listens, and asks itself whether it answers
    "practice_site/mail_delivery.py": {"smtplib"},  # the names of what goes wrong; Django sends, to EMAIL_URL alone
}


def connecting_modules(file: Path) -> set[str]:
    imports = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in imports if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.split(".")[0] for name in names} & CONNECTS | {"urllib.request"} & set(names)


def test_code_opens_no_connection_but_to_its_database_and_its_mail_server():
    files = [file for room in ("practice_site", "procedures", "consultations") for file in (ROOT / room).rglob("*.py")]
    found = {file.relative_to(ROOT).as_posix(): connecting_modules(file) for file in files}
    assert {name: modules for name, modules in found.items() if modules} == MAY_CONNECT


def exceptions() -> list[str]:
    """Every line of code that is let off a security rule, with its place."""
    files = [file for folder in CODE for file in sorted((ROOT / folder).rglob("*.py"))]
    return [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"# no(sec|qa: \S*S\d)", line)
    ]


def test_every_exception_in_the_code_says_why():
    found = exceptions()
    assert len(found) >= 10
    reason = re.compile(r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)*  ?\(?\w.+$|# nosec B\d+ # \w.+$")
    assert [line for line in found if not reason.search(line)] == []


def test_every_exception_in_the_settings_of_the_tools_says_why():
    text = (ROOT / "pyproject.toml").read_text()
    tools = tomllib.loads(text)["tool"]
    rules = [*tools["ruff"]["lint"]["ignore"], *tools["bandit"]["skips"], *tools["ruff"]["lint"]["per-file-ignores"]]
    lines = {rule: [line for line in text.splitlines() if f'"{rule}"' in line] for rule in rules}
    assert [rule for rule, found in lines.items() if not re.search(r"# \w.+$", found[0])] == []


def test_templates_mark_nothing_as_safe_but_the_cleaned_rich_text():
    marked = {
        file.relative_to(ROOT / "templates").as_posix(): re.findall(r"\S+\|safe\w*\b|autoescape\s+off", text)
        for file in sorted((ROOT / "templates").rglob("*.*"))
        if (text := file.read_text(encoding="utf-8"))
    }
    assert {name: found for name, found in marked.items() if found} == {
        "admin/second_factor/recovery_codes.txt": ["autoescape off"],  # plain text, and sent as such
        "blocks/note.html": ["item.html|safe"],
        "blocks/question.html": ["item.answer_html|safe"],
        "blocks/richtext.html": ["item.html|safe"],
    }


def test_scripts_make_no_markup_and_no_code_from_text():
    words = r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|srcdoc|eval|Function|onmessage)\b"
    scripts = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "static" / "js").rglob("*.js")}
    assert len(scripts) > 10
    assert {name: found for name, text in scripts.items() if (found := re.findall(words, text))} == {}
    hearing = {name for name, text in scripts.items() if re.search(r"postMessage|[\"']message[\"']", text)}
    assert hearing == {"session_end.js"}  # by a BroadcastChannel, in which no other site can speak
    keeping = {name for name, text in scripts.items() if re.search(r"\b(local|session)Storage\b|\bindexedDB\b", text)}
    # What was typed into a page for readers, whether keys are on, what was typed when a session ended (in one tab).
    assert keeping == {"recovery.js", "inbox_keys.js", "typed_text.js"}


def test_scripts_write_to_no_key_that_comes_from_elsewhere():
    """Otherwise a key such as `__proto__` in what the site answers would change every object of the page."""
    by_key = re.compile(r"[\w)\]]\[[^\]'\"\d]+\]\s*(?:[+?|&]*=)(?![=>])|__proto__")
    scripts = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "static" / "js").rglob("*.js")}
    found = {
        name: [line.strip() for line in text.splitlines() if by_key.search(line)] for name, text in scripts.items()
    }
    named = 'for (const name of ["src", "width", "height"]) image[name] = picture[name]'
    assert {name: lines for name, lines in found.items() if lines} == {
        "picture_dialog.js": [named],
        "picture_field.js": [named],
    }
