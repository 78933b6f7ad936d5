"""The demo's sources: Salesforce by its consent page, the spend file by upload and preview."""

import re
import time
from pathlib import Path

from proactivox.demo.story import Say
from proactivox.demo.visitor import Lost, Visitor

_SYNC_SECONDS = 900.0
_POLL_SECONDS = 1.5
_SOURCE = re.compile(r"/sources/[0-9a-f-]{36}/$")


def connect_salesforce(visitor: Visitor, home: str, say: Say) -> None:
    """Through the wizard to the consent page, allow, and back by the callback."""
    if "Salesforce" in visitor.open(f"{home}sources/").words(5000):
        return
    say("Connecting Salesforce: wizard, consent page, callback ...")
    visitor.open(f"{home}sources/new/salesforce/")
    visitor.submit(visitor.form_with("login", "my_domain"), {"login": "production"})
    visitor.follow(href="/services/oauth2/authorize")
    visitor.submit(visitor.form_with("ticket"), {"decision": "allow"})
    if "/sources/" not in visitor.url:
        raise Lost(f"The consent ended at {visitor.url}, which says: {visitor.words()}")


def import_spend(visitor: Visitor, home: str, file: Path, say: Say) -> None:
    """Upload, accept the preview as it was guessed, import."""
    if "Ad spend" in visitor.open(f"{home}sources/").words(5000):
        return
    say("Importing the marketer's spend file: upload, preview, import ...")
    visitor.open(f"{home}sources/files/new/")
    visitor.submit(visitor.form_with("kind", "file"), {"kind": "performance"}, files={"file": file})
    form = visitor.form_with("encoding", "source")
    visitor.submit(form, {"source": "new", "source_name": "Ad spend", "action": "import"})
    _wait(visitor, visitor.url, "the import", say)


def await_sync(visitor: Visitor, home: str, say: Say) -> None:
    """Follow the live progress of the first sync to its end."""
    visitor.open(f"{home}sources/")
    sources = [link.href for link in visitor.page.links if _SOURCE.search(link.href)]
    if not sources:
        raise Lost(f"{visitor.url} shows no source; it says: {visitor.words()}")
    for source in sources:
        _wait(visitor, source, "the first sync", say)


def match_campaigns(visitor: Visitor, home: str, say: Say) -> None:
    """Accept what the product suggests: campaigns with the same name in both systems."""
    visitor.open(f"{home}settings/campaigns/")
    for form in visitor.page.forms:
        if form.action.endswith("/accept/"):
            say("Mapping ad campaigns to the CRM's ...")
            visitor.submit(form, {})
            return


def watch_numbers(visitor: Visitor, home: str, say: Say) -> None:
    """Take the monitors that the product suggests; they look by themselves."""
    visitor.open(f"{home}monitors/")
    for form in visitor.page.forms:
        if form.action.endswith("/suggested/"):
            say("Watching what the product suggests ...")
            visitor.submit(form, {})
            return


def _wait(visitor: Visitor, address: str, what: str, say: Say) -> None:
    """A page that is still going on asks for itself again; one that is done does not."""
    until, shown = time.monotonic() + _SYNC_SECONDS, ""
    while time.monotonic() < until:
        visitor.open(address)
        if "every 2s" not in visitor.html:
            return
        now = _progress(visitor.html)
        if now and now != shown:
            say(f"  {what}: {now}")
            shown = now
        time.sleep(_POLL_SECONDS)
    raise Lost(f"{address} did not finish {what} in {_SYNC_SECONDS:.0f} seconds.")


def _progress(html: str) -> str:
    """ "12,400 of 31,000 rows" out of the page's progress bar."""
    bar = re.search(r"<progress[^>]*\bvalue=\"(\d+)\"[^>]*\bmax=\"(\d+)\"", html)
    swapped = re.search(r"<progress[^>]*\bmax=\"(\d+)\"[^>]*\bvalue=\"(\d+)\"", html)
    if bar:
        done, most = int(bar[1]), int(bar[2])
    elif swapped:
        most, done = int(swapped[1]), int(swapped[2])
    else:
        return ""
    return f"{done:,} of {most:,} rows"
