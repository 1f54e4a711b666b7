"""Accounts, their grants, sign-ins and API tokens. Secrets are kept hashed only."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.access import Role
from core.column_types import Code, Id, LongText, Moment, Name, Ref, Word, one_of
from core.database import Base


class Account(Base):
    """A person or a program that acts. `username` is compared in lower case."""

    __tablename__ = "account"

    id: Mapped[Id]
    username: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    password_hash: Mapped[LongText] = mapped_column(default="")
    locale: Mapped[Word] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[Moment]


def _once(place: str) -> Index:
    """No role twice at one area or at one site."""
    given = text(f"{place} IS NOT NULL")
    return Index(
        f"uq_account_grant_{place}",
        "account_id",
        "role",
        place,
        unique=True,
        sqlite_where=given,
        postgresql_where=given,
    )


class AccountGrant(Base):
    """A role over an area subtree (`scope_path`: the codes from the root, '' for everything) or over one site."""

    __tablename__ = "account_grant"
    __table_args__ = (
        one_of("role", Role, "role"),
        CheckConstraint("(scope_path IS NULL) <> (site_id IS NULL)", name="area_or_site"),
        UniqueConstraint("account_id", "role", "scope_path", "site_id"),
        # One of the two places is always NULL, and NULLs never clash: only these keep a role from standing twice.
        _once("scope_path"),
        _once("site_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Word]
    scope_path: Mapped[str | None] = mapped_column(String(400))
    site_id: Mapped[Ref | None] = mapped_column(ForeignKey("site.id"))


class SignIn(Base):
    """A signed-in browser. Ended by sign-out, a password change, a disabled account or time."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[Id]
    token_hash: Mapped[Code] = mapped_column(unique=True)
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    device: Mapped[Name] = mapped_column(default="")


class ApiToken(Base):
    """A program's key to the API, with the rights of its account."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    token_hash: Mapped[Code] = mapped_column(unique=True)
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[Name]
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
