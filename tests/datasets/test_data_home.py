"""Tests of the folder in which data sets are kept."""

from pathlib import Path

from skgenarch.datasets import get_data_home


def test_argument_comes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("SKGENARCH_DATA", "/elsewhere")
    assert get_data_home(tmp_path) == tmp_path
    assert get_data_home(str(tmp_path)) == tmp_path


def test_environment_variable_comes_second(monkeypatch, tmp_path):
    monkeypatch.setenv("SKGENARCH_DATA", str(tmp_path))
    assert get_data_home() == tmp_path


def test_default_is_under_the_home_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in (None, ""):
        if value is None:
            monkeypatch.delenv("SKGENARCH_DATA", raising=False)
        else:
            monkeypatch.setenv("SKGENARCH_DATA", value)
        assert get_data_home() == tmp_path / "skgenarch_data"


def test_tilde_is_expanded(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert get_data_home("~/data") == tmp_path / "data"


def test_nothing_is_created(tmp_path):
    assert not get_data_home(tmp_path / "new").exists()
    assert isinstance(get_data_home(), Path)
