"""What a person is told about their login and their workspaces, whatever they agreed to.

`tell` and `tell_owners` are the doors for other apps: a line on the person's own page, and a mail.
"""

from accounts.security.telling import tell, tell_of_export, tell_owners

__all__ = ["tell", "tell_of_export", "tell_owners"]
