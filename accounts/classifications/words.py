"""What several rooms say of their columns: bases, retentions, purposes, and kinds of columns."""

from django.utils.translation import gettext_noop as _

from accounts.subjects import NotPersonal, Personal

ID = NotPersonal("A random id of the row.")
CODE = NotPersonal("A catalogue that the code writes; the same in every installation.")
WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
STATE = NotPersonal("A state of the row's own work.")
KEY = NotPersonal("Key material or its state; it describes no person.")
BY_CONTRACT = _("6(1)(b): the contract on the use of Proactivox")
FOR_SAFETY = _("6(1)(f): the security of the service and of its customers' data")
FOR_TEAMWORK = _("6(1)(f): the customer's wish to work together")
LOGIN_KEPT = _("until the login is erased")
PERSON, SERVERS, BROWSER = _("the person"), _("our servers"), _("the browser")
IDS_ALONE = _("as long as the workspace; ids alone")
SESSION_END = _("14 days after the session was last used")
LOGIN_END = _("90 days after the log-in, or after the notice")
INVITATION_END = _("90 days after it ended")
JOB_END = _("emptied on delivery; 30 days at most")
NUMBER_END = _("30 days, or until a member deletes it")
WEBHOOK_END = _("30 days after the message was made")
ACCESS_END = _("90 days after the request")
NOTICE_END = _("1 year after the notice ended")
TOLD_END = _("1 year after it was told last, or with the membership")
REASON_END = _("1 year after it was asked")
LOG_END = _("2 years; whose they are is erased with the person")
# Purposes in which others see the person's data; personal_data says who.
SHOW_MEMBERS = _("say who may work in which workspace")
SHOW_NAMES = _("show colleagues who did what")
SHOW_USE = _("show admins when a member last came in")
INVITE = _("invite a colleague")
TELL = _("tell members what happens in their workspace")
SAFETY = _("keep the login and the workspace safe")
PASS_ON = _("pass the audit trail on to systems of the customer’s own")


def login(category: str, purpose: str, *, encrypted: bool = False) -> Personal:
    """Of a login, by the contract, for as long as there is one."""
    return Personal(category, "user", PERSON, purpose, BY_CONTRACT, LOGIN_KEPT, encrypted=encrypted)


def safety(
    category: str, source: str, retention: str = LOGIN_KEPT, *, sealed: bool = False
) -> Personal:
    """Of a login, so that nobody else gets in."""
    return Personal(category, "user", source, SAFETY, FOR_SAFETY, retention, encrypted=sealed)


MEMBER = login("pd:GroupMembership", SHOW_MEMBERS)
ACTOR = safety("pd:UID", SERVERS, IDS_ALONE)
DEED = safety("pd:ServiceConsumptionBehavior", SERVERS, IDS_ALONE)
TRY = safety("pd:ServiceConsumptionBehavior", SERVERS, LOGIN_END)

TARGET = NotPersonal("A system of a business, sealed; members give no address of their own.")
COMPANY = NotPersonal("How a business customer lets its people in: its domain, its provider.")
