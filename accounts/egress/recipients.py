"""Who is spoken to, and why; each app declares its own beside its code, privacy lists them all."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """A party outside to whom requests go.

    `hosts` are exact names or "*.example.com" (which does not mean example.com itself); "*" is for
    addresses that users type. `allows_sandbox` admits settings.SANDBOX_ORIGINS besides: only
    vendors of our own choosing may say so, never addresses that users type.
    """

    name: str
    hosts: tuple[str, ...]
    purpose: str
    allows_sandbox: bool = False

    def __post_init__(self) -> None:
        if self.allows_sandbox and "*" in self.hosts:
            raise ValueError("A recipient of any host never shares the sandbox's loopback.")

    def includes(self, host: str) -> bool:
        """Whether a host is one of the recipient's; compared without case."""
        name = host.lower().rstrip(".")
        return any(_fits(name, pattern) for pattern in self.hosts)


def _fits(name: str, pattern: str) -> bool:
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return name.endswith(pattern[1:]) and len(name) > len(pattern[1:])
    return name == pattern
