"""Keeps the bytes of a page, and of every file it refers to, once; notes which bytes stood at which address."""

from dataclasses import dataclass

from procedures import archive_references, archive_store
from procedures.models import ArchivedFile

MOST_ADDRESSES_IN_A_QUERY = 500


@dataclass(frozen=True)
class _Known:
    digest: str
    size: int  # bytes
    refers_to: tuple[str, ...]


# By place, time of change and size of the file: read once by each process, as long as it stays what it was.
_known: dict[tuple[str, int, int], _Known] = {}


class Keeper:
    """Gathers the files of many pages; `finish` notes them in one go."""

    def __init__(self):
        self._sizes: dict[tuple[str, str], int] = {}  # (address, digest) → bytes
        self._looked_up: dict[str, _Known | None] = {}

    def keep_text(self, html: str) -> str:
        """Keep the bytes of the page as served and return their SHA-256. Raises `OSError`."""
        return archive_store.put(html.encode())

    def keep_files(self, html: str) -> list[list[str]]:
        """Keep what the page refers to. Returns [[address, SHA-256], …] in order of address; blank: nothing is there.

        Raises `OSError` when the bytes cannot be kept.
        """
        found: dict[str, str] = {}
        waiting = sorted(archive_references.addresses_in(html))
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            known = self._look_up(address)
            found[address] = known.digest if known else ""
            if known:
                self._sizes[address, known.digest] = known.size
                waiting.extend(known.refers_to)
        return [[address, found[address]] for address in sorted(found)]

    def finish(self) -> None:
        """Write the rows that are still missing. One query to look, one to write."""
        addresses = sorted({address for address, _ in self._sizes})
        for start in range(0, len(addresses), MOST_ADDRESSES_IN_A_QUERY):
            part = addresses[start : start + MOST_ADDRESSES_IN_A_QUERY]
            for pair in ArchivedFile.objects.filter(address__in=part).values_list("address", "digest"):
                self._sizes.pop(pair, None)
        ArchivedFile.objects.bulk_create(
            [ArchivedFile(address=address, digest=digest, size=size) for (address, digest), size in self._sizes.items()]
        )

    def _look_up(self, address: str) -> _Known | None:
        if address not in self._looked_up:
            self._looked_up[address] = _kept(address)
        return self._looked_up[address]


def _kept(address: str) -> _Known | None:
    """What stands at the address, with its bytes in the store; None when nothing does."""
    place = archive_references.place_of(address)
    if place is None:
        return None
    status = place.stat()
    key = str(place), status.st_mtime_ns, status.st_size
    known = _known.get(key)
    if known is None or not archive_store.has(known.digest):
        file = archive_references.read(address, place)
        known = _known[key] = _Known(archive_store.put(file.content), len(file.content), file.refers_to)
    return known
