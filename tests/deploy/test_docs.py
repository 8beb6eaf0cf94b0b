"""Pages that are written from the code are up to date."""

from __future__ import annotations

from deploy.docs import settings_page
from streams.settings import Settings, variable_of


def test_the_page_of_settings_is_up_to_date() -> None:
    assert settings_page.PAGE.read_text("utf-8") == settings_page.page(), "run `make docs`"


def test_every_setting_is_on_the_page() -> None:
    page = settings_page.page()
    assert all(f"| `{variable_of(name)}` |" in page for name in Settings.model_fields)
