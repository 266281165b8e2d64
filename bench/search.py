"""How long staff wait for a search among 10,000 requests, of which the database holds no word in the clear.

.venv/bin/python bench/search.py
"""

import sys

import workshop

workshop.start()

from django.test import Client

from consultations import search_index
from consultations.models import ConsultationRequest, SearchTerm
from practice_site.models import StaffAccount
from tests import samples

REQUESTS = 10_000
LIST = "/admin/consultations/consultationrequest/"


def main() -> int:
    samples.many_requests(REQUESTS)
    rare = samples.patient_request(full_name="Zubaida Rarely", phone="+1 212 555 0100")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(StaffAccount.objects.create_superuser("sam@example.com", full_name="Sam Sample"))
    print(f"{ConsultationRequest.objects.count():,} requests, {SearchTerm.objects.count():,} terms")

    def find(typed: str, count: int):
        def act() -> None:
            found = search_index.matching(ConsultationRequest.objects.all(), typed)[:50]
            assert len(found) == count, len(found)

        return act

    results = [
        workshop.measure("a name that one has", find("zubaida rar", 1), limit=50),
        workshop.measure("a telephone number", find("(212) 555-0100", 1), limit=50),
        workshop.measure("a reference", find(rare.reference.lower(), 1), limit=50),
        workshop.measure("a name that nobody has", find("nobody", 0), limit=50),
        workshop.measure("a name that all have", find("ada", 50), limit=200),
        workshop.measure("two words that thousands fit", find("ada aaa", 50), limit=200),
        workshop.measure("the list in the browser", lambda: client.get(LIST, {"q": "zubaida"}), limit=200),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
