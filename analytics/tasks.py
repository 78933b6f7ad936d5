"""What jobs of this app may name; each is one call."""

from datetime import timedelta
from uuid import UUID

from accounts.jobs import Later, Lease, job_task
from accounts.standing import stands_still
from analytics import rollups
from analytics.automations import previewing, running
from analytics.budgets import telling
from analytics.monitors import outcomes
from analytics.reporting import sending
from analytics.reporting.freezing import publishing
from analytics.reporting.kept import LOOK_AGAIN
from analytics.services import settling, trying, watching


@job_task(queue="bulk")
def rebuild_rollups(lease: Lease, source_id: str = "") -> None:
    """Count a source anew by its present rules; without a source, everything of the workspace."""
    with lease.batch():
        rollups.rebuild(UUID(source_id) if source_id else None)
        telling.ask_to_judge()


@job_task(queue="bulk")
def assign_channels(lease: Lease) -> None:
    """Give everything its channel by the present rules."""
    with lease.batch():
        rollups.assign_channels()
        telling.ask_to_judge()


@job_task(queue="bulk")
def learn_settling(lease: Lease, source_id: str) -> None:
    """Learn how a source's days grow, as read up to yesterday."""
    with lease.batch():
        settling.learn_settling(source_id=UUID(source_id))
        telling.ask_to_judge()


@job_task(queue="bulk")
def write_export(lease: Lease, export_id: str) -> None:
    """Write the file of numbers that a program asked for."""
    from analytics.exporting import writing  # its shapes bring the API's framework, 7 MB

    with lease.batch():
        writing.write_export(export_id=UUID(export_id))


@job_task(queue="bulk")
def evaluate_monitors(lease: Lease) -> None:
    """Look with every monitor at the days that have come; rules act on what is found."""
    watching.evaluate_monitors(hold=lease)
    with lease.batch():
        running.ask_to_run()
    with lease.batch():
        if not stands_still(lease.workspace_id):
            outcomes.measure_outcomes()


@job_task(queue="bulk")
def run_automations(lease: Lease) -> None:
    """Have every rule look at what is new to it, and act within its limits."""
    running.run_automations(lease)


@job_task(queue="bulk")
def preview_automation(lease: Lease, preview_id: str) -> None:
    """Replay a rule over the last weeks."""
    previewing.answer_preview(lease, preview_id=UUID(preview_id))


@job_task(queue="bulk")
def try_monitor(lease: Lease, trial_id: str) -> None:
    """Replay a monitor that is not saved yet."""
    with lease.batch():
        trying.run_trial(trial_id=UUID(trial_id))


@job_task(queue="bulk")
def plan_alarms(lease: Lease) -> None:
    """Set the thresholds of all monitors by the alarm budget."""
    with lease.batch():
        trying.plan_alarms()


@job_task(queue="bulk")
def judge_budgets(lease: Lease) -> None:
    """Tell of budgets and goals that left their course, or came back to it."""
    with lease.batch():
        telling.judge_budgets()


@job_task(queue="bulk")
def send_report(lease: Lease, sending_id: str) -> None:
    """Make a report and mail it; it waits a while for data of the day before."""
    with lease.batch():
        is_over = sending.send_report(sending_id=UUID(sending_id))
    if not is_over:
        raise Later(LOOK_AGAIN, "data of the day before are still to come")


@job_task(queue="bulk")
def print_publication(lease: Lease, publication_id: str) -> None:
    """Make the PDF of a published report."""
    with lease.batch():
        publishing.print_publication(publication_id=UUID(publication_id))


@job_task(queue="bulk")
def build_spans(lease: Lease, source_id: str) -> None:
    """Make anew how a source's deals stood; while it is being read, it waits."""
    with lease.batch():
        is_over = not rollups.is_being_read(UUID(source_id))
        if is_over:
            rollups.build_spans(UUID(source_id))
    if not is_over:
        raise Later(timedelta(seconds=30), "the source is being read")
