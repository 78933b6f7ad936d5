"""A person who logs in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.number_formats import NumberFormat
from accounts.tenancy import new_id


class UserManager(BaseUserManager["User"]):
    """Makes users by their e-mail address, which is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """One login; what it may do is said by its memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    language = models.CharField(
        _("Language"), max_length=5, choices=[("en", "English"), ("da", "Dansk")], default="en"
    )
    # Notices about changes of the product by mail, too; on its pages they are told in any case.
    wants_notices = models.BooleanField(_("Product notices by mail"), default=False)
    # How numbers are written for them; empty where the workspace's choice counts.
    number_format = models.CharField(
        _("Numbers"), max_length=12, choices=NumberFormat.choices, blank=True, default=""
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # Where mail came back from; it says nothing of an address that they have since.
    unreachable_email = models.EmailField(blank=True)
    unreachable_since = models.DateTimeField(null=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_unreachable(self) -> bool:
        """Whether mail to the address that they have now comes back."""
        return self.unreachable_email == self.email

    def get_full_name(self) -> str:
        """The name where it is known, else the e-mail address."""
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name().split("@")[0].split(" ")[0]
