"""The system of a device, from what its browser says of itself."""

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def system_of(agent: str) -> str:
    """ "Windows"; empty for what does not tell. The first counts: some claim to be others."""
    return next((name for sign, name in _SYSTEMS if sign in agent), "")
