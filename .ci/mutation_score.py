"""How many of the changes that `mutmut run` made were noticed by a test. Ends with 1 where it is too few.

A test fails, or never ends: noticed. No test fails, or none comes by: not noticed.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code

LEAST = 85  # per cent, of each group and of all
GROUPS = {
    "encryption": [
        "consultations/key_ring.py",
        "consultations/encryption.py",
        "consultations/encrypted_fields.py",
        "consultations/key_rotation.py",
    ],
    "photos": [
        "consultations/photos.py",
        "consultations/photo_files.py",
        "consultations/photo_advice.py",
        "practice_site/picture_upload.py",
    ],
    "private links": ["consultations/private_link.py"],
}
NOTICED = {"killed", "timeout", "segfault"}


def counted(file: str) -> Counter:
    exit_codes = json.loads(Path(f"mutants/{file}.meta").read_text())["exit_code_by_key"]
    return Counter(status_by_exit_code[code] for code in exit_codes.values())


def is_enough(name: str, counts: Counter) -> bool:
    noticed, total = sum(counts[state] for state in NOTICED), counts.total()
    others = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()) if state != "killed")
    print(f"{name:<36}{noticed:>5} of {total:>5}{noticed / total:>8.1%}   {others}")
    return noticed * 100 >= LEAST * total


def main() -> int:
    everything, results = Counter(), []
    for group, files in GROUPS.items():
        in_group = Counter()
        for file in files:
            counts = counted(file)
            is_enough(f"  {file}", counts)
            in_group += counts
        results.append(is_enough(group, in_group))
        everything += in_group
    results.append(is_enough("all", everything))
    return 0 if all(results) else 1


sys.exit(main())
