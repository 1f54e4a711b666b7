"""The demo county before anything happens: its areas, stores, receivers, catalogue and people."""

import csv
from collections.abc import Iterator
from pathlib import Path

from accounts import services as accounts
from accounts.queries import actor_of
from core.access import Actor, Grant, Role
from core.database import db
from inventory import catalogue, places
from inventory.models import Area
from inventory.values import AreaLevel, Category, LocationKind, SiteKind
from operations.demo_teller import PASSWORD, Teller

DATA = Path(__file__).parent / "demo_data"
COUNTY = "330328"

SITES = (
    # short name, code, kind, area, English name, Chinese name, phone, address
    (
        "county",
        "WC-COUNTY",
        SiteKind.WAREHOUSE,
        COUNTY,
        "Wencheng County store",
        "文成县应急物资储备库",
        "0577-0000 0001",
        "大峃镇（演示地址）",
    ),
    (
        "daxue",
        "WC-DAXUE",
        SiteKind.WAREHOUSE,
        "330328100",
        "Daxue Town store",
        "大峃镇应急物资库",
        "0577-0000 0002",
        "",
    ),
    (
        "nantian",
        "WC-NANTIAN",
        SiteKind.WAREHOUSE,
        "330328102",
        "Nantian Town store",
        "南田镇应急物资库",
        "0577-0000 0003",
        "",
    ),
    ("yuhu", "WC-YUHU", SiteKind.WAREHOUSE, "330328107", "Yuhu Town store", "玉壶镇应急物资库", "0577-0000 0004", ""),
    (
        "shanxi",
        "WC-SHANXI",
        SiteKind.WAREHOUSE,
        "330328105",
        "Shanxi Town store",
        "珊溪镇应急物资库",
        "0577-0000 0005",
        "",
    ),
    (
        "baizhangji",
        "WC-BAIZHANGJI",
        SiteKind.WAREHOUSE,
        "330328101",
        "Baizhangji Town store",
        "百丈漈镇应急物资库",
        "0577-0000 0006",
        "",
    ),
    (
        "chengnan",
        "WC-CHENGNAN",
        SiteKind.VILLAGE_STORE,
        "330328100015",
        "Chengnan community point",
        "城南社区发放点",
        "0577-0000 0007",
        "",
    ),
    (
        "zhoucun",
        "WC-ZHOUCUN",
        SiteKind.DISTRIBUTION_POINT,
        "330328100023",
        "Zhoucun community point",
        "周村社区发放点",
        "0577-0000 0008",
        "",
    ),
    (
        "wuyang",
        "WC-WUYANG",
        SiteKind.VILLAGE_STORE,
        "330328102227",
        "Wuyang village store",
        "武阳村物资点",
        "0577-0000 0009",
        "",
    ),
    (
        "dicun",
        "WC-DICUN",
        SiteKind.VILLAGE_STORE,
        "330328107202",
        "Dicun village store",
        "底村物资点",
        "0577-0000 0010",
        "",
    ),
    (
        "huangzhuang",
        "WC-HUANGZHUANG",
        SiteKind.DISTRIBUTION_POINT,
        "330328101200",
        "Huangzhuang village point",
        "篁庄村发放点",
        "0577-0000 0011",
        "",
    ),
)
LOCATIONS = (
    ("county", "A1", LocationKind.STORAGE, "Aisle A", "A区"),
    ("county", "B1", LocationKind.STORAGE, "Aisle B", "B区"),
    ("county", "C1", LocationKind.STORAGE, "Aisle C", "C区"),
    ("county", "Q1", LocationKind.QUARANTINE, "Quarantine", "待检区"),
    ("daxue", "A1", LocationKind.STORAGE, "Shelf A", "A架"),
)
ORGANISATIONS = (
    ("hospital", "Wencheng County People's Hospital", "文成县人民医院"),
    ("tcm", "Wencheng County Hospital of Traditional Chinese Medicine", "文成县中医院"),
    ("care", "Daxue Town care home", "大峃镇敬老院"),
    ("redcross", "Red Cross Society of Wencheng County", "文成县红十字会"),
)
PEOPLE = (
    # sign-in name, name, role, area code, site
    ("manager", "陈敏（县应急局）", Role.MANAGER, COUNTY, None),
    ("staff", "林海（县库）", Role.STAFF, COUNTY, None),
    ("daxue", "周宁（大峃镇库）", Role.STAFF, "330328100", None),
    ("village", "吴平（城南社区）", Role.RECIPIENT, None, "chengnan"),
    ("auditor", "郑和（审计）", Role.AUDITOR, COUNTY, None),
    ("admin", "系统管理员", Role.ADMIN, "", None),
)

