"""The one sealed column of who waits for times."""

from enquiries.sealing import SealedTable

WAITER = SealedTable("enquiries.demowaiter", ("email",))
