"""Patients at their browsers: they take a form, fill it in, and press send until the site says that it has it."""

import http.client
import threading
import time
import urllib.parse
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser

FORM, RECEIVED = "/consultation/", "/consultation/received/"
TYPING = 4  # seconds; what comes back faster was not typed by a person, and the site may show it once more
PAUSE = 0.2  # seconds before somebody presses send again
LONGEST_ANSWER = 60  # seconds
PATIENCE = 180  # seconds in which a send must have been taken
CANARIES = ("Zubaida", "canary", "faults.example")  # words that no line of a log may hold
ANSWERS = {
    "full_name": "Zubaida Canary",
    "contact_by": "email",
    "age": "adult",
    "operations_count": "1",
    "concerns": "bridge",
    "story": "canary words",
    "consent_contact": "on",
    "consent_use": "on",
}


class HiddenInputs(HTMLParser):
    """The hidden fields of a page, as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.values = {}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "input" and attributes.get("type") == "hidden":
            self.values[attributes["name"]] = attributes.get("value", "")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    html: str


def ask(port: int, method: str, path: str, body: str | None = None, **headers) -> Answer:
    """One request on a connection of its own. Raises `OSError` or `HTTPException` when the line breaks."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_ANSWER)
    try:
        line.request(method, path, body, headers | {"Connection": "close"})
        answer = line.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())
    finally:
        line.close()


@dataclass(frozen=True)
class Form:
    """One copy of the form, filled in. Its email address is nobody else's, so its request can be found again."""

    email: str
    body: str
    cookie: str
    drawn_at: float  # in the clock of time.monotonic()

    @classmethod
    def take(cls, port: int, email: str) -> "Form":
        answer = ask(port, "GET", FORM)
        assert answer.status == 200, answer.status
        page = HiddenInputs()
        page.feed(answer.html)
        cookies = answer.headers.get_all("Set-Cookie", [])
        return cls(
            email=email,
            body=urllib.parse.urlencode(page.values | ANSWERS | {"email": email}),
            cookie="; ".join(cookie.partition(";")[0] for cookie in cookies),
            drawn_at=time.monotonic(),
        )

    def type(self) -> None:
        """Take as long as a person would at least."""
        time.sleep(max(0.0, self.drawn_at + TYPING - time.monotonic()))

    def send(self, port: int) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": self.address}
        return ask(port, "POST", FORM, self.body, Cookie=self.cookie, **kind)

    @property
    def address(self) -> str:
        """Where the sender lives, as a proxy in front would write it: not all in one house, which looks like spam."""
        return f"198.51.100.{zlib.crc32(self.email.encode()) % 256}"


@dataclass
class Tally:
    """What the senders met. An answer in `odd` is one that nobody should ever get."""

    acknowledged: list[str] = field(default_factory=list)
    kind_refusals: int = 0  # whole 503 pages
    broken_lines: int = 0
    longest_wait: float = 0  # seconds from pressing send to an answer
    odd: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def note_answer(self, form: Form, answer: Answer, seconds: float) -> None:
        with self._changed:
            self.longest_wait = max(self.longest_wait, seconds)
            if (answer.status, answer.headers["Location"]) == (303, RECEIVED):
                self.acknowledged.append(form.email)
            elif is_kind_refusal(answer):
                self.kind_refusals += 1
            else:
                self.odd.append(f"{answer.status} to a send")
            self._changed.notify_all()

    def note_broken_line(self) -> None:
        with self._changed:
            self.broken_lines += 1
            self._changed.notify_all()

    def wait_until(self, is_so) -> None:
        """Wait until `is_so()`, or until something odd came. Raises `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(lambda: is_so() or self.odd, timeout=PATIENCE):
                raise TimeoutError("What the scenario waits for never came.")


def is_kind_refusal(answer: Answer) -> bool:
    """Whether an answer is a 503 page in the site's look that says when to come back."""
    marks = ("<style>@layer reset,tokens,base", '<p class="eyebrow">Error 503</p>', "<h1>")
    return answer.status == 503 and "Retry-After" in answer.headers and all(mark in answer.html for mark in marks)


@dataclass
class Senders:
    """A number of clients who send their forms, one after the other, each until it is taken."""

    port: int
    clients: int

    def take_forms(self, emails: list[str]) -> list[Form]:
        with ThreadPoolExecutor(self.clients) as pool:
            return list(pool.map(lambda email: Form.take(self.port, email), emails))

    def start(self, forms: list[Form], tally: Tally) -> list[Future]:
        """Begin to send. Whoever started this waits for the results."""
        pool = ThreadPoolExecutor(self.clients)
        running = [pool.submit(self._send_until_taken, form, tally) for form in forms]
        pool.shutdown(wait=False)
        return running

    def _send_until_taken(self, form: Form, tally: Tally) -> None:
        form.type()
        deadline = time.monotonic() + PATIENCE
        while not tally.odd and time.monotonic() < deadline:
            begin = time.monotonic()
            try:
                tally.note_answer(form, form.send(self.port), time.monotonic() - begin)
            except (OSError, http.client.HTTPException):
                tally.note_broken_line()
            if form.email in tally.acknowledged:
                return
            time.sleep(PAUSE)
