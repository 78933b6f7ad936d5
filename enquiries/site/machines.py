"""What programs read of the site: its pages, what not to visit, whom to tell of a weakness."""

from datetime import timedelta
from xml.sax.saxutils import quoteattr

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.doors import public
from enquiries.site.addresses import LANGUAGES, LISTED, absolute, is_there

SECURITY_CONTACT = "security@proactivox.com"
# RFC 9116 recommends less than a year; who keeps a copy is to ask again before long.
_VALID = timedelta(days=180)
_PRIVATE = ("/w/", "/accounts/", "/api/", "/connect/", "/i18n/", "/inbound/", "/invitations/")
_DAY = 24 * 3600


@require_safe
@public
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be read by everybody; what needs a login or a mailed link by nobody."""
    closed = [f"Disallow: {path}" for path in (*_PRIVATE, "/workspaces/", "/privacy/*/")]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {absolute('/sitemap.xml')}"]
    return _lasting("\n".join(lines) + "\n", "text/plain; charset=utf-8")


@require_safe
@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Each listed page once a language, with the addresses of the same page in the others."""
    entries = [
        _entry(path, language) for path in LISTED if is_there(path) for language in LANGUAGES
    ]
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(entries) + "\n</urlset>\n"
    )
    return _lasting(xml, "application/xml")


def _entry(path: str, language: str) -> str:
    others = [(code, absolute(path, code)) for code in LANGUAGES] + [("x-default", absolute(path))]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'
        for code, url in others
    )
    return f"<url><loc>{absolute(path, language)}</loc>{links}</url>"


@require_safe
@public
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness, after RFC 9116."""
    expires = (timezone.now() + _VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: mailto:{SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {absolute('/.well-known/security.txt')}",
        f"Policy: {absolute('/security/')}",
    )
    return _lasting("\r\n".join(lines) + "\r\n", "text/plain; charset=utf-8")


def _lasting(text: str, kind: str) -> HttpResponse:
    headers = {"Cache-Control": f"public, max-age={_DAY}"}
    return HttpResponse(text, content_type=kind, headers=headers)
