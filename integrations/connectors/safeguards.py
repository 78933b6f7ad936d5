"""By what personal data may go to a vendor outside of the EU, in words for the records."""

from django.utils.translation import gettext_noop as _

US_FRAMEWORK = _("Decision (EU) 2023/1795: the EU–US Data Privacy Framework")
ASKED_OF_CRM = _(
    "Proof of access, the ids of the customer’s own records that are asked for, and, of people who "
    "use their rights, the address by which they are looked up and what is corrected"
)
# The same, and what members have written there.
WRITTEN_TO_CRM = _(
    "Proof of access, the ids of the customer’s own records that are asked for, tasks and values "
    "of fields that members have written there, and, of people who use their rights, the address "
    "by which they are looked up and what is corrected"
)
