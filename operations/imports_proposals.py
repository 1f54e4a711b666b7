"""What a file names and the catalogue does not know: proposals for items, donors and receivers, shown before made."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.cell_text import comparison_key
from core.pack_text import parse_pack
from donations.values import DonorKind
from inventory.values import Category
from operations.imports_names import Names
from operations.models import ImportKind
from operations.values_imports import RowReading, RunOptions

_PACKS = frozenset(
    "箱 件 盒 包 袋 桶 瓶 罐 提 打 令 捆 扎 筐 篮 托 板 条 大箱 小箱 大盒 小盒 大包 小包 大袋 小袋 "
    "大桶 小桶 大瓶 小瓶 box boxes carton cartons pack packs package bag bags bottle bottles".split()
)
_LIMITS = (
    ("item", 200),
    ("item_text", 200),
    ("specification", 200),
    ("unit", 32),
    ("donor", 200),
    ("receiver", 200),
    ("lot", 64),
)
_FALLBACK_UNIT = "个"
_CATEGORIES = (
    (Category.DISINFECTANT, "消毒|酒精|乙醇|除菌|次氯酸|次录酸|过氧乙酸|84|洗手液|碘|disinfect|alcohol|saniti"),
    (
        Category.PROTECTIVE,
        "口罩|防护|手套|护目镜|眼罩|面罩|隔离衣|手术衣|手术服|鞋套|脚套|靴|医用帽|圆帽|"
        "mask|glove|goggle|gown|face shield",
    ),
    (Category.MEDICINE, "注射用|注射液|胶囊|颗粒|口服液|甘草片|喘片|泼尼龙|氨溴索|药|capsule|tablet|injection"),
    (
        Category.DEVICE,
        "监护仪|诊断仪|治疗机|呼吸机|雾化|注射器|测体温|体温计|紫外线|仪$|monitor|ventilator|thermometer",
    ),
    (Category.BEDDING, "棉被|被子|毛毯|床垫|枕|blanket|quilt"),
    (Category.SHELTER, "帐篷|雨布|tent|tarpaulin"),
    (Category.WATER, "饮用水|矿泉水|纯净水|bottled water"),
    (Category.FOOD, "大米|面粉|食用油|方便面|饼干|牛奶|rice|flour|biscuit"),
    (Category.HYGIENE, "洗涤|洗衣|洁厕|香皂|肥皂|牙膏|卫生巾|纸巾|漂渍|soap|detergent"),
    (Category.CLOTHING, "大衣|棉衣|羽绒服|雨衣|服装|coat|clothes"),
)
_NOBODY = re.compile(
    r"爱心(企业|人士|个人|市民|群众|网友)|热心|好心人|匿名|无名|不愿.*姓名|某(先生|女士|公司|企业)|anonym|unnamed", re.I
)
_PERSONAL = re.compile(r"(先生|女士|小姐|医生|大夫|老师|夫妇)$|^(mr|mrs|ms|miss|dr)\b", re.I)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
    "万覃武钱戴严莫孔向常"
)


@dataclass(frozen=True)
class NewItemProposal:
    """An item to make: `base_unit` and `category` are proposals that a person may change. `units` were met."""

    key: str
    name: str
    rows: int
    base_unit: str
    category: str
    is_medicine: bool
    units: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    name_en: str = ""


@dataclass(frozen=True)
class NewDonorProposal:
    key: str
    name: str
    rows: int
    kind: str


@dataclass(frozen=True)
class NewReceiverProposal:
    """An outside organisation to make. `area_id` is where its rows say that it is, None for the area of the site."""

    key: str
    name: str
    rows: int
    area_id: int | None = None


@dataclass(frozen=True)
class Proposals:
    items: Mapping[str, NewItemProposal] = field(default_factory=dict)
    donors: Mapping[str, NewDonorProposal] = field(default_factory=dict)
    receivers: Mapping[str, NewReceiverProposal] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.items) + len(self.donors) + len(self.receivers)


def propose(
    kind: ImportKind,
    rows: Iterable[RowReading],
    names: Names,
    options: RunOptions,
    area_of: Mapping[str, int] | None = None,
) -> Proposals:
    """Everything that the file names and nobody knows, each once with the number of its rows, in order. `area_of`
    gives the area of a receiver by its key."""
    lines = [row for row in rows if not row.blank and not too_long(row)]
    return Proposals(
        items=_new_items(lines, names, options),
        donors=_new_donors(lines, names, options) if kind is ImportKind.INCOMING else {},
        receivers=_new_receivers(lines, names, area_of or {}),
    )


def too_long(row: RowReading) -> list[tuple[str, int]]:
    """The texts of a line that no record could hold, with the most that each may have: never cut, always told."""
    texts = [(getattr(row, name), limit) for name, limit in _LIMITS]
    targets = row.wish.targets if row.wish else ()
    texts += [(text or "", limit) for one in targets for text, limit in ((one.name, 200), (one.unit, 32))]
    return [(text, limit) for text, limit in texts if len(text) > limit]


def _new_items(rows: list[RowReading], names: Names, options: RunOptions) -> dict[str, NewItemProposal]:
    groups: dict[str, list[RowReading]] = {}
    for row in rows:
        if row.item and names.item(row, options) is None:
            groups.setdefault(comparison_key(row.item), []).append(row)
    return {key: _new_item(key, lines, names, options) for key, lines in groups.items() if key}


def _new_item(key: str, rows: list[RowReading], names: Names, options: RunOptions) -> NewItemProposal:
    chosen = options.items.get(key)
    category = (chosen.category if chosen else "") or _category(rows[0].item)
    medicine = category == Category.MEDICINE.value
    return NewItemProposal(
        key=key,
        name=rows[0].item,
        rows=len(rows),
        base_unit=(chosen.base_unit if chosen else "") or proposed_base_unit(rows),
        category=category,
        is_medicine=chosen.is_medicine if chosen and chosen.is_medicine is not None else medicine,
        units=tuple(dict.fromkeys(row.unit for row in rows if row.unit)),
        similar=tuple(names.similar(rows[0].item)),
        name_en=chosen.name_en if chosen else "",
    )


def proposed_base_unit(rows: Iterable[RowReading]) -> str:
    """The piece word that the rows name most often, as their unit or as the inside of a certain pack size; otherwise
    the innermost pack, otherwise the rows' own unit. A proposal for a person, who sees it before it is used."""
    pieces: Counter[str] = Counter()
    packs: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for row in rows:
        reading = parse_pack(row.specification)
        inner = reading.inner_unit if reading.certain and reading.inner_unit else ""
        for word in filter(None, (row.unit, inner)):
            (packs if word in _PACKS else pieces)[word] += 1
        own.update([row.unit] if row.unit and not inner else [])
        packs.update([inner] * 2 if inner in _PACKS else [])
    best = (pieces or packs or own).most_common(1)
    return best[0][0] if best else _FALLBACK_UNIT


