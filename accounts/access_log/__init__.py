"""The one log that holds people's addresses: sealed, in the house, for 90 days."""

from accounts.access_log.sealing import open_ip
from accounts.access_log.writing import flush, start_writing

__all__ = ["flush", "open_ip", "start_writing"]
