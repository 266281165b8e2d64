"""The open editor as a browser would send it: every field of the page form, as it stands in the HTML."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.name: str | None = None
        self.is_inside = False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.is_inside = given.get("id") == "page_form"
        if not self.is_inside or "disabled" in given:
            return
        if tag == "input" and "name" in given:
            self._read_input(given)
        elif tag in {"textarea", "select"}:
            self.name = given.get("name")
            if tag == "textarea":
                self.data[self.name] = [""]
        elif tag == "option" and "selected" in given and self.name:
            self.data.setdefault(self.name, []).append(given.get("value", ""))

    def _read_input(self, given):
        kind = given.get("type", "text")
        if kind in {"submit", "button", "file"} or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        self.data.setdefault(given["name"], []).append(given.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag in {"textarea", "select"}:
            self.name = None

    def handle_data(self, data):
        if self.name and self.get_starttag_text().startswith("<textarea"):
            self.data[self.name][0] += data


def typed_form(html: str) -> dict[str, list[str]]:
    """What a browser would send back of the editor in `html`, with nothing changed, without files and buttons."""
    parser = _Fields()
    parser.feed(html)
    return {
        name: [value.removeprefix("\n") for value in values]
        for name, values in parser.data.items()
        if "__prefix__" not in name
    }