def _category(name: str) -> str:
    return next((one.value for one, words in _CATEGORIES if re.search(words, name, re.I)), Category.OTHER.value)


def donor_kind(name: str) -> DonorKind:
    """A proposal: who names nobody is anonymous, what reads like a person's name a person, all else organisations."""
    text = name.strip()
    if not text or _NOBODY.search(text):
        return DonorKind.ANONYMOUS
    looks_personal = 2 <= len(text) <= 3 and text[0] in _SURNAMES
    return DonorKind.PERSON if looks_personal or _PERSONAL.search(text) else DonorKind.ORGANISATION


def kind_of_donor(name: str, options: RunOptions) -> DonorKind:
    """What a person said about the name, otherwise the proposal."""
    said = options.donors.get(comparison_key(name))
    return DonorKind(said) if said else donor_kind(name)


def _new_donors(rows: list[RowReading], names: Names, options: RunOptions) -> dict[str, NewDonorProposal]:
    counts = Counter(comparison_key(row.donor) for row in rows)
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(comparison_key(row.donor), row.donor)
    return {
        key: NewDonorProposal(key, name, counts[key], kind_of_donor(name, options).value)
        for key, name in first.items()
        if key and key not in names.donors
    }


def _new_receivers(rows: list[RowReading], names: Names, area_of: Mapping[str, int]) -> dict[str, NewReceiverProposal]:
    """Receivers of lines, and those whom a donor meant."""
    written = [row.receiver for row in rows if row.receiver]
    written += [target.name for row in rows if row.wish for target in row.wish.targets]
    counts = Counter(comparison_key(name) for name in written)
    found: dict[str, NewReceiverProposal] = {}
    for name in written:
        key = comparison_key(name)
        if key and key not in names.receivers and key not in found:
            found[key] = NewReceiverProposal(key, name, counts[key], area_of.get(key))
    return found
