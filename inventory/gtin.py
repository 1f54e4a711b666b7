"""GTINs: the numbers under the makers' barcodes."""

from inventory.errors import GtinWrong


def full_gtin(text: str) -> str:
    """A GTIN as 14 digits. Check digit: GS1 General Specifications, section 7.9 (weights 3 and 1 from the right).
    Raises GtinWrong."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14)):
        raise GtinWrong(gtin=text, field="gtin")
    full = digits.zfill(14)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(full[:13]))
    if (10 - total % 10) % 10 != int(full[13]):
        raise GtinWrong(gtin=text, field="gtin")
    return full
