"""Quantities, pack sizes and restrictions as people type them; nothing is guessed and no float appears."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cell_problems import TEMPLATES, CellProblem
from core.cell_text import clean_text, comparison_key, joined
from core.pack_text import parse_pack
from core.quantity_text import QUANTITY_LIMIT, parse_quantity
from core.restriction_text import parse_restriction


@pytest.mark.parametrize(
    ("value", "quantity", "unit"),
    [
        ("198箱", 198, "箱"), ("2000\u00a0", 2000, None), ("5万只", 50000, "只"), ("13.5万盒", 135000, "盒"),
        ("1,500", 1500, None), ("１２", 12, None), ("１，５００副", 1500, "副"), ("2 千只", 2000, "只"), (41, 41, None),
        (Decimal(7), 7, None), ("N95口罩500个", 500, "个"), ("84消毒液100瓶", 100, "瓶"), ("5筒", 5, "筒"),
        (10**12, 10**12, None),
    ],
)  # fmt: skip
def test_a_quantity_is_read_exactly(value, quantity, unit):
    read = parse_quantity(value)
    assert (read.quantity, read.unit) == (quantity, unit)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (-5, "quantity-negative"), ("-5箱", "quantity-negative"), ("\u22125", "quantity-negative"),
        (0, "quantity-zero"), ("2.5箱", "quantity-fraction"), (Decimal("2.5"), "quantity-fraction"),
        (199999999999998, "quantity-too-large"), (10**12 + 1, "quantity-too-large"), ("100-200", "quantity-range"),
        ("1,5", "quantity-not-a-number"), ("1e5", "quantity-not-a-number"), (True, "quantity-not-a-number"),
        ("很多人", "quantity-not-a-number"), ("(5)", "quantity-not-a-number"), (None, "quantity-blank"),
        ("\u200b", "quantity-blank"), ("—", "quantity-blank"), ("200（50箱）", "quantity-several"),
        ("1.00000000000000000000000000000000000000000001", "quantity-fraction"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_a_named_problem(value, code):
    read = parse_quantity(value, "箱")
    assert read.quantity is None
    assert [problem.code for problem in read.problems] == [code]
    assert read.problems[0].message


def test_the_figure_of_a_problem_is_kept():
    (problem,) = parse_quantity(199999999999998).problems
    assert problem.fields == {"figure": "199999999999998", "limit": QUANTITY_LIMIT}
    assert CellProblem.from_dict(problem.to_dict()).message == problem.message


@pytest.mark.parametrize("value", ["若干", "急需", "不限", "大量", "？", "TBD"])
def test_words_for_an_open_need_are_an_unknown_quantity(value):
    read = parse_quantity(value, "只")
    assert (read.quantity, read.unknown, read.unit, read.problems) == (None, True, "只", ())


def test_one_means_unknown_only_where_the_caller_says_so():
    assert parse_quantity("1").quantity == 1
    assert parse_quantity("1", one_means_unknown=True).unknown
    assert parse_quantity(1, one_means_unknown=True).unknown
    assert parse_quantity("1万", one_means_unknown=True).quantity == 10000


def test_a_unit_in_the_cell_against_another_in_the_column_is_no_unit():
    read = parse_quantity("198箱", "件")
    assert (read.quantity, read.unit) == (198, None)
    assert read.problems[0].fields == {"cell_unit": "箱", "column_unit": "件"}
    assert parse_quantity("198箱", " 箱 ").problems == ()


def test_several_things_in_one_cell_are_proposed_and_flagged():
    read = parse_quantity("医用口罩5万只、消毒液1000瓶")
    assert read.quantity is None
    assert [(one.text, one.quantity, one.unit) for one in read.parts] == [
        ("医用口罩", 50000, "只"),
        ("消毒液", 1000, "瓶"),
    ]


def test_an_approximate_figure_says_so():
    assert [problem.code for problem in parse_quantity("约500只").problems] == ["quantity-approximate"]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.dates(), st.datetimes(), st.text(),
    st.text("0123456789.,-、万千亿箱只ＡＢx*（）() １２\u00a0\u200b约若干~+", max_size=30),
)  # fmt: skip


@given(VALUES, st.one_of(st.none(), st.text(max_size=5)), st.booleans())
def test_parse_quantity_never_raises_and_never_makes_a_float(value, unit, one_means_unknown):
    read = parse_quantity(value, unit, one_means_unknown=one_means_unknown)
    assert read.quantity is None or (type(read.quantity) is int and 1 <= read.quantity <= QUANTITY_LIMIT)
    assert (read.quantity is not None) or read.unknown or read.problems
    assert all(problem.code in TEMPLATES and problem.message for problem in read.problems)
    assert all(part.quantity is None or type(part.quantity) is int for part in read.parts)


@given(st.text(), st.lists(st.text(), max_size=4))
def test_pack_and_restriction_texts_never_raise(text, texts):
    assert parse_pack(text).certain == (parse_pack(text).total is not None)
    assert parse_restriction(texts).directed == bool(parse_restriction(texts).text)


@pytest.mark.parametrize(
    ("spec", "total", "inner", "outer"),
    [
        ("2000只/箱", 2000, "只", "箱"), ("2000个/箱", 2000, "个", "箱"), ("500ml*30瓶", 30, "瓶", None),
        ("5L*4瓶/件", 4, "瓶", "件"), ("24粒X10小盒X40/箱", 9600, "粒", "箱"), ("100支*4盒/箱", 400, "支", "箱"),
        ("50枚*40盒/箱", 2000, "枚", "箱"), ("6gX6袋X200盒/箱", 1200, "袋", "箱"), ("700/箱", 700, None, "箱"),
        ("1.25gX1瓶/盒X600盒/箱", 600, "瓶", "箱"), ("400副/箱", 400, "副", "箱"), ("25kg/袋", 25, "kg", "袋"),
        ("15片X2板/盒X200盒/箱", 6000, "片", "箱"),
    ],
)  # fmt: skip
def test_a_pack_size_is_read(spec, total, inner, outer):
    read = parse_pack(spec)
    assert (read.certain, read.total, read.inner_unit, read.outer_unit) == (True, total, inner, outer)


@pytest.mark.parametrize(
    "spec",
    [
        "100只*盒/箱",
        "2、5KG/箱",
        "50箱（*1000）",
        "80箱*100",
        "33*27*28",
        "1/868kg/6装",
        "0.5g/支",
        "大箱",
        "\u200b",
        "0只/箱",
    ],
)
def test_an_unclear_pack_size_has_no_total(spec):
    read = parse_pack(spec)
    assert (read.certain, read.total) == (False, None)


def test_factors_run_from_the_outside_in():
    factors = parse_pack("24粒X10小盒X40/箱").factors
    assert [(one.count, one.unit) for one in factors] == [(40, None), (10, "小盒"), (24, "粒")]


@pytest.mark.parametrize(
    ("text", "remainder", "target"),
    [
        ("口罩（定向捐赠江夏红十字）", "口罩", "江夏红十字"),
        ("带阀口罩\xa0KN95（）定向捐赠同济医院病理科", "带阀口罩 KN95", "同济医院病理科"),
        ("口罩（定向捐赠江夏）大号", "口罩大号", "江夏"),
        ("masks (earmarked for Village A)", "masks", "Village A"),
    ],
)
def test_a_restriction_is_cut_off_the_name(text, remainder, target):
    reading = parse_restriction(text)
    assert (reading.directed, reading.unknown_target, reading.remainder) == (True, False, remainder)
    assert [one.name for one in reading.targets] == [target]


def test_directed_to_whom_unknown_and_not_directed_are_told_apart():
    unknown = parse_restriction("武汉鑫祥龙化玻仪器有限公司（定向）")
    assert (unknown.directed, unknown.unknown_target, unknown.targets) == (True, True, ())
    assert unknown.remainder == "武汉鑫祥龙化玻仪器有限公司"
    assert not parse_restriction("口罩（不定向）").directed
    assert parse_restriction(["武汉市", "中心医院"]).remainder == "武汉市中心医院"


def test_a_target_keeps_its_quantity_with_thousands_marks():
    reading = parse_restriction("定向捐赠给协和医院2000只、同济医院1,000只")
    assert [(one.name, one.quantity) for one in reading.targets] == [("协和医院", 2000), ("同济医院", 1000)]


def test_names_are_compared_without_width_space_case_or_punctuation():
    assert comparison_key("8210PLUS \xa0 Ｎ95\xa0口罩（大）") == comparison_key("8210plus n95口罩(大)\u200b")
    assert comparison_key("0.5g") != comparison_key("05g")
    assert (clean_text("\u200b"), clean_text(" a \xa0 b\r\n c "), joined(["Red", "Cross"])) == (
        "",
        "a b\nc",
        "Red Cross",
    )
