"""What the MDN HTTP Observatory gives the site that really runs, behind a TLS front of its own.

.venv/bin/python bench/observatory.py [FOLDER]

Needs `node` (20 or newer) and `npm` on the PATH, and for the first time a registry from which npm can install. The
package goes into FOLDER, or into a temporary one that goes again; the repository never holds it. Nothing is asked of
the Observatory's own servers. Ends with 1 when a page has fewer points than its limit, with 2 when a tool is missing.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.tls_front import TlsFront
from tests.site.running import free_port, manage, running_site
from tests.site.tls import certificate

PACKAGE = "@mdn/mdn-http-observatory@1.4.8"
LIMITS = {
    "home": 135,
    "procedure page": 135,
    "consultation form": 135,
    "private page": 135,
    "staff sign-in": 125,
}
SCAN = """
import { scan } from "@mdn/mdn-http-observatory";
const { scan: sum, tests } = await scan(process.argv[1]);
const parts = Object.entries(tests).map(([name, test]) => [name, test.result, test.scoreModifier]);
console.log(JSON.stringify({ score: sum.score, grade: sum.grade, status: sum.statusCode, parts }));
"""
PRIVATE_LINK = """
from consultations import private_link
from consultations.models import ConsultationRequest
print("link", private_link.issue(ConsultationRequest.objects.first()))
"""


def install(folder: Path) -> None:
    """The package without its scripts, which would fetch lists from afar; no host of this machine is on any."""
    package = folder / "node_modules" / "@mdn" / "mdn-http-observatory"
    if not package.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "install", *quiet, PACKAGE], cwd=folder, check=True)
    (package / "conf" / "hsts-preload.json").write_text("{}", encoding="utf-8")


def scan(address: str, folder: Path, trusted: Path) -> dict:
    """Points, grade, and what each test of the Observatory adds or takes."""
    command = ["node", "--input-type=module", "--eval", SCAN, address.removeprefix("https://")]
    trusting = os.environ | {"NODE_EXTRA_CA_CERTS": str(trusted)}
    done = subprocess.run(command, cwd=folder, env=trusting, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def variables_of_a_public_site(house: Path, port: int) -> dict[str, str]:
    return {
        "SITE_URL": f"https://127.0.0.1:{port}",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ENCRYPTION_KEYS_FILE": str(house / "keys" / "ring.json"),
        "TRUSTED_PROXIES": "1",
        "DEBUG": "",
        "EMAIL_URL": "",
    }


def addresses(data_dir: Path, variables: dict) -> dict[str, str]:
    """The address of each page, that of the private page from a made-up request."""
    manage("make_sample_requests", 1, "--among-real-requests", DATA_DIR=str(data_dir), **variables)
    said = manage("shell", "--command", PRIVATE_LINK, DATA_DIR=str(data_dir), **variables).stdout
    paths = ["/", "/procedures/secondary-rhinoplasty/", "/consultation/", None, "/admin/login/"]
    private = next(line.split()[1] for line in said.splitlines() if line.startswith("link "))
    return {
        name: private if path is None else variables["SITE_URL"] + path
        for name, path in zip(LIMITS, paths, strict=True)
    }


def show(name: str, found: dict) -> bool:
    is_kept = found["score"] >= LIMITS[name] and found["status"] == 200
    verdict = "kept" if is_kept else "MISSED"
    print(f"{name:<18} {found['score']:4} {found['grade']:<3} at least {LIMITS[name]}   {verdict}")
    for test, result, modifier in found["parts"]:
        print(f"    {modifier:+3}  {test:<30} {result}")
    return is_kept


def main(folder: Path, house: Path) -> int:
    install(folder)
    port = free_port()
    variables = variables_of_a_public_site(house, port)
    with running_site(house / "data", **variables) as site:
        site.wait_for("Ctrl-C stops everything.")
        TlsFront(port, site.port, certificate(house))
        pages = addresses(house / "data", variables)
        kept = [show(name, scan(address, folder, house / "cert.pem")) for name, address in pages.items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    if missing := [tool for tool in ("node", "npm") if not shutil.which(tool)]:
        sys.exit(print(f"This needs {' and '.join(missing)}, which cannot be found here.", file=sys.stderr) or 2)
    with tempfile.TemporaryDirectory(prefix="site-observatory-") as scratch:
        wanted = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(scratch) / "tools"
        sys.exit(main(wanted, Path(scratch)))
