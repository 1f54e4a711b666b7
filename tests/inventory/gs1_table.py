"""Texts of scanners, valid and damaged, with what the GS1 General Specifications say of them, written by hand.

The present year of the table is 2026. `S` is the separator FNC1 as scanners send it (ASCII 29).
"""

from typing import Any

YEAR = 2026
S = "\x1d"
G = "0104012345987652"
GTIN = "04012345987652"
_EMPTY: dict[str, Any] = {
    "code": "",
    "gtin14": "",
    "contained": False,
    "lot": "",
    "expires_on": None,
    "produced_on": None,
    "best_before": None,
    "serial": "",
    "count": None,
    "sscc": "",
    "faults": [],
}


def _says(carrier: str, **fields: Any) -> dict[str, Any]:
    return {**_EMPTY, "carrier": carrier, **fields}


def _el(**fields: Any) -> dict[str, Any]:
    return _says("elements", **{"gtin14": GTIN, **fields})


def _link(**fields: Any) -> dict[str, Any]:
    return _says("link", **{"gtin14": GTIN, **fields})


def _ean(gtin14: str) -> dict[str, Any]:
    return _says("retail", gtin14=gtin14)


def _bad(carrier: str, kind: str, ai: str = "") -> dict[str, Any]:
    return _says(carrier, faults=[[kind, ai]])


OTHER = _says("other")
OWN = _says("label", code="7K3QABCDEFGH14")

