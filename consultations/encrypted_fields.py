"""Model fields that are encrypted in the database and plain in Python.

A value is opened when somebody reads it, not when its row is loaded. One that cannot be opened reads as `Unreadable`,
takes no list down, and is written back exactly as it was found.
"""

import json
import logging
import uuid

from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from consultations import encryption

logger = logging.getLogger(__name__)


class Sealed(bytes):
    """A value as the database holds it."""


class Unreadable(str):
    """Stands where a value could not be opened; keeps the sealed bytes, so that nothing is lost by saving."""

    sealed: bytes

    def __new__(cls, sealed: bytes):
        words = super().__new__(cls, "unreadable")
        words.sealed = sealed
        return words


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value at its first reading."""

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.opened(value, instance)
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class SealedModel(models.Model):
    """A row with encrypted fields. `seal_id` names the row inside its seals from before it is stored."""

    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def place_of(instance, name: str) -> str:
    """Where a value belongs: model, field, the patient's request, and the row.

    A request is named by its reference; what belongs to one, by the number of that request.
    """
    owner = instance.request_id if hasattr(instance, "request_id") else getattr(instance, "reference", "")
    if owner is None:
        raise ImproperlyConfigured(f"A row of {instance._meta.label} must belong to a request before it is encrypted.")
    return f"{instance._meta.label_lower}.{name}/{owner}/{instance.seal_id}"


class EncryptedField(models.Field):
    """What both kinds share. Nothing can be searched, sorted or compared in the database.

    An empty entry stands for the default, so that a migration can add a column to rows that it cannot seal.
    """

    descriptor_class = SealedAttribute

    def get_internal_type(self):
        return "BinaryField"

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance, add):
        # The raw entry: reading the attribute would open the value for nothing.
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if isinstance(value, Unreadable):
            return Sealed(value.sealed)
        return self.sealed(value, model_instance)

    def get_prep_value(self, value):
        if value is None or isinstance(value, Sealed):
            return value
        if value in (b"", self.get_default()):
            return Sealed()  # what a migration fills a new column with
        raise TypeError(f"{self.name} is encrypted: write it through an instance, never by update().")

    def get_db_prep_value(self, value, connection, prepared=False):
        value = super().get_db_prep_value(value, connection, prepared)
        return None if value is None else connection.Database.Binary(bytes(value))

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted and cannot be looked up by “{lookup_name}”.")

    def sealed(self, value, instance) -> Sealed:
        return Sealed(encryption.seal(self.to_bytes(value), place_of(instance, self.name)))

    def opened(self, value: Sealed, instance):
        if not value:
            return self.get_default()
        try:
            return self.from_bytes(encryption.open_sealed(value, place_of(instance, self.name)))
        except (encryption.CannotOpen, ValueError) as problem:
            logger.warning("unreadable: %s, %s", place_of(instance, self.name), type(problem).__name__)
            return Unreadable(value)

    def to_bytes(self, value) -> bytes:
        raise NotImplementedError

    def from_bytes(self, content: bytes):
        raise NotImplementedError


class EncryptedTextField(EncryptedField):
    """Text of any script. `max_length` in characters is a rule for forms; the database does not know the length."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.max_length:
            self.validators.append(MaxLengthValidator(self.max_length))

    def to_bytes(self, value):
        return str(value).encode()

    def from_bytes(self, content):
        return content.decode()

    def to_python(self, value):
        return value if value is None or isinstance(value, str) else str(value)


class EncryptedJSONField(EncryptedField):
    """Numbers, lists and tables."""

    empty_strings_allowed = False

    def to_bytes(self, value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, content):
        return json.loads(content)
