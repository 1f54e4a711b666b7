"""The quantity of a found line, with its unit column and the formula behind it taken into account."""

from core.cell_problems import CellProblem
from core.quantity_text import ParsedQuantity, parse_quantity
from core.table_values import TableLine


def line_quantity(line: TableLine, *, one_means_unknown: bool = False) -> ParsedQuantity:
    """What the line's quantity cell says, in the unit of the cell or of the unit column.

    A formula without a result is a problem, never a zero; a known quantity without any unit is a problem too, and so
    is one that is merged over rows of several units.
    """
    cell = line.cells.get("quantity")
    units = line.texts("unit")
    if cell and cell.value is not None and len(units) > 1:
        told = {"text": cell.text, "units": "、".join(units)}
        return ParsedQuantity(problems=(CellProblem("unit-several", told),))
    read = parse_quantity(cell.value if cell else None, line.text("unit"), one_means_unknown=one_means_unknown)
    if cell and cell.result_missing:
        problem = CellProblem("quantity-missing-formula-result")
        return ParsedQuantity(unit=read.unit, problems=(problem,))
    clash = any(problem.code == "unit-conflict" for problem in read.problems)
    if read.quantity is None or read.unit or clash:
        return read
    return ParsedQuantity(quantity=read.quantity, problems=(*read.problems, CellProblem("unit-missing")))
