"""Years and quarters that an organisation drew itself, as 4-4-5 weeks or in any other way."""

from django.db import models

from integrations.models.crm import CrmRow


class FiscalPeriod(CrmRow):
    """A fiscal year (FiscalYearSettings) or a quarter of one (Period), by its days.

    Salesforce keeps them for standard years, too; years that are not decide that these rows, and
    not the month in which an organisation's year begins, tell its calendar.
    """

    kind = models.CharField(max_length=8)
    # "FY 2026", "Q1 FY 2026", or whatever the organisation calls it; "" where it has no name.
    name = models.CharField(max_length=255, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    number = models.IntegerField(null=True)
    year_external_id = models.CharField(max_length=40, blank=True)
    # Of years; null where the login may not see it.
    is_standard = models.BooleanField(null=True)
