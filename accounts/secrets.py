"""Passwords (argon2id) and tokens (random, kept as SHA-256 only)."""

import hashlib
import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.errors import WeakPassword
from core.codes import ALPHABET

LEAST_LENGTH = 10
REF_LENGTH = 5
PROOF_LENGTH = 7
_COMMON = frozenset(
    "1234567890 0123456789 1111111111 0000000000 123456789a qwertyuiop password12 password123 passw0rd123 "
    "iloveyou123 a123456789 12345678910 administrator evernormal 1q2w3e4r5t woaini1314 5201314520 letmein123".split()
)
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Argon2id hash. Raises WeakPassword below 10 characters, above 128, or when it is a common one."""
    if not LEAST_LENGTH <= len(password) <= 128 or password.lower() in _COMMON:
        raise WeakPassword(least=LEAST_LENGTH, field="password")
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    """What the password of an unknown name is compared with."""
    return _hasher.hash(secrets.token_hex(8))


def password_fits(stored: str, password: str) -> bool:
    """Whether the password is right. An unknown name costs the same time as a wrong password (`stored` '')."""
    try:
        return _hasher.verify(stored or _nobody(), password[:128]) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_ref() -> str:
    """A few symbols that name a pass offer in its codes; that they are unused is for the database to say."""
    return "".join(secrets.choice(ALPHABET) for _symbol in range(REF_LENGTH))


def join_proof(secret: str, ref: str, step: int) -> str:
    """The changing part of the code on the screen: 35 bits that only this installation can make, kept nowhere."""
    digest = hmac.new(secret.encode(), f"join {ref} {step}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(PROOF_LENGTH))


def same_text(first: str, second: str) -> bool:
    """Whether two texts are equal, told in a time that says nothing of where they differ."""
    return hmac.compare_digest(first.encode(), second.encode())
