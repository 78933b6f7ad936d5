"""What privacy keeps sealed: addresses, words and links of requests."""

from accounts.crypto import register_sealed
from privacy.requests.sealing import about_place, address_place, link_place, text_place

register_sealed("privacy.DataSubjectRequest", "address", address_place)
register_sealed("privacy.DataSubjectRequest", "about", about_place)
register_sealed("privacy.DataSubjectRequest", "link", link_place)
register_sealed("privacy.RequestMessage", "text", text_place)
