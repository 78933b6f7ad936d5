"""What privacy keeps sealed: addresses and links, and the words of all that people ask."""

from accounts.crypto import register_sealed
from accounts.models.workspace import HOUSE_ID
from privacy.access.sealing import chunk_place, content_place, words_place
from privacy.access.sealing import subject_place as package_subject
from privacy.certificates.signing import key_place
from privacy.closing.erasing import told_place
from privacy.erasure.person import record_place, subject_place
from privacy.policies.sealing import subscriber_place
from privacy.rectifications.sealing import after_place, answer_place, before_place
from privacy.registers.sealing import note_place
from privacy.requests.sealing import about_place, address_place, link_place, text_place
from privacy.restrictions.sealing import grounds_place, notice_place, reason_place
from privacy.retention.sealing import ground_place, person_place

register_sealed("privacy.Package", "subject", package_subject)
register_sealed("privacy.PackageItem", "content", content_place)
register_sealed("privacy.Redaction", "words", words_place)
register_sealed("privacy.PackageChunk", "sealed", chunk_place)
register_sealed("privacy.DataSubjectRequest", "address", address_place)
register_sealed("privacy.DataSubjectRequest", "about", about_place)
register_sealed("privacy.DataSubjectRequest", "link", link_place)
register_sealed("privacy.RequestMessage", "text", text_place)
register_sealed("privacy.Erasure", "subject", subject_place)
register_sealed("privacy.ErasureItem", "record", record_place)
register_sealed("privacy.SigningKey", "private_key", key_place, home=HOUSE_ID)
register_sealed("privacy.RegisterNote", "text", note_place)
register_sealed("privacy.LegalHold", "person", person_place)
register_sealed("privacy.LegalHold", "ground", ground_place)
register_sealed("privacy.ClosureCertificate", "told", told_place, home=HOUSE_ID)
register_sealed("privacy.Rectification", "before", before_place)
register_sealed("privacy.Rectification", "after", after_place)
register_sealed("privacy.Rectification", "answer", answer_place)
register_sealed("privacy.RestrictedPerson", "reason", reason_place)
register_sealed("privacy.RestrictedPerson", "grounds", grounds_place)
register_sealed("privacy.RestrictedPerson", "notice", notice_place)
register_sealed("privacy.ChangeSubscriber", "address", subscriber_place, home=HOUSE_ID)