ROWS: list[tuple[str, str, dict[str, Any]]] = [
    # our own label
    ("own label, bare", "7K3QABCDEFGH14", OWN),
    ("own label, in groups and small letters", "7k3q-abcd-efgh-14", OWN),
    ("own label, address of any host", "https://stock.example.org/b/7K3QABCDEFGH14", OWN),
    ("own label, QR with its symbology", "]Q1https://stock.example.org/b/7K3QABCDEFGH14", OWN),
    ("own label, one symbol wrong", "7K3QABCDEFGH15", OTHER),
    # retail and carton barcodes
    ("EAN-13", "4012345987652", _ean(GTIN)),
    ("EAN-13 with symbology", "]E04012345987652", _ean(GTIN)),
    ("EAN-13 of China", "6901234567892", _ean("06901234567892")),
    ("EAN-13 with spaces at both ends", "  4012345987652 \r\n", _ean(GTIN)),
    ("EAN-13 in full-width digits", "４０１２３４５９８７６５２", _ean(GTIN)),
    ("EAN-13, wrong check digit", "4012345987653", _bad("retail", "check-digit")),
    ("EAN-13, two neighbours changed places", "4012349587652", _bad("retail", "check-digit")),
    ("EAN-13, last digit lost", "401234598765", _bad("retail", "check-digit")),
    ("EAN-13, two digits lost", "40123459876", OTHER),
    ("EAN-8", "96385074", _ean("00000096385074")),
    ("EAN-8 with symbology", "]E496385074", _ean("00000096385074")),
    ("EAN-8, wrong check digit", "96385075", _bad("retail", "check-digit")),
    ("EAN-8 of zeros", "00000000", _bad("retail", "check-digit")),
    ("UPC-A", "036000291452", _ean("00036000291452")),
    ("UPC-A, wrong check digit", "036000291453", _bad("retail", "check-digit")),
    ("UPC-E with symbology", "]E004252614", _ean("00042100005264")),
    ("UPC-E, as scanners lengthen it", "]E00042100005264", _ean("00042100005264")),
    ("UPC-E typed, no right EAN-8", "04252614", _ean("00042100005264")),
    ("UPC-E typed, last digit 0", "01234505", _ean("00012000003455")),
    ("UPC-E typed, last digit 3", "01234531", _ean("00012300000451")),
    ("UPC-E typed, last digit 4", "01234543", _ean("00012340000053")),
    ("EAN-8 as well as UPC-E, as always with a last digit of 5 or more", "06543297", _bad("retail", "two-ways")),
    ("UPC-E, wrong check digit", "04252615", _bad("retail", "check-digit")),
    ("eight digits with another short form", "]E001230545", _bad("retail", "check-digit")),
    ("UPC-E of zeros", "]E000000000", _bad("retail", "check-digit")),
    ("UPC-E of number system 1 with symbology", "]E014252611", _ean("00142100005261")),
    ("UPC-E of number system 1, lengthened", "]E00142100005261", _ean("00142100005261")),
    ("UPC-E of number system 1, typed: the first digit of an EAN-8", "14252611", _bad("retail", "check-digit")),
    ("eight digits of number system 2", "]E024252615", _bad("retail", "check-digit")),
    ("EAN-8 as well as UPC-E", "01234565", _bad("retail", "two-ways")),
    ("the same, said to be EAN-8", "]E401234565", _ean("00000001234565")),
    ("the same, said to be none of EAN-8", "]E001234565", _ean("00012345000065")),
    ("the same, of a scanner that does not say", "]X001234565", _bad("retail", "two-ways")),
    ("ITF-14", "14012345987659", _ean("14012345987659")),
    ("ITF-14 with symbology", "]I114012345987659", _ean("14012345987659")),
    ("ITF-14 of variable measure", "94012345987655", _ean("94012345987655")),
    ("ITF-14, wrong check digit", "14012345987658", _bad("retail", "check-digit")),
    ("GTIN of zeros", "00000000000000", _bad("retail", "check-digit")),
    ("digits of no length of GS1", "123456789", OTHER),
    ("nothing", "", OTHER),
    ("only blanks", " \t ", OTHER),
    # element strings, valid
    ("GTIN alone, GS1-128", f"]C1{G}", _el()),
    ("GTIN alone, no symbology", G, _el()),
    ("GTIN, expiry, lot: GS1 DataMatrix", f"]d2{G}1727013110LOT1", _el(lot="LOT1", expires_on="2027-01-31")),
    ("lot before expiry, with separator", f"]d2{G}10LOT1{S}17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("GS1 QR", f"]Q3{G}10LOT1{S}17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("GS1 DataBar", f"]e0{G}17270131", _el(expires_on="2027-01-31")),
    ("without symbology, with separator", f"{G}10LOT1{S}17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("separator in front, as for FNC1", f"{S}{G}10LOT1", _el(lot="LOT1")),
    ("separator at the end", f"]d2{G}10LOT1{S}", _el(lot="LOT1")),
    ("needless separator after a date", f"]C1{G}17270131{S}10LOT1", _el(lot="LOT1", expires_on="2027-01-31")),
    ("blanks at both ends", f" {G}10LOT1{S}17270131\r\n", _el(lot="LOT1", expires_on="2027-01-31")),
    ("everything", f"]d2{G}11250201152612311727013110A-1/2{S}21SN9{S}3012",
     _el(lot="A-1/2", serial="SN9", count=12, produced_on="2025-02-01",
         best_before="2026-12-31", expires_on="2027-01-31")),
    ("lot in small letters stays", f"]d2{G}10aBc1", _el(lot="aBc1")),
    ("lot of 20 characters", f"]d2{G}1012345678901234567890", _el(lot="12345678901234567890")),
    ("lot of every kind of sign", f"]d2{G}10!\"%&'*+,-./:;<=>?_A1", _el(lot="!\"%&'*+,-./:;<=>?_A1")),
    ("day 00 is the last of the month", f"]d2{G}17270200", _el(expires_on="2027-02-28")),
    ("day 00 in a leap year", f"]d2{G}17280200", _el(expires_on="2028-02-29")),
    ("29 February of a leap year", f"]d2{G}17280229", _el(expires_on="2028-02-29")),
    ("49 years back", f"]d2{G}11770101", _el(produced_on="1977-01-01")),
    ("50 years ahead", f"]d2{G}17760101", _el(expires_on="2076-01-01")),
    ("expiry with hour", f"]d2{G}70032701311200", _el(expires_on="2027-01-31")),
    ("date and no lot, second row of a carton", "]C117270131", _el(gtin14="", expires_on="2027-01-31")),
    ("lot alone, second row of a carton", "]C110LOT1", _el(gtin14="", lot="LOT1")),
    ("net weight is passed over", f"]C1{G}310000125010LOT1", _el(lot="LOT1")),
    ("order number is passed over", f"]C1{G}400PO7{S}10LOT1", _el(lot="LOT1")),
    ("company's own entry is passed over", f"]C1{G}91XYZ{S}10LOT1", _el(lot="LOT1")),
    ("carton indicator", "]C10114012345987659", _el(gtin14="14012345987659")),
    ("pallet", "]C100106141411234567897", _el(gtin14="", sscc="106141411234567897")),
    ("pallet without symbology", "00106141411234567897", _el(gtin14="", sscc="106141411234567897")),
    ("content of a pallet and count", f"]C102040123459876523724{S}10LOT1", _el(contained=True, count=24, lot="LOT1")),
    ("the same entry twice, alike", f"]d2{G}10LOT1{S}10LOT1", _el(lot="LOT1")),
    ("separator sent as <GS>", f"{G}10LOT1<GS>17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("separator sent as {GS}", f"]d2{G}10LOT1{{GS}}17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("separator sent as a picture of itself", f"{G}10LOT1\u241d17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("separator sent as |", f"{G}10LOT1|17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("separator sent as ^]", f"{G}10LOT1^]17270131", _el(lot="LOT1", expires_on="2027-01-31")),
    # element strings, damaged
    ("wrong check digit in 01", "]C10104012345987653", _bad("elements", "check-digit", "01")),
    ("wrong check digit in 01, with a lot", "]d2010401234598765310LOT1", _bad("elements", "check-digit", "01")),
    ("wrong check digit in 00", "]C100106141411234567898", _bad("elements", "check-digit", "00")),
    ("wrong check digit in 02", f"]C1020401234598765337{24}", _bad("elements", "check-digit", "02")),
    ("wrong check digit of a place", f"]C1{G}4144012345987653", _bad("elements", "check-digit", "414")),
    ("GTIN of zeros in 01", "]C10100000000000000", _bad("elements", "check-digit", "01")),
    ("separator missing after the lot", f"{G}10LOT117270131", _bad("elements", "separator", "10")),
    ("separator missing, a number follows", f"]C110LOT1{G}", _bad("elements", "separator", "10")),
    ("separator missing, lot too long by it", f"{G}10LOT1234567890117270131X", _bad("elements", "length", "10")),
    ("separator missing after a time", f"]d2{G}7003270131120010LOT1", _bad("elements", "length", "7003")),
    ("day 32", f"]d2{G}17270132", _bad("elements", "date", "17")),
    ("30 February", f"]d2{G}17270230", _bad("elements", "date", "17")),
    ("29 February of a common year", f"]d2{G}17270229", _bad("elements", "date", "17")),
    ("month 13", f"]d2{G}17271301", _bad("elements", "date", "17")),
    ("month 00", f"]d2{G}11270001", _bad("elements", "date", "11")),
    ("date with a letter", f"]d2{G}1727O131", _bad("elements", "character", "17")),
    ("date cut off", f"]d2{G}172701", _bad("elements", "length", "17")),
    ("unknown identifier", f"]d2{G}0512345", _bad("elements", "unknown-ai")),
    ("unknown identifier of four digits", f"]d2{G}8999ABC", _bad("elements", "unknown-ai")),
    ("letters where an identifier must be", f"]d2{G}AB", _bad("elements", "unknown-ai")),
    ("two separators", f"]d2{G}10LOT1{S}{S}17270131", _bad("elements", "unknown-ai")),
    ("nothing after the symbology", "]d2", _bad("elements", "unknown-ai")),
    ("lot of 21 characters", f"]d2{G}10123456789012345678901", _bad("elements", "length", "10")),
    ("lot empty", f"]d2{G}10", _bad("elements", "length", "10")),
    ("lot with a blank inside", f"]d2{G}10LOT 1", _bad("elements", "character", "10")),
    ("lot with a letter that GS1 has not", f"]d2{G}10LÖT1", _bad("elements", "character", "10")),
    ("lot in Chinese", f"]d2{G}10批号1", _bad("elements", "character", "10")),
    ("lot with a hash", f"]d2{G}10LOT#1", _bad("elements", "character", "10")),
    ("serial too long", f"]d2{G}21123456789012345678901", _bad("elements", "length", "21")),
    ("count with letters", f"]d2{G}3012A", _bad("elements", "character", "30")),
    ("count empty", f"]d2{G}30", _bad("elements", "length", "30")),
    ("GTIN of 13 digits in 01", "]d2014012345987652", _bad("elements", "length", "01")),
    ("GTIN of 13 digits in 01, lot behind", f"]d201401234598765210LOT1{S}", _bad("elements", "check-digit", "01")),
    ("GTIN cut off", "010401234598765", _bad("elements", "length", "01")),
    ("GTIN ended by a separator", f"]d20104012345{S}10LOT1", _bad("elements", "length", "01")),
    ("pallet cut off", "]C10010614141123456789", _bad("elements", "length", "00")),
    ("two GTINs", f"]d2{G}0109521234543213", _bad("elements", "repeated", "01")),
    ("two lots", f"]d2{G}10LOT1{S}10LOT2", _bad("elements", "repeated", "10")),
    ("two expiry dates", f"]d2{G}1727013117270228", _bad("elements", "repeated", "17")),
    ("GTIN and GTIN of content", f"]C1{G}020401234598765237{24}", _bad("elements", "pair", "01")),
    ("GTIN and count of content", f"]C1{G}3724", _bad("elements", "pair", "01")),
    ("net weight with letters", f"]C1{G}3100AB1250", _bad("elements", "format", "3100")),
    ("symbology in small letters", f"]D2{G}", OTHER),
    ("plain Code 128 is not GS1", f"]C0{G}10LOT1", OTHER),
    ("plain QR is not GS1", f"]Q1{G}", OTHER),
    # as printed below the barcode
    ("parentheses", "(01)04012345987652(10)LOT1(17)270131", _el(lot="LOT1", expires_on="2027-01-31")),
    ("parentheses with blanks", "(01) 04012345987652 (17) 270131 (10) LOT1", _el(lot="LOT1", expires_on="2027-01-31")),
    ("parentheses from a Chinese keyboard", "（01）04012345987652（10）LOT1", _el(lot="LOT1")),
    ("parentheses, lot looks like more", "(01)04012345987652(10)LOT117270131", _el(lot="LOT117270131")),
    ("parentheses, wrong check digit", "(01)04012345987653(10)LOT1", _bad("elements", "check-digit", "01")),
    ("parentheses, unknown identifier", "(05)123", _bad("elements", "unknown-ai")),
    ("parentheses, nothing behind", "(01)04012345987652(10)", _bad("elements", "length", "10")),
    ("parentheses, GTIN of 13 digits", "(01)4012345987652", _bad("elements", "length", "01")),
    ("parentheses, day 32", "(01)04012345987652(17)270132", _bad("elements", "date", "17")),
    # GS1 Digital Link
    ("link", "https://id.gs1.org/01/04012345987652", _link()),
    ("link of any host with a folder", "http://brand.example/p/01/04012345987652/10/LOT1", _link(lot="LOT1")),
    ("link in capitals", "HTTPS://ID.GS1.ORG/01/04012345987652", _link()),
    ("link with all", "https://id.gs1.org/01/04012345987652/10/LOT1/21/SN9?17=270131&11=250201",
     _link(lot="LOT1", serial="SN9", expires_on="2027-01-31", produced_on="2025-02-01")),
    ("link with percent signs", "https://id.gs1.org/01/04012345987652/10/A%2FB%25", _link(lot="A/B%")),
    ("link, name that is no number",
     "https://id.gs1.org/01/04012345987652?17=270131&linkType=all#top", _link(expires_on="2027-01-31")),
    ("link, day 00", "https://id.gs1.org/01/04012345987652?17=270200", _link(expires_on="2027-02-28")),
    ("link, EAN-13 of an early edition", "https://id.gs1.org/01/4012345987652", _link()),
    ("link of a pallet", "https://id.gs1.org/00/106141411234567897", _link(gtin14="", sscc="106141411234567897")),
    ("link, the rightmost key counts", "https://x.example/01/09521234543213/01/04012345987652", _link()),
    ("link, wrong check digit", "https://id.gs1.org/01/04012345987653/10/LOT1", _bad("link", "check-digit", "01")),
    ("link, GTIN cut off", "https://id.gs1.org/01/0401234598", _bad("link", "length", "01")),
    ("link, qualifiers in a wrong order",
     "https://id.gs1.org/01/04012345987652/21/SN9/10/LOT1", _bad("link", "address")),
    ("link, strange qualifier", "https://id.gs1.org/01/04012345987652/17/270131", _bad("link", "address")),
    ("link, unknown number", "https://id.gs1.org/01/04012345987652?05=1", _bad("link", "unknown-ai")),
    ("link, month 13", "https://id.gs1.org/01/04012345987652?17=271301", _bad("link", "date", "17")),
    ("link, broken percent sign", "https://id.gs1.org/01/04012345987652/10/A%2", _bad("link", "address")),
    ("link, lot with a blank", "https://id.gs1.org/01/04012345987652/10/A%20B", _bad("link", "character", "10")),
    ("link, lot too long",
     "https://id.gs1.org/01/04012345987652/10/123456789012345678901", _bad("link", "length", "10")),
    ("link, two lots", "https://id.gs1.org/01/04012345987652/10/A?10=B", _bad("link", "repeated", "10")),
    ("an address that is none of GS1", "https://example.org/2024/01/15", OTHER),
    ("an address without a path", "https://example.org", OTHER),
    # what else stands on boxes
    ("a word", "FRAGILE", OTHER),
    ("a document of ours", "CK-20261121-7K3QX", OTHER),
    ("Chinese", "矿泉水 550ml", OTHER),
]  # fmt: skip
