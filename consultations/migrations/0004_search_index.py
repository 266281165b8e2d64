"""Requests from before can be found as well."""

from django.db import migrations

from consultations import key_ring
from consultations.search_terms import digest, terms_of


def index(apps, schema_editor):
    search_term = apps.get_model("consultations", "SearchTerm")
    for request in apps.get_model("consultations", "ConsultationRequest").objects.iterator():
        key = key_ring.ring().newest
        terms = terms_of(request.full_name, request.email, request.phone)
        search_term.objects.bulk_create(
            search_term(request=request, digest=digest(term, key)) for term in sorted(terms)
        )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0003_encrypted")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
