"""Figures, dates and codes in sentences stand as the reader's locale writes them, and stay typed for programs."""

from datetime import date

from flask import Flask

from core.codes import display, new_code
from core.wording import readable
from inventory.errors import DatesDisagree, InsufficientStock


def test_a_refusal_groups_its_figures_and_its_code(app: Flask) -> None:
    code = new_code()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        error = InsufficientStock(batch=code, item="Water", available=12000, wanted=1234567, unit="箱", location="A1")
        assert display(code) in error.message
        assert "12,000" in error.message
        assert "1,234,567" in error.message
        assert error.figures["available"] == 12000
        assert error.figures["batch"] == code


def test_dates_in_a_refusal_follow_the_language(app: Flask) -> None:
    error = DatesDisagree(produced_on=date(2027, 5, 1), expires_on=date(2026, 4, 30))
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        assert "2026年4月30日" in error.message


def test_words_that_only_look_like_a_code_stay_as_they_are(app: Flask) -> None:
    with app.test_request_context():
        assert readable({"name": "ABCDEFGHJKMNPQ", "yes": True, "none": None}) == {
            "name": "ABCDEFGHJKMNPQ",
            "yes": True,
            "none": None,
        }
