"""Rows that prove something: they are added and read, never changed or dropped."""

from django.db import models


class AppendOnly(models.QuerySet):
    """Changing or dropping a row would break the proof, so that no code does it by mistake."""

    def update(self, **kwargs):
        raise TypeError(self._refusal())

    def delete(self):
        raise TypeError(self._refusal())

    def _refusal(self) -> str:
        return f"{self.model.__name__} is only ever added to."
