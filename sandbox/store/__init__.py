"""The records of this Salesforce, kept in SQLite."""

from sandbox.store.database import Store

__all__ = ["Store"]
