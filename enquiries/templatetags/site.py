"""Tags of the public pages: links that keep the language, and what search engines are told."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from enquiries.site import addresses

register = template.Library()
_PICTURES = settings.BASE_DIR / "static" / "img" / "site"
_NARROW, _DARK = "(max-width: 40rem)", "(prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Variant:
    """One file of a picture, and for which screens it is; none says for all others."""

    url: str
    width: str  # in pixels; numbers would be written with a separator of thousands
    height: str
    media: str


@register.simple_tag(takes_context=True)
def public_address(context: Context, path: str) -> str:
    """A public page in the language of the address that is read now."""
    return f"{getattr(context.get('request'), 'address_prefix', '')}{path}"


@register.simple_tag(takes_context=True)
def current_page(context: Context, path: str) -> str:
    """`aria-current` for the link that leads to the page itself."""
    here = getattr(context.get("request"), "path_info", "")
    return format_html(' aria-current="{}"', "page") if here == path else ""


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> str:
    """What the page wrote into a block, again: titles stand in more than one place."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    if block is None:
        return ""
    with context.push():
        return str(block.nodelist.render(context)).strip()


@register.inclusion_tag("enquiries/site/_listing.html", takes_context=True)
def site_listing(context: Context) -> dict[str, Any]:
    """Canonical address, other languages and the card of a shared link; or a plea not to list."""
    path = getattr(context.get("request"), "path_info", "")
    if not addresses.listed(path):
        return {"is_listed": False}
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "is_listed": True,
        "canonical": addresses.absolute(path, language),
        "neutral": addresses.absolute(path),
        "others": [(code, addresses.absolute(path, code)) for code in addresses.LANGUAGES],
        "locale": {"da": "da_DK"}.get(language, "en_GB"),
        "title": block_text(context, "title"),
        "description": block_text(context, "description"),
        "image": addresses.absolute(static(f"img/site/card-{language}.jpg")),
        "company": _company(),
    }


@lru_cache
def _company() -> str:
    """Who stands behind the site, for search engines; no browser runs it."""
    told = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Proactivox",
        "url": addresses.absolute("/"),
        "logo": addresses.absolute(static("img/favicon.svg")),
        "identifier": {"@type": "PropertyValue", "propertyID": "CVR", "value": "32434355"},
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Østre Havnevej 2",
            "postalCode": "5700",
            "addressLocality": "Svendborg",
            "addressCountry": "DK",
        },
    }
    # Nothing of it comes from outside; an angle bracket would still end the element.
    return mark_safe(json.dumps(told, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S308


@register.inclusion_tag("enquiries/site/_picture.html", takes_context=True)
def site_picture(
    context: Context, name: str, alt: str, *, narrow: str = "", is_first: bool = False
) -> dict[str, Any]:
    """A view of the product in the reader's language and theme; `narrow` is shown on telephones."""
    chosen = getattr(context.get("request"), "COOKIES", {}).get("theme")
    themes = [(chosen, "")] if chosen in ("light", "dark") else [("dark", _DARK), ("light", "")]
    shapes = [(narrow, _NARROW)] if narrow else []
    variants = [
        _variant(shape, theme, " and ".join(filter(None, (screen, light))))
        for shape, screen in [*shapes, (name, "")]
        for theme, light in themes
    ]
    return {"sources": variants[:-1], "rest": variants[-1], "alt": alt, "is_first": is_first}


def _variant(name: str, theme: str, media: str) -> Variant:
    file = f"{name}-{get_language() or settings.LANGUAGE_CODE}-{theme}.webp"
    width, height = size_of(file)
    return Variant(static(f"img/site/{file}"), str(width), str(height), media)


@lru_cache
def size_of(file: str) -> tuple[int, int]:
    """(width, height) of a picture, out of the head of its extended WebP file."""
    head = (_PICTURES / file).read_bytes()[:30]
    if head[12:16] != b"VP8X":
        raise ValueError(f"{file} is no extended WebP file, such as tests.pictures makes.")
    width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    return width, height
