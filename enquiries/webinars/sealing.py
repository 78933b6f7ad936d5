"""Which columns of a registration are sealed."""

from enquiries.sealing import SealedTable

REGISTRATION = SealedTable("enquiries.registration", ("name", "email", "company", "link"))
PERSON = ("name", "email", "company")
