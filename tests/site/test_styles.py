"""The styles that travel inside a page."""

import base64
import hashlib

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from practice_site import styles


def test_bundle_declares_the_layers_first_and_takes_each_file_once():
    bundle = styles.bundle(("components/button", "components/hero", "components/hero"))
    assert bundle.text.startswith(styles.LAYERS + "@layer ")
    assert bundle == styles.bundle(("components/hero",))


def test_hash_is_that_of_the_text():
    bundle = styles.bundle(())
    digest = base64.b64encode(hashlib.sha256(bundle.text.encode()).digest()).decode()
    assert bundle.csp_hash == f"'sha256-{digest}'"


def test_unknown_style_is_an_error():
    with pytest.raises(FileNotFoundError, match="components/hreo"):
        styles.bundle(("components/hreo",))


def test_pressing_removes_comments_and_space_and_keeps_meaning():
    css = """
    /* a reason */
    .menu > .menu__item + .menu__item,
    .menu a:hover { margin-inline: calc(1rem + 2px) auto; content: "x"; }
    @media (min-width: 40rem) { .menu { color: red; } }
    """
    assert styles.pressed(css) == (
        '.menu > .menu__item + .menu__item,.menu a:hover{margin-inline:calc(1rem + 2px) auto;content:"x"}'
        "@media (min-width:40rem){.menu{color:red}}"
    )


def test_font_address_is_the_one_the_site_serves():
    css = '@font-face { src: url("../fonts/figtree.woff2") format("woff2"); }'
    assert f'url("{staticfiles_storage.url("fonts/figtree.woff2")}")' in styles.pressed(css)
