from django.db import migrations

LISTING_FIELDS = ("id", "kind", "title", "summary", "nav_title", "nav_order", "noindex")


def fill(apps, schema_editor):
    ImageFile = apps.get_model("procedures", "ImageFile")
    Picture = apps.get_model("procedures", "Picture")
    for image in apps.get_model("procedures", "Image").objects.order_by("pk"):
        image.file = ImageFile.objects.create(
            digest=image.digest,
            width=image.width,
            height=image.height,
            created_at=image.created_at,
            created_by_id=image.created_by_id,
        )
        block = Picture.objects.filter(image=image).first()
        if block:
            image.alt, image.is_decorative = block.alt, block.is_decorative
        image.title = (image.alt or f"Picture {image.pk}")[:120]
        image.save()
    for version in apps.get_model("procedures", "PageVersion").objects.iterator(chunk_size=100):
        parts = [version.snapshot["page"].get("share_image")]
        parts += [block.get("image_data") for block in version.snapshot["blocks"]]
        digests = {part["digest"] for part in parts if part}
        version.image_files.set(ImageFile.objects.filter(digest__in=digests))
    for publication in apps.get_model("procedures", "Publication").objects.select_related("version"):
        page = publication.version.snapshot["page"]
        publication.listing = {name: page[name] for name in LISTING_FIELDS}
        publication.save(update_fields=["listing"])


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_editing_without_fear")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
