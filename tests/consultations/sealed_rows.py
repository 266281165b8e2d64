"""Encrypted rows as tests look at them and spoil them, below the fields that open them."""

from consultations.encrypted_fields import EncryptedField, Sealed


def encrypted(model) -> list[str]:
    return [field.attname for field in model._meta.fields if isinstance(field, EncryptedField)]


def raw(row, name: str) -> bytes:
    """The value as the database holds it."""
    return bytes(type(row).objects.filter(pk=row.pk).values_list(name, flat=True).get())


def put(row, name: str, sealed: bytes) -> None:
    type(row).objects.filter(pk=row.pk).update(**{name: Sealed(sealed)})


def spoil(row, *names: str) -> None:
    for name in names or encrypted(type(row)):
        sealed = raw(row, name)
        put(row, name, sealed[:-1] + bytes([sealed[-1] ^ 1]))


def fresh(row):
    return type(row).objects.get(pk=row.pk)
