"""Static files are collected when one of them changed, and left alone otherwise."""

from practice_site.static_collection import collect_if_changed


def test_nothing_is_collected_again_wherever_the_other_data_lies(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert collect_if_changed() is False
    assert list(tmp_path.iterdir()) == []
