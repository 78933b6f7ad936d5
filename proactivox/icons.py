"""The one way to draw an icon in a template; a tag, because a page has a hundred of them."""

from functools import lru_cache

from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "vendor/tabler-icons-3.51.0/sprite.svg"
_DECORATION = SafeString(' aria-hidden="true"')
register = Library()


@register.simple_tag
def icon(name: object, look: object = "", label: object = "") -> SafeString:
    """One icon of the sprite, named as in frontend/icons.json; decoration unless it has a label.

    {% icon "bell" %}, {% icon row.icon "icon--large" %}, {% icon "check" label=_("Yes") %}; looks
    are classes, the label is read aloud.
    """
    return _drawn(str(name), str(look), str(label))


@lru_cache(maxsize=2_000)
def _drawn(name: str, look: str, label: str) -> SafeString:
    return format_html(
        '<svg class="icon{}{}"{} focusable="false"><use href="{}#{}"></use></svg>',
        " " if look else "",
        look,
        format_html(' role="img" aria-label="{}"', label) if label else _DECORATION,
        static(SPRITE),
        name,
    )
