"""What is done to published reports: published, withdrawn, printed."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from analytics.channels.version import rules_used
from analytics.dashboards.reading import layout_of
from analytics.models import Dashboard, Publication
from analytics.reporting.composing.documents import compose
from analytics.reporting.freezing.taking import freeze
from analytics.reporting.setting.printing import pdf_of_data

MOST = 500


def publish(*, dashboard: Dashboard, name: str, user_id: UUID) -> Publication:
    """Freeze what a dashboard shows now; raises Trouble where it cannot be."""
    with inside(require_workspace_id()):
        if Publication.objects.filter(withdrawn_at=None).count() >= MOST:
            text = _("At most %(count)d published reports.") % {"count": MOST}
            raise Trouble(text, advice=_("Withdraw one that nobody needs any more."))
        workspace = Workspace.objects.get(pk=require_workspace_id())
        today = timezone.now().astimezone(workspace.zone).date()
        # Its times are the workspace's, whoever asks and by whichever door.
        with timezone.override(workspace.zone):
            composed = compose(name, layout_of(dashboard), workspace, today=today)
        frozen = freeze(composed.contents, workspace)
        if not frozen.numbers:
            text = _("This dashboard shows no number that could be frozen.")
            raise Trouble(text, advice=_("Add a tile with a number to it."))
        period = composed.period
        rules = rules_used()
        row = Publication.objects.create(
            dashboard=dashboard,
            dashboard_version=dashboard.version,
            name=name,
            first_on=period.first_on if period else None,
            last_on=period.last_on if period else None,
            currency=workspace.currency,
            read_until=composed.read_until,
            channel_rules=rules.version if rules else None,
            document=composed.document.as_data(),
            numbers=frozen.packed(),
            published_by_id=user_id,
        )
        enqueue("analytics.tasks.print_publication", row.pk)
        record("publication.made", row.pk, name=name, numbers=len(frozen.numbers))
    return row


def withdraw(*, publication_id: UUID) -> Publication:
    """Show it to nobody any more; for some days it can be had back."""
    return _set_withdrawn(publication_id, is_withdrawn=True)


def restore(*, publication_id: UUID) -> Publication:
    """Show a withdrawn one again; its numbers are those that were frozen."""
    return _set_withdrawn(publication_id, is_withdrawn=False)


def _set_withdrawn(publication_id: UUID, *, is_withdrawn: bool) -> Publication:
    with inside(require_workspace_id()):
        row = Publication.objects.select_for_update().filter(pk=publication_id).first()
        if row is None:
            raise Trouble(_("This report is gone for good."), advice=_("Publish it again."))
        if (row.withdrawn_at is not None) is not is_withdrawn:
            row.withdrawn_at = timezone.now() if is_withdrawn else None
            row.save(update_fields=["withdrawn_at"])
            action = "publication.withdrawn" if is_withdrawn else "publication.restored"
            record(action, row.pk, name=row.name)
    return row


def print_publication(*, publication_id: UUID) -> None:
    """Make its PDF of what was frozen; one that has one stays as it is."""
    row = Publication.objects.select_for_update().filter(pk=publication_id, pdf=None).first()
    if row is not None:
        row.pdf = pdf_of_data(row.document, row.published_at)
        row.save(update_fields=["pdf"])
