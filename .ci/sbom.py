"""Write the bill of materials (CycloneDX 1.6, JSON) of what a running site consists of: .ci/sbom.py FILE

Made from the lock, which says what is installed, with which hashes and for the sake of what. Licences are those that
the packages themselves declare, as installed here. The same lock gives the same file, byte for byte: it holds no time,
and its serial number follows from the lock.
"""

import hashlib
import re
import sys
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression, is_supported_id
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
FONTS = ROOT / "static" / "fonts"
PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)(?: ; ([^\\\n]+))?", re.IGNORECASE)
SITE = "the site"  # what the lock calls `-r requirements.txt`


def declared_licences(name: str, version: str) -> list[License]:
    """What the package says of itself, or nothing where this environment has no such version of it."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if about["Version"] != version:
        return []
    stated = about["License-Expression"] or about["License"] or ""
    if stated and (is_supported_id(stated) or is_expression(stated)):
        return [LicenseFactory().make_from_string(stated)]
    named = [entry.split(" :: ")[-1] for entry in about.get_all("Classifier", []) if entry.startswith("License ::")]
    return [LicenseFactory().make_from_string(words) for words in named or stated.splitlines()[:1]]


def package(name: str, version: str, condition: str | None, hashes: list[str]) -> Component:
    """One package. Of its hashes, one belongs to the wheel that pip chooses for the machine."""
    url = PackageURL("pypi", None, name, version)
    return Component(
        name=name,
        version=version,
        purl=url,
        bom_ref=str(url),
        licenses=declared_licences(name, version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in hashes],
        properties=[Property(name="condition", value=condition.strip())] if condition else [],
    )


def locked() -> dict[str, tuple[Component, list[str]]]:
    """Every package of the lock, with the names of those that want it."""
    found = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", LOCK.read_text(encoding="utf-8")):
        name, version, condition = PINNED.match(block).groups()
        reasons = re.findall(r"^ +#(?: via)? +(\S.*)$", block, re.MULTILINE)
        wanted_by = [SITE if reason.startswith("-r ") else reason.split("[")[0] for reason in reasons]
        component = package(name, version, condition, re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        found[name] = component, wanted_by
    return found


def font(file: Path) -> Component:
    name = file.relative_to(ROOT).as_posix()
    return Component(
        type=ComponentType.FILE,
        name=name,
        bom_ref=name,
        licenses=[LicenseFactory().make_with_id("OFL-1.1")],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(file.read_bytes()).hexdigest())],
    )


def bill() -> Bom:
    site = Component(
        type=ComponentType.APPLICATION,
        name="practice-website",
        bom_ref=SITE,
        licenses=[LicenseFactory().make_with_id("MIT")],
    )
    packages, fonts = locked(), [font(file) for file in sorted(FONTS.glob("*.woff2"))]
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, LOCK.read_text(encoding="utf-8")),
        components=[component for component, _ in packages.values()] + fonts,
    )
    bom.metadata.component, bom.metadata.timestamp = site, None
    bom.register_dependency(site, [*wanted(by=SITE, of=packages), *fonts])
    for name, (component, _) in packages.items():
        bom.register_dependency(component, wanted(by=name, of=packages))
    return bom


def wanted(*, by: str, of: dict[str, tuple[Component, list[str]]]) -> list[Component]:
    return [component for component, reasons in of.values() if by in reasons]


def main(file: str) -> None:
    bom = bill()
    text = JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
    if problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"The bill of materials does not follow its schema: {problem}")
    Path(file).write_text(text, encoding="utf-8")
    print(f"{file}: {len(bom.components)} parts")


main(sys.argv[1])
