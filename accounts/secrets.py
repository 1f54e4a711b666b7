"""Passwords (argon2id) and tokens (random, kept as SHA-256 only)."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.errors import WeakPassword

LEAST_LENGTH = 10
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
