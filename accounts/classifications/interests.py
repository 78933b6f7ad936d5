"""The interests that weigh more than those of the people concerned, and why."""

from django.utils.translation import gettext_noop as _

from accounts.classifications.words import FOR_SAFETY, FOR_TEAMWORK
from accounts.subjects import Balancing

LEGITIMATE_INTERESTS: dict[str, Balancing] = {
    FOR_SAFETY: Balancing(
        interest=_(
            "Keeping strangers out of logins and workspaces, and finding out afterwards who "
            "changed what. Our customers and the people behind their data depend on it."
        ),
        necessity=_(
            "A password, a second step, a list of sessions and a trail of changes do not work "
            "without saying whose they are. The trail holds ids instead of names, and nothing is "
            "used to measure how anybody works."
        ),
        weighing=_(
            "Whoever logs in to a tool of their employer expects this. They see their own sessions "
            "and can end them, and each try to log in; addresses and browsers of sessions go 14 "
            "days after last use, those of tries and of the log of requests, in which addresses "
            "are sealed, after 90 days. There is no "
            "profiling, and nobody outside receives it but whoever runs our servers. The interest "
            "in safety weighs more."
        ),
    ),
    FOR_TEAMWORK: Balancing(
        interest=_("A customer wants a colleague to work in the workspace, too."),
        necessity=_(
            "An invitation needs an address to go to and the role that it offers. Nothing else is "
            "asked for."
        ),
        weighing=_(
            "A colleague is written to once, by name of who invites, and may leave it at that. The "
            "address is used for nothing else and goes 90 days after the invitation ended. The "
            "disturbance is small, so the interest weighs more."
        ),
    ),
}
