"""Where vendors are reached: their own addresses, or the sandbox's in development."""

from urllib.parse import urlsplit

from django.conf import settings


def vendor_setting(name: str) -> str:
    """A line of settings.VENDORS, such as "GOOGLE_ADS_ORIGIN", without a slash at its end.

    Salesforce's are settings of their own.
    """
    value = settings.VENDORS[name] if name in settings.VENDORS else getattr(settings, name)
    return str(value).rstrip("/")


def browser_address(address: str) -> str:
    """Where the browser is sent: in development it does not know the sandbox's certificate."""
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin in settings.SANDBOX_ORIGINS and settings.SANDBOX_BROWSER_ORIGIN:
        return str(settings.SANDBOX_BROWSER_ORIGIN) + address.removeprefix(origin)
    return address


def callback_address(key: str) -> str:
    """The one address to which a vendor sends people back after its consent page."""
    return f"{str(settings.PUBLIC_URL).rstrip('/')}/connect/{key}/callback"
