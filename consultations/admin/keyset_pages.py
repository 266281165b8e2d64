"""Pages of a long list, each found by the row at its edge: the last page costs what the first one does.

A page that is counted off (OFFSET) makes the database read every row before it. Here the address names a place in the
order, by what the rows are ordered by, so it also holds when that very row has gone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core import signing
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import OrderBy

from consultations.capped_counts import CappedCount, capped_count

LAST = "last"
FORWARD, BACKWARD = "after", "before"
Key = tuple  # of one row: the values that the list is ordered by


class RowIsBeyond(Func):
    """`(a, b) > (1, 2)` as both databases serve it from an index on a and b."""

    output_field = BooleanField()
    template = "%(expressions)s"

    def __init__(self, names: Sequence[str], sign: str, values: Sequence):
        self.sign, self.size = sign, len(names)
        super().__init__(*map(F, names), *map(Value, values))

    def as_sql(self, compiler, connection, **extra):
        parts, values = zip(*(compiler.compile(each) for each in self.source_expressions), strict=True)
        left, right = ", ".join(parts[: self.size]), ", ".join(parts[self.size :])
        return f"({left}) {self.sign} ({right})", [value for group in values for value in group]


@dataclass(frozen=True)
class Order:
    """An order that is the same in all its columns, up or down, and ends with the number of the row."""

    model: type[Model]
    names: tuple[str, ...]
    is_descending: bool

    @classmethod
    def of(cls, model: type[Model], ordering: Sequence[str | OrderBy]) -> "Order":
        """Raises `ValueError` for columns in different directions, or an order that leaves two rows equal."""
        columns = [_column(part) for part in ordering]
        names, directions = tuple(name for name, _ in columns), {is_descending for _, is_descending in columns}
        if len(directions) != 1 or names[-1] not in {"pk", model._meta.pk.name}:
            raise ValueError(f"Pages need an order in one direction that ends with the number, not {ordering}.")
        return cls(model, names, directions.pop())

    @property
    def may_be_empty(self) -> bool:
        """Whether the first column holds no value in some rows, which then come last."""
        return any(each.name == self.names[0] and each.null for each in self.model._meta.concrete_fields)

    def key(self, row: Model) -> Key:
        return tuple(getattr(row, name) for name in self.names)

    def ordering(self, direction: str) -> list[str]:
        sign = "-" if self.is_descending == (direction == FORWARD) else ""
        return [sign + name for name in self.names]

    def sign(self, direction: str) -> str:
        return "<" if self.is_descending == (direction == FORWARD) else ">"

    def mark(self, direction: str, row: Model) -> str:
        """A place in the order as it stands in an address: what the order is by, signed, and no word of a patient."""
        key = [value.isoformat() if isinstance(value, datetime) else value for value in self.key(row)]
        return signing.dumps([direction, *key], salt=self._salt)

    def read(self, mark: str) -> tuple[str, Key | None]:
        """The direction and the key of a mark; the beginning of the list for anything that is not ours."""
        if mark == LAST:
            return BACKWARD, None
        try:
            direction, *key = signing.loads(mark, salt=self._salt)
        except signing.BadSignature:
            return FORWARD, None
        return direction, tuple(datetime.fromisoformat(value) if isinstance(value, str) else value for value in key)

    @property
    def _salt(self) -> str:
        return f"{self.model._meta.label_lower}:{','.join(self.ordering(FORWARD))}"


def _column(part: str | OrderBy) -> tuple[str, bool]:
    """The name of one part of an ordering, and whether it goes down."""
    if isinstance(part, str):
        return part.removeprefix("-"), part.startswith("-")
    return part.expression.name, part.descending


class IndexedRows:
    """A list of any length, read straight from an index on the columns of its order."""

    def __init__(self, rows: QuerySet, order: Order):
        self.rows, self.order = rows, order

    def look(self, direction: str, key: Key | None, most: int) -> list[Model]:
        """What lies in a direction of a place (or of the end that comes first, for None), nearest first. One query."""
        found = self.rows.order_by(*self.order.ordering(direction))
        if key is not None:
            found = found.filter(RowIsBeyond(self.order.names, self.order.sign(direction), key))
        return list(found[:most])

    def count(self) -> CappedCount:
        return capped_count(self.rows)


class PartlyEmptyRows(IndexedRows):
    """The same where the first column may be empty: such rows are a list of their own behind the others.

    No comparison with an empty column holds, and databases differ in where they sort it. Two queries at most.
    """

    def __init__(self, rows: QuerySet, order: Order):
        super().__init__(rows, order)
        column, number = order.names[0], Order(order.model, order.names[-1:], order.is_descending)
        self.filled = IndexedRows(rows.filter(**{f"{column}__isnull": False}), order)
        self.empty = IndexedRows(rows.filter(**{f"{column}__isnull": True}), number)

    def look(self, direction: str, key: Key | None, most: int) -> list[Model]:
        among_empty = key is not None and key[0] is None
        if direction == FORWARD:
            found = [] if among_empty else self.filled.look(direction, key, most)
            rest, place = self.empty, key[-1:] if among_empty else None
        else:
            among_filled = key is not None and not among_empty
            found = [] if among_filled else self.empty.look(direction, key and key[-1:], most)
            rest, place = self.filled, key if among_filled else None
        return found + rest.look(direction, place, most - len(found)) if len(found) < most else found


class FewRows(IndexedRows):
    """Rows that are few, however many the table has: their keys are put in order here, not by the database.

    A database that sorts them might instead walk the whole table in its order until it has met enough of them.
    """

    def __init__(self, rows: QuerySet, order: Order):
        super().__init__(rows.order_by(), order)
        self.keys = sorted(self.rows.values_list(*order.names), key=_sortable, reverse=order.is_descending)

    def look(self, direction: str, key: Key | None, most: int) -> list[Model]:
        is_down = self.order.sign(direction) == "<"
        way = self.keys if direction == FORWARD else self.keys[::-1]
        numbers = [each[-1] for each in way if key is None or _is_beyond(each, key, is_down)][:most]
        rows = self.rows.in_bulk(numbers)
        return [rows[number] for number in numbers if number in rows]

    def count(self) -> int:
        return len(self.keys)


class FoundRows(FewRows):
    """What a search found, newest first in any view: up to a thousand numbers, of which a page is fetched whole."""

    def __init__(self, rows: QuerySet, numbers: Iterable[int]):
        IndexedRows.__init__(self, rows.order_by(), Order.of(rows.model, ("-pk",)))
        self.keys = [(number,) for number in sorted(numbers, reverse=True)]


def _sortable(key: Key) -> tuple:
    return tuple((value is None, value) for value in key)


def _is_beyond(key: Key, place: Key, is_down: bool) -> bool:
    return _sortable(key) < _sortable(place) if is_down else _sortable(key) > _sortable(place)


@dataclass(frozen=True)
class Page:
    """Rows in their order, and the marks of the pages beside them; blank where there is none."""

    rows: list = field(default_factory=list)
    previous: str = ""
    following: str = ""


def page_at(mark: str, source: IndexedRows, size: int) -> Page:
    """The page that a mark of an address leads to. Where nothing is left, the nearest page that holds something."""
    order = source.order
    direction, key = order.read(mark)
    rows = source.look(direction, key, size + 1)
    if key is not None and direction == BACKWARD and len(rows) <= size:
        # Less than a page lies before: the list from its beginning, not a page of three rows.
        direction, key = FORWARD, None
        rows = source.look(direction, key, size + 1)
    elif key is not None and not rows:
        direction, key = BACKWARD, None
        rows = source.look(direction, key, size + 1)
    is_more, rows = len(rows) > size, rows[:size]
    if direction == BACKWARD:
        rows.reverse()
    is_before, is_after = (is_more, key is not None) if direction == BACKWARD else (key is not None, is_more)
    return Page(
        rows,
        previous=order.mark(BACKWARD, rows[0]) if rows and is_before else "",
        following=order.mark(FORWARD, rows[-1]) if rows and is_after else "",
    )


class KeysetChangeList(ChangeList):
    """A list of the admin in pages by place, with a count that stops at a thousand.

    `few` says that the rows were searched for, so that they are few.
    """

    few = False

    def get_results(self, request):
        source = self._source(Order.of(self.model, self.get_ordering(request, self.queryset)))
        self.page = page_at(request.GET.get(PAGE_VAR, ""), source, self.list_per_page)
        self.result_list = self.page.rows
        self.result_count = source.count()
        self.full_result_count, self.show_full_result_count = None, False
        self.show_admin_actions = True
        self.multi_page = self.can_show_all = False  # what Django's own numbered pages would ask

    def _source(self, order: Order) -> IndexedRows:
        if self.few:
            everything = self.apply_select_related(self.root_queryset)
            return FoundRows(everything, self.found_numbers())
        return (PartlyEmptyRows if order.may_be_empty else IndexedRows)(self.queryset, order)

    def found_numbers(self) -> Iterable[int]:
        """The numbers of the rows that were searched for."""
        return self.queryset.order_by().values_list("pk", flat=True)

    @property
    def page_links(self) -> list[tuple[str, str]]:
        """The ways that lead from here to other pages: words and addresses."""
        marks = [
            ("First", None, self.page.previous),
            ("Previous", self.page.previous, self.page.previous),
            ("Next", self.page.following, self.page.following),
            ("Last", LAST, self.page.following),
        ]
        return [(words, self.get_query_string({PAGE_VAR: mark})) for words, mark, is_open in marks if is_open]
