"""Pages that are written from the code are up to date."""

from __future__ import annotations

from deploy.docs import operations_page, settings_page
from streams.settings import Settings, variable_of


def test_the_page_of_settings_is_up_to_date() -> None:
    assert settings_page.PAGE.read_text("utf-8") == settings_page.page(), "run `make docs`"


def test_the_table_of_alarms_is_up_to_date() -> None:
    page = operations_page.PAGE.read_text("utf-8")
    assert page == operations_page.page(), "run `make docs`"
    assert page.count("../deploy/runbooks/Rettidig") == operations_page.ALARMS.read_text("utf-8").count("- alert: ")


def test_every_setting_is_on_the_page() -> None:
    page = settings_page.page()
    assert all(f"| `{variable_of(name)}` |" in page for name in Settings.model_fields)
