"""Column types that every room shares: ids, moments in UTC, bounded whole quantities, words stored by value."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from core.ids import new_id

MAX_QUANTITY = 10**12
"""More than any store holds; beyond it is a typing or spreadsheet mistake (199999999999998 was seen)."""

BigInt = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. A naive moment is a programming error and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def quantity_check(column: str, name: str, *, least: int = 1) -> CheckConstraint:
    """The database's own check that a quantity is a whole number within bounds.

    SQLite would keep 1.5 or 'abc' in an integer column; comparing with the value cast to integer refuses both,
    and reads the same on PostgreSQL.
    """
    whole = f"{column} = CAST({column} AS BIGINT)"
    return CheckConstraint(f"{column} >= {least} AND {column} <= {MAX_QUANTITY} AND {whole}", name=name)


def one_of(column: str, words: tuple[str, ...] | type, name: str) -> CheckConstraint:
    """A check that a word column holds one of the given words (or of an enumeration's values)."""
    values: Any = words if isinstance(words, tuple) else tuple(member.value for member in words)
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(v)) for v in values)})", name=name)


Id = Annotated[int, mapped_column(BigInt, primary_key=True, autoincrement=False, default=new_id)]
Ref = Annotated[int, mapped_column(BigInt)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Word = Annotated[str, mapped_column(String(32))]
Code = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
LongText = Annotated[str, mapped_column(Text)]
Quantity = Annotated[int, mapped_column(BigInt)]