SUBSTITUTES = (
    # what is short, what may stand in for it
    ("PPE-MASK-SURG", "PPE-MASK-N95"),
    ("BED-QUILT", "BED-BLANKET"),
    ("DIS-84", "DIS-HYPO"),
    ("FOOD-BISCUIT", "FOOD-NOODLE"),
)


def set_up(demo: Teller) -> None:
    """Everything that must be there before goods can come in."""
    admin = _person(demo, "admin", "系统管理员", Grant(Role.ADMIN, "", None))
    _areas(demo, admin)
    _sites(demo, admin)
    _items(demo, admin)
    for username, name, role, area, site in PEOPLE:
        if username != "admin":
            path = db.session.get_one(Area, demo.areas[area]).path if area else None
            _person(demo, username, name, Grant(role, path, demo.sites[site] if site else None))


def _person(demo: Teller, username: str, name: str, grant: Grant) -> Actor:
    account = accounts.create_account(
        actor=None, now=demo.now, username=username, name=name, password=PASSWORD, grants=(grant,)
    )
    db.session.flush()  # its grants are read back
    actor = actor_of(account)
    if actor is None:
        raise LookupError(username)
    demo.actors[username] = actor
    return actor


def _areas(demo: Teller, admin: Actor) -> None:
    for row in _rows("areas.csv"):
        demo.areas[row["code"]] = places.add_area(
            actor=admin,
            now=demo.now,
            code=row["code"],
            level=AreaLevel(row["level"]),
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            parent_code=row["parent"] or None,
        )


def _sites(demo: Teller, admin: Actor) -> None:
    for name, code, kind, area, en, zh, phone, address in SITES:
        demo.sites[name] = places.add_site(
            actor=admin,
            now=demo.now,
            code=code,
            kind=kind,
            area_code=area,
            name_en=en,
            name_zh=zh,
            phone=phone,
            address=address,
        )
    for site, code, location_kind, en, zh in LOCATIONS:
        places.add_location(
            actor=admin, now=demo.now, site_id=demo.sites[site], kind=location_kind, code=code, name_en=en, name_zh=zh
        )
    for name, en, zh in ORGANISATIONS:
        demo.receivers[name] = places.add_organisation(
            actor=admin, now=demo.now, area_id=demo.areas[COUNTY], name_en=en, name_zh=zh
        )
    db.session.flush()  # the sites are looked up as receivers
    for name in demo.sites:
        demo.receivers[name] = demo.receiver(name)


def _items(demo: Teller, admin: Actor) -> None:
    for row in _rows("items.csv"):
        item_id = demo.items[row["code"]] = catalogue.add_item(
            actor=admin,
            now=demo.now,
            code=row["code"],
            category=Category(row["category"]),
            base_unit=row["base_unit"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            is_medicine=row["is_medicine"] == "1",
            shelf_life_days=int(row["shelf_life_days"] or 0) or None,
            storage_condition=row["storage_zh"],
        )
        if row["pack_unit"]:
            catalogue.set_item_unit(
                actor=admin,
                now=demo.now,
                item_id=item_id,
                unit=row["pack_unit"],
                base_per_unit=int(row["base_per_pack"]),
            )
    db.session.flush()  # units are looked up when goods come in
    for short_of, stand_in in SUBSTITUTES:
        catalogue.add_substitute(
            actor=admin, now=demo.now, item_id=demo.items[short_of], substitute_id=demo.items[stand_in]
        )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
