from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from server.errors import UnsafeBinding
from server.settings import Settings

ROOT = Path(__file__).parents[2]


def settings_table() -> str:
    """The table of README.md, made from the settings themselves."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "the user data folder" if name == "home" else field.default
        shown = (
            "" if default is None or isinstance(default, SecretStr) else f"`{default}`" if name != "home" else default
        )
        lines.append(f"| `SANCHA_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_setting_is_documented(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for field in Settings.model_fields:
        assert f"`SANCHA_{field.upper()}`" in text


def test_the_english_table_says_what_the_code_says() -> None:
    assert settings_table() in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com"])
def test_without_a_login_the_server_refuses_to_be_reachable_from_outside(host: str) -> None:
    with pytest.raises(UnsafeBinding, match=r"no login"):
        Settings(host=host).require_safe_binding()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_loopback_is_fine(host: str) -> None:
    Settings(host=host).require_safe_binding()


def test_now_is_what_the_clock_of_the_installation_shows() -> None:
    east, west = Settings(timezone="Pacific/Kiritimati").now(), Settings(timezone="Pacific/Pago_Pago").now()
    assert east - west == pytest.approx(dt.timedelta(hours=25), abs=dt.timedelta(minutes=1))
    assert east.tzinfo is None
    assert Settings().now() == pytest.approx(dt.datetime.now(), abs=dt.timedelta(minutes=1))


def test_a_time_zone_that_does_not_exist_is_refused_with_an_example() -> None:
    with pytest.raises(ValidationError, match="Moon/Base is no time zone; write one such as Europe/Berlin"):
        Settings(timezone="Moon/Base")


@pytest.mark.parametrize("month", [0, 13])
def test_a_fiscal_year_begins_in_a_month_of_the_calendar(month: int) -> None:
    with pytest.raises(ValidationError):
        Settings(fiscal_year_start=month)


def test_settings_are_read_in_one_place_only() -> None:
    folders = ("agents", "chains", "tools", "knowledge", "llm", "ui", "server")
    readers = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"environ[^\n]*SANCHA_|getenv\([^)]*SANCHA_", path.read_text(encoding="utf-8"))
    ]
    assert [reader for reader in readers if reader != "server/settings.py"] == []
