"""Sending a photo on the private page, and reading its place in the answer."""

import re


def send(client, address: str, file, view: str = "front"):
    return client.post(f"{address}photos/{view}/", {"photo": file})


def slot_of(response, view: str = "front") -> str:
    return re.search(rf'<li [^>]*id="photo-{view}".*?</li>', response.content.decode(), re.DOTALL)[0]


def errors_of(response, view: str = "front") -> list[str]:
    return re.findall(r'field__error">.*?</span>(.*?)</p>', slot_of(response, view))
