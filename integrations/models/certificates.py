"""Key pairs by which a source is entered without a consent page: the private part is sealed."""

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from integrations.models.sources import Source


class Certificate(WorkspaceModel):
    """A key pair of ours and its certificate; the vendor's admin trusts the certificate.

    It has no source before the first token came by it. Of a source the one used last signs; a
    newer one takes its place as soon as a token came by that.
    """

    source = WorkspaceForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="+")
    connector = models.CharField(max_length=20)
    certificate = models.TextField()
    private_key = models.BinaryField()
    # The customer's app at the vendor, the user by whose eyes is read, and who is addressed.
    consumer_key = models.CharField(max_length=255, blank=True)
    username = models.CharField(max_length=100, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "source"], name="certificate_source")]

    def __str__(self) -> str:
        return f"Certificate of {self.source_id}"
