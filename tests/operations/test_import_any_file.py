"""Whatever a file holds, an import answers with verdicts or with a named refusal, and the ledger stays whole."""

import csv
import io
import random

import pytest

from core.errors import DomainError
from inventory.queries_verify import differences
from operations import queries_imports
from tests.operations.import_files import commit, upload

USUAL = {
    "捐赠单位": ["甲公司", "王伟", "爱心企业（个人）"], "接收单位": ["Nantian store", "某医院"],
    "需求单位": ["Nantian store", "某医院"],
    "品名": ["大米", "护目镜", "医用外科口罩", "口罩（定向捐赠Nantian store）"],
    "规格": ["", "2000个/箱", "700/箱"], "单位": ["个", "箱", "kg"], "数量": ["5", "10箱", "7", "1"],
    "批号": ["", "L1"], "有效期": ["", "2027-01-01"], "定向要求": ["", "Nantian store 3箱", "无"],
    "日期": ["", "2026-11-02"], "人数": ["", "20人"], "需要日期": ["", "2026-12-01"], "区县": ["", "文成县"],
}  # fmt: skip
ODD = [
    "",
    "0",
    "-5",
    "3.5",
    "1e9",
    "10万",
    "若干",
    "一批",
    "=1+1",
    "\u200b",
    "'\"",
    "长" * 250,
    "a\tb",
    "x\ny",
    "😀",
    "2026年13月45日",
    "合计",
    "199999999999998",
    "5个10箱",
    "#REF!",
    "１２",
    "2099-01-01",
    "定向",
]
KINDS = {
    "incoming": ["捐赠单位", "品名", "规格", "单位", "数量", "批号", "有效期", "定向要求", "日期"],
    "outgoing": ["接收单位", "品名", "规格", "单位", "数量", "日期"],
    "requests": ["需求单位", "品名", "数量", "单位", "人数", "需要日期", "区县"],
}


def any_file(seed):
    draw = random.Random(seed)  # noqa: S311
    kind = draw.choice(list(KINDS))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(KINDS[kind])
    for _ in range(draw.randint(1, 10)):
        writer.writerow([draw.choice(USUAL[name] if draw.random() < 0.85 else ODD) for name in KINDS[kind]])
    return kind, out.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("seed", range(0, 40, 10))
def test_any_file_gets_verdicts_or_a_named_refusal(world, seed):
    world.batch(quantity=100)
    for number in range(seed, seed + 10):
        kind, content = any_file(number)
        try:
            run_id = upload(world, kind, content, name=f"{number}.csv", create_missing=True, one_means_unknown=True)
            commit(world, run_id)
        except DomainError as refused:
            assert refused.message
        else:
            assert set(queries_imports.states(run_id)) <= {"done", "waiting", "left_out"}
    assert not list(differences())
