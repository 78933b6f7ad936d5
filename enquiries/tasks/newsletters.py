"""Jobs of newsletters."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from enquiries.newsletters.sending import run_sending


@job_task(queue="bulk", max_attempts=20)
def send_newsletter(lease: Lease, newsletter_id: str) -> None:
    """Queue a letter for everybody who agrees to get it."""
    run_sending(lease, newsletter_id=UUID(newsletter_id))
