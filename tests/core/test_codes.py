"""Label codes notice every typing mistake they promise to notice."""

import re
import shutil
import subprocess
from datetime import date
from itertools import combinations, product
from pathlib import Path

import pytest

from core import codes

SAMPLES = [codes.new_code() for _sample in range(60)]
DAY = date(2026, 11, 21)


def swapped(text, first, second):
    symbols = list(text)
    symbols[first], symbols[second] = symbols[second], symbols[first]
    return "".join(symbols)


def test_new_codes_are_valid_and_all_different():
    many = {codes.new_code() for _code in range(2000)}
    assert len(many) == 2000
    assert all(codes.is_valid(code) and re.fullmatch(rf"[{codes.ALPHABET}]{{14}}", code) for code in many)


def test_every_single_wrong_symbol_is_noticed():
    for code, place in product(SAMPLES, range(codes.CODE_LENGTH)):
        for symbol in set(codes.ALPHABET) - {code[place]}:
            assert not codes.is_valid(code[:place] + symbol + code[place + 1 :])


def test_every_exchange_of_two_symbols_is_noticed():
    for code, (first, second) in product(SAMPLES, combinations(range(codes.CODE_LENGTH), 2)):
        if code[first] != code[second]:
            assert not codes.is_valid(swapped(code, first, second))


def test_what_people_type_is_made_equal():
    code = SAMPLES[0]
    assert codes.normalise(f" {codes.display(code).lower()} ") == code
    assert codes.normalise("o0iIlL1") == "0011111"
    assert codes.normalise("７Ｋ－３ｑ") == "7K3Q"


def test_a_code_is_shown_in_groups_of_four():
    assert codes.display("7K3Q9XYZABCDEF") == "7K3Q-9XYZ-ABCD-EF"


def test_a_short_code_is_told_its_length():
    problem = codes.check_problem(codes.display(SAMPLES[0])[:-1])
    assert (problem.kind, problem.length, problem.wanted) == (codes.Problem.LENGTH, 13, 14)
    assert "14" in problem.message() and "13" in problem.message()


def test_a_symbol_that_no_code_has_is_named():
    problem = codes.check_problem("U" + SAMPLES[0][1:])
    assert (problem.kind, problem.characters) == (codes.Problem.CHARACTER, "U")
    assert "U" in problem.message()


def test_a_wrong_check_symbol_is_told_apart_from_a_wrong_length():
    code = SAMPLES[0]
    wrong = code[:-1] + next(symbol for symbol in codes.ALPHABET if symbol != code[-1])
    assert codes.check_problem(wrong).kind is codes.Problem.CHECK
    assert codes.check_problem(code) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "HTTPS://STORE.EXAMPLE/B/{}",
        "http://10.0.0.7:8000/b/{}?x=1",
        "https://a.cn/x/b/{}/",
        "https://a.cn/trace/{}",
        " {} ",
        "{}\n",
        "]Q1https://a.cn/b/{}\r",
        "]d0{}",
    ],
)
def test_a_scan_of_a_label_gives_its_code(pattern):
    assert codes.code_in(pattern.format(SAMPLES[0])) == SAMPLES[0]


@pytest.mark.parametrize("text", ["", "6901234567892", "https://a.cn/trace/7K3Q", "https://a.cn/b/7K3Q", "b/"])
def test_other_scans_give_no_code(text):
    assert codes.code_in(text) is None


def test_a_document_number_shows_its_day_and_checks_itself():
    number = codes.document_number("CK", DAY)
    assert re.fullmatch(r"CK-20261121-[0-9A-Z]{5}", number)
    assert codes.is_document_number(number.lower())
    assert not codes.is_document_number(number.replace("20261121", "20261112"))
    assert not codes.is_document_number(number[:-1])


@pytest.mark.parametrize("prefix", ["", "ck", "出库", "ABCDEFG"])
def test_a_document_number_refuses_a_prefix_that_cannot_be_typed(prefix):
    with pytest.raises(ValueError, match="prefix"):
        codes.document_number(prefix, DAY)


def test_the_phone_checks_codes_by_the_same_rule():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    module = (Path(__file__).parents[2] / "static" / "js" / "label_code.js").as_uri()
    tries = [*SAMPLES, *(swapped(code, 2, 9) for code in SAMPLES), *(code[:-1] for code in SAMPLES)]
    script = (
        f"import('{module}').then(m => process.argv.slice(1).forEach("
        "code => { const p = m.checkProblem(code); console.log(p ? p.kind : 'ok'); }))"
    )
    said = subprocess.run([node, "-e", script, *tries], capture_output=True, text=True, check=True, timeout=30)
    problems = [codes.check_problem(code) for code in tries]
    assert said.stdout.split() == [problem.kind.value if problem else "ok" for problem in problems]
