"""The end of a contract: what is given back, and the proof that all of it is gone."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel, new_id


class WorkspaceExport(WorkspaceModel):
    """Everything of a workspace as one sealed file; `ready_at` is null while it is being made.

    `size` and `sha256` are of the ZIP as it is downloaded. After `expires_at` the file is deleted.
    """

    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    tables = models.PositiveIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    # Since when the file is gone: past its days, or because a person in it was erased.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-asked_at"], name="workspace_export")]

    def __str__(self) -> str:
        return f"Export {self.id}"


class ClosureCertificate(models.Model):
    """That a workspace is gone: what was counted, and until when backups hold it.

    Control plane: its workspace is no more. `told` are the owners' addresses, sealed under the
    house's key until they were written to; `finished_at` is null while files wait to be deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Not a foreign key: the workspace is gone.
    workspace_ref: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    asked_at = models.DateTimeField()
    erased_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    backups_gone_by = models.DateTimeField()
    rows = models.JSONField(default=dict)
    forgets = models.JSONField(default=list)
    told = models.BinaryField(null=True)
    document = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"Certificate of {self.workspace_ref}"
