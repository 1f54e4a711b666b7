"""What the columns of a table can mean, and the words that head them, in English and Chinese.

Nothing here is tied to one file: the same words are found in any order and under any title.
"""

import re
from dataclasses import dataclass

from core.cell_text import folded_text

_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]|[(（][^()（）]*$")


@dataclass(frozen=True)
class ColumnRole:
    """One meaning. `synonyms` head a column alone, best first; a heading may also end in one of `endings`."""

    key: str
    synonyms: tuple[str, ...]
    endings: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoleSet:
    """The roles of one kind of table; `marks` tell it from other kinds, `title_words` stand above it."""

    name: str
    roles: tuple[ColumnRole, ...]
    marks: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()


def heading_forms(heading: str) -> tuple[str, str]:
    """A heading as it stands and without a remark in brackets: '数量（箱）' and '数量'."""
    text = folded_text(heading).replace("\n", "").strip(" :*")
    return text, _BRACKETS.sub("", text)


def _role(key: str, synonyms: str, endings: str = "") -> ColumnRole:
    return ColumnRole(key, tuple(synonyms.split("|")), tuple(filter(None, endings.split("|"))))


_ITEM = _role(
    "item",
    "品名|物资名称|物资品种|物品名称|入库物资|出库物资|捐赠物资|接收物资|发放物资|物资|物品|名称|商品名称|产品名称|货物名称|货品|品种|"
    "药品名称|通用名|项目|item|item name|items|goods|"
    "product|product name|commodity|article|supply|supplies|material|description",
    "物资名称|物品名称|品名|产品名称|物资品名",
)
_SPECIFICATION = _role(
    "specification",
    "规格型号|规格|型号|规格/型号|型号规格|规格及型号|包装规格|产品规格|标准|"
    "specification|specifications|spec|specs|model|size|pack size|packing|standard",
    "规格型号|规格",
)
_UNIT = _role("unit", "计量单位|单位|数量单位|unit|units|uom|unit of measure|measure", "计量单位")
_QUANTITY = _role(
    "quantity",
    "数量总计|数量|总数量|总数|数目|入库数量|接收数量|捐赠数量|实收数量|发放数量|出库数量|需求数量|申领数量|件数|"
    "quantity|qty|qty.|value|amount|count|number|total quantity|no.|units received|units issued",
    "数量|数量合计",
)
_DATE = _role(
    "date",
    "日期|入库日期|接收日期|捐赠日期|发放日期|出库日期|时间|"
    "入库时间|接收时间|发放时间|date|received on|issued on|date received|date issued",
    "日期|时间",
)
_NOTE = _role("note", "备注|说明|附注|note|notes|remark|remarks|comment|comments", "备注|说明")
_ITEM_CODE = _role(
    "item_code", "物资编码|物资代码|编码|品种编码|商品编码|物料编码|item code|item no|sku|code", "物资编码|物料编码"
)
_LOT = _role("lot", "批号|生产批号|产品批号|批次号|lot|lot no|lot number|batch|batch no|batch number", "批号")
_EXPIRY = _role(
    "expiry",
    "有效期至|有效期|失效日期|到期日期|有效日期|保质期至|expiry|expiry date|expires|exp|exp date|use by|best before",
    "有效期至|有效期|失效日期",
)
_PRODUCTION = _role(
    "production_date", "生产日期|制造日期|production date|manufactured|mfg date|date of manufacture", "生产日期"
)
_BARCODE = _role("barcode", "条码|条形码|商品条码|gtin|ean|upc|barcode|bar code", "条码|条形码")

INCOMING = RoleSet(
    "incoming",
    (
        _ITEM,
        _role(
            "donor",
            "捐赠单位|捐赠方|捐赠人|捐赠者|捐赠单位/个人|捐赠单位及个人|捐赠单位或个人|捐赠来源|来源单位|来源|供货单位|供应商|调拨单位|"
            "donor|donor name|donated by|given by|supplier|source|received from|sender",
            "捐赠单位|捐赠方|捐赠人|捐赠者|捐赠个人",
        ),
        _SPECIFICATION,
        _UNIT,
        _QUANTITY,
        _LOT,
        _EXPIRY,
        _PRODUCTION,
        _role(
            "restriction",
            "定向要求|定向|捐赠意向|定向单位|指定用途|定向捐赠|捐赠用途|restriction|earmark|"
            "earmarked for|directed to|purpose",
            "意向|定向要求|指定用途",
        ),
        _NOTE,
        _DATE,
        _BARCODE,
        _ITEM_CODE,
    ),
    marks=("donor", "restriction"),
    title_words=("接收", "捐赠", "收到", "入库", "受赠", "received", "incoming", "donations"),
)
OUTGOING = RoleSet(
    "outgoing",
    (
        _role(
            "receiver",
            # 发放单位 says "issuing unit", but notices head the column of those who received with it.
            "接收单位|领用单位|领取单位|收货单位|受助单位|受捐单位|受赠单位|使用单位|发放单位|分配单位|调往单位|接收方|去向|收货人|"
            "receiver|recipient|consignee|issued to|delivered to|destination|receiving unit|to",
            "接收单位|领用单位|领取单位|收货单位|受捐单位|发放单位|接收方|去向",
        ),
        _ITEM,
        _SPECIFICATION,
        _UNIT,
        _QUANTITY,
        _DATE,
        _NOTE,
        _ITEM_CODE,
    ),
    marks=("receiver",),
    title_words=(
        "发放",
        "出库",
        "分配",
        "使用情况",
        "调拨",
        "拨付",
        "issued",
        "outgoing",
        "distribution",
        "dispatched",
    ),
)
REQUESTS = RoleSet(
    "requests",
    (
        _role("province", "省份|省|province"),
        _role("city", "城市|市|地市|市州|city|prefecture"),
        _role("district", "区县|县区|区|县|区/县|县市区|district|county"),
        _role("area_code", "行政区划代码|区划代码|区划编码|行政区划|地区编码|area code|area|division code", "区划代码"),
        _role(
            "receiver",
            "需求单位|申请单位|申报单位|医院|医院名称|机构名称|单位名称|接收单位|村|村居|村（社区）|社区|乡镇|街道|"
            "receiver|hospital|hospital name|village|"
            "organisation|organization|requested by|requester|applicant",
            "需求单位|申请单位|申报单位|医院名称",
        ),
        _role("item", "|".join(("需求物资", "所需物资", *_ITEM.synonyms)), "物资名称|物品名称|品名|需求物资|所需物资"),
        _QUANTITY,
        _UNIT,
        _SPECIFICATION,
        _role("people", "人数|受灾人数|涉及人数|需求人数|people|persons|number of people|population", "人数"),
        _role(
            "needed_by", "需要日期|需求日期|需求时间|要求到货日期|截止日期|needed by|required by|due|due date|deadline"
        ),
        _DATE,
        _NOTE,
        _ITEM_CODE,
    ),
    marks=("receiver", "people", "needed_by", "province", "city", "district", "area_code"),
    title_words=("需求", "申领", "申请", "申报", "急需", "requests", "needs", "needed"),
)
ROLE_SETS = (INCOMING, OUTGOING, REQUESTS)
