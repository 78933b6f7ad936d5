"""Which entries of the erasure ledger this database has applied."""

from django.db import models
from django.utils import timezone


class AppliedErasure(models.Model):
    """That an entry of the ledger is applied here. Control plane: it says neither who nor where.

    A restored database lacks the rows of what was erased after its backup; so it is known to be
    behind. Nobody who serves may change or remove a row.
    """

    sequence = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    applied_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
