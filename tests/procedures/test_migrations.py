"""A site that was set up before the picture library keeps its pictures, versions and menus."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("procedures", "0001_initial")]
AFTER = [("procedures", "0004_pictures_have_files")]
DIGEST = "a" * 64


@pytest.fixture
def migrate(transactional_db):
    """A function that brings the tables to a state and returns its models; in the end everything is up to date."""

    def to(targets):
        MigrationExecutor(connection).migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "procedures"])


def test_pictures_versions_and_menus_are_carried_over(migrate):
    old = migrate(BEFORE)
    image = old.get_model("procedures", "Image").objects.create(digest=DIGEST, width=1000, height=600)
    page = old.get_model("procedures", "Page").objects.create(kind="procedure", slug="nose", title="Nose", summary="x")
    data = {"id": image.pk, "digest": DIGEST, "width": 1000, "height": 600}
    snapshot = {
        "schema": 1,
        "page": {
            "id": page.pk,
            "kind": "procedure",
            "title": "Nose",
            "summary": "x",
            "nav_title": "",
            "nav_order": None,
            "noindex": False,
            "share_image": None,
        },
        "blocks": [{"type": "picture", "key": "k", "image_data": data, "alt": "A room"}],
    }
    version = old.get_model("procedures", "PageVersion").objects.create(
        page=page, number=1, snapshot=snapshot, content_hash="b" * 64, author_name="Sam"
    )
    old.get_model("procedures", "Publication").objects.create(
        page=page, version=version, path="/procedures/nose/", live_from="2026-01-01T00:00Z"
    )
    old.get_model("procedures", "Picture").objects.create(
        parent=page, image=image, region="main", ordering=10, alt="A room"
    )
    new = migrate(AFTER)
    image = new.get_model("procedures", "Image").objects.select_related("file").get()
    assert (image.title, image.alt, image.file.digest, image.file.width) == ("A room", "A room", DIGEST, 1000)
    version = new.get_model("procedures", "PageVersion").objects.get()
    assert [file.digest for file in version.image_files.all()] == [DIGEST]
    assert new.get_model("procedures", "Publication").objects.get().listing == {
        "id": page.pk,
        "kind": "procedure",
        "title": "Nose",
        "summary": "x",
        "nav_title": "",
        "nav_order": None,
        "noindex": False,
    }
