"""Documents that prove what was done: signed with Ed25519, and verified by whoever has the file."""

from privacy.certificates.signing import Verdict, sign, verify

__all__ = ["Verdict", "sign", "verify"]
