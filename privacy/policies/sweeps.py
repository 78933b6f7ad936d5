"""What published texts ask for by the clock: to be told in time, accepted anew, and forgotten."""

from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import in_each_workspace, inside
from privacy.models import AgreementAcceptance, ChangeSubscriber, PolicyKind
from privacy.policies.publishing import publish_all
from privacy.policies.reading import newest
from privacy.policies.telling import ask_for_acceptance, untold_users
from privacy.policies.waiting import coming_number
from privacy.records import LANGUAGES


def publish_texts() -> int:
    """Publish what says something new, such as by other settings; how many texts."""
    return len(publish_all())


def announce_versions() -> int:
    """Ask for the mails about a coming privacy policy while somebody has none; how many wait."""
    number = coming_number()
    waiting = len(untold_users(number)) if number else 0
    if waiting:
        with inside(HOUSE_ID):
            enqueue(
                "privacy.tasks.policies.announce_version", number, dedupe_key=f"policy:{number}"
            )
    return waiting


def ask_again() -> int:
    """Mail workspaces that accepted an earlier agreement than the newest; how many mails."""
    row = newest(PolicyKind.DPA, LANGUAGES[0])
    if row is None:
        return 0

    def step() -> int:
        accepted = AgreementAcceptance.objects.order_by("-number").first()
        is_old = accepted is not None and accepted.number < row.number
        return ask_for_acceptance(row) if is_old else 0

    return in_each_workspace(step)


def forget_unconfirmed() -> int:
    """Delete addresses that nobody confirmed in time; how many."""
    with inside(HOUSE_ID):
        rows = ChangeSubscriber.objects.filter(confirmed_at=None, proof_until__lt=timezone.now())
        return int(rows.delete()[0])
