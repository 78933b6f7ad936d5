"""What mail servers report of a delivery, in the shape of RFC 3464's own examples."""

from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText


def report(*recipients: tuple[str, str, str], to: str, kind: str = "delivery-status") -> bytes:
    """A report about (address, action, status) of each recipient, sent to a return address."""
    whole = MIMEMultipart("report", report_type=kind)
    whole["From"] = "Mail Delivery Subsystem <MAILER-DAEMON@mx.people.example>"
    whole["To"], whole["Subject"] = to, "Returned mail: see transcript for details"
    whole["Return-Path"], whole["Auto-Submitted"] = "<>", "auto-replied"
    whole.attach(MIMEText("Your message could not be delivered.\n"))
    status = MIMENonMultipart("message", kind)
    groups: list[Message | str] = [_fields({"Reporting-MTA": "dns; mx.people.example"})]
    for address, action, code in recipients:
        told = {"Final-Recipient": f"rfc822; {address}", "Action": action, "Status": code}
        groups.append(_fields({**told, "Diagnostic-Code": "smtp; 550 no such user"}))
    status.set_payload(groups)
    whole.attach(status)
    return whole.as_bytes()


def _fields(said: dict[str, str]) -> Message:
    group = Message()
    for name, value in said.items():
        group[name] = value
    return group
