"""Rules for passwords beyond Django's: an upper bound, and no word of the product itself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LONGEST = 128
_PRODUCT_WORDS = ("proactivox",)


class MaximumLengthValidator:
    """Refuses what no person types, and what would keep the hasher busy."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > _LONGEST:
            raise ValidationError(
                _("This password has %(length)d characters; use at most %(longest)d.")
                % {"length": len(password), "longest": _LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("Your password can have up to %(longest)d characters.") % {"longest": _LONGEST}


class ProductWordsValidator:
    """Refuses passwords that contain our name."""

    def validate(self, password: str, user: Any = None) -> None:
        if any(word in password.lower() for word in _PRODUCT_WORDS):
            raise ValidationError(
                _("This password contains the product's name; choose other words."),
                code="password_product_word",
            )

    def get_help_text(self) -> str:
        return _("Your password cannot contain the product's name.")
