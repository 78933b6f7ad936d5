"""Invoices as Stripe has them, so that their list needs no call to the outside."""

from django.db import models

from accounts.tenancy import WorkspaceModel


class Invoice(WorkspaceModel):
    """One invoice; amounts are minor units of its currency, its file stays at Stripe."""

    invoice_id = models.CharField(max_length=64)
    number = models.CharField(max_length=64, blank=True)
    # Stripe's own words: open, paid, void, uncollectible.
    status = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    subtotal = models.BigIntegerField()
    tax = models.BigIntegerField(default=0)
    total = models.BigIntegerField()
    amount_due = models.BigIntegerField()
    amount_paid = models.BigIntegerField()
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "invoice_id"], name="invoice_once")
        ]
        indexes = [models.Index(fields=["workspace", "-issued_at"], name="invoice_newest")]

    def __str__(self) -> str:
        return self.number or self.invoice_id
