"""By what personal data may go to a vendor outside of the EU, in words for the records."""

from django.utils.translation import gettext_noop as _

US_FRAMEWORK = _("Decision (EU) 2023/1795: the EU–US Data Privacy Framework")
