"""Signed heads of audit trails outside of the database, which its owner cannot rewrite unseen."""

from accounts.anchors.keeping import heads_of
from accounts.anchors.signing import public_key

__all__ = ["heads_of", "public_key"]
