"""Which columns of a booking are sealed."""

from enquiries.sealing import SealedTable

BOOKING = SealedTable("enquiries.booking", ("name", "email", "company", "phone", "wishes", "link"))
PERSON = ("name", "email", "company", "phone", "wishes")
