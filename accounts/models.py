"""Accounts, their grants, sign-ins and API tokens. Secrets are kept hashed only."""

from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, func, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column

from accounts.pass_names import shown_name, shown_name_in_sql
from core.access import GRANTED_ROLES
from core.column_types import Code, Id, LongText, Moment, Name, Ref, Word, one_of
from core.database import Base


class Account(Base):
    """A person or a program that acts. `username` is compared in lower case. A volunteer's day pass is one too:
    `given_name` is as typed, '' once it was erased; `pass_number` stands for it then, `pass_by` is what
    the manager who admitted them was called then; pages show what they are called now."""

    __tablename__ = "account"

    id: Mapped[Id]
    username: Mapped[Code] = mapped_column(unique=True)
    given_name: Mapped[Name] = mapped_column("name")
    pass_number: Mapped[Code | None]
    pass_by: Mapped[Name | None]
    password_hash: Mapped[LongText] = mapped_column(default="")
    locale: Mapped[Word] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[Moment]

    @hybrid_property
    def name(self) -> str:
        """What people read: the name, and of a day pass that it is one and by whom, in the reader's language."""
        return shown_name(self.given_name, self.pass_number, self.pass_by)

    @name.inplace.setter
    def _set_name(self, name: str) -> None:
        self.given_name = name

    @name.inplace.expression
    @classmethod
    def _name_in_sql(cls) -> ColumnElement[str]:
        return shown_name_in_sql(cls.given_name, cls.pass_number, cls.pass_by.is_not(None), _admitted_by(cls))


def _admitted_by(owner: Any) -> Any:
    """Who admitted a volunteer, as they are called now; the user name when their own was erased."""
    by = aliased(Account)
    return (
        select(func.coalesce(func.nullif(by.given_name, ""), by.username))
        .select_from(DayPass)
        .join(PassOffer, PassOffer.id == DayPass.offer_id)
        .join(by, by.id == PassOffer.opened_by)
        .where(DayPass.account_id == owner.id)
        .correlate(owner)
        .scalar_subquery()
    )


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
        one_of("role", tuple(role.value for role in GRANTED_ROLES), "role"),
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


class PassOffer(Base):
    """A manager's invitation on a screen: whoever scans its code while it is shown gets a day pass for one site and
    some modes (their words, separated by spaces), until a moment, for so many people at most. `ref` is the part of the
    code that does not change."""

    __tablename__ = "pass_offer"
    __table_args__ = (
        CheckConstraint("most BETWEEN 1 AND 200", name="most"),
        CheckConstraint("joined BETWEEN 0 AND most", name="joined"),
        Index(None, "site_id", "until"),
    )

    id: Mapped[Id]
    ref: Mapped[Code] = mapped_column(unique=True)
    site_id: Mapped[Ref] = mapped_column(ForeignKey("site.id"))
    modes: Mapped[Name]
    most: Mapped[int]
    joined: Mapped[int] = mapped_column(default=0)
    opened_by: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[Moment]
    until: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))


class DayPass(Base):
    """The pass of one volunteer: what their account may do comes from the offer, and ends with either."""

    __tablename__ = "day_pass"
    __table_args__ = (UniqueConstraint("offer_id", "number"),)

    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"), primary_key=True)
    offer_id: Mapped[Ref] = mapped_column(ForeignKey("pass_offer.id"))
    number: Mapped[int]
    joined_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
    erased_at: Mapped[Moment | None]
    erased_by: Mapped[Ref | None] = mapped_column(ForeignKey("account.id"))
