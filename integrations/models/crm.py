"""Typed rows of a CRM: only the columns that numbers need; people by id and keyed hash alone."""

from django.db import models
from django.db.models import Q

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager
from integrations.models.sources import Source

_ID = 40


def _where_known(column: str, *, name: str) -> models.Index:
    """An index of the rows that have a value; every comparison with one states that."""
    known = Q(**{f"{column}__isnull": False})
    return models.Index(fields=["workspace", column], name=name, condition=known)


def _where_named(column: str, *then: str, name: str) -> models.Index:
    """An index of the rows that name another record."""
    named = ~Q(**{column: ""})
    return models.Index(fields=["workspace", column, *then], name=name, condition=named)


class CrmRow(models.Model):
    """A source's record under the source's own id; `stamp` and `row_hash` guard the upsert.

    Every index but the key is of some rows only, by a condition that a look-up of a record by its
    key does not state: while a table's statistics are wrong (ANALYZE may see the pages of a load
    that is under way, and none of its rows), any index that begins with the workspace looks as good
    as the key, and each look-up would read all rows of the workspace. Whoever wants such an index
    states its condition.

    No foreign keys in the database: one check a row made a fifth of a first sync. The loader keeps
    the source while it writes (`keep_source`), and row security allows one workspace alone.
    """

    pk = models.CompositePrimaryKey("workspace_id", "source_id", "external_id")
    workspace = models.ForeignKey(
        "accounts.Workspace",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=_ID)
    stamp = models.DateTimeField(null=True)
    row_hash = models.BinaryField(max_length=16)
    deleted_at = models.DateTimeField(null=True)
    # Since when a count of all ids has missed it, though nobody deleted it: the user who connected
    # the source may not see it any more. It stands as it was last read.
    not_visible_at = models.DateTimeField(null=True)

    objects = WorkspaceManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.external_id}"


class PersonsRow(CrmRow):
    """A row of a person, or one that names a person.

    `is_restricted` is of the person (`Restriction`): PostgreSQL hides the row from whoever has told
    no purpose for which a restricted person may be read.
    """

    is_restricted = models.BooleanField(db_default=False)

    class Meta:
        abstract = True


class Organization(CrmRow):
    """The customer's organisation: its zone, currency and fiscal year shape every number."""

    name = models.CharField(max_length=255)
    time_zone = models.CharField(max_length=64, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    # The month, 1 to 12; null where the CRM knows no fiscal year.
    fiscal_year_starts = models.PositiveSmallIntegerField(null=True)
    # A year from October 2025 is "2026" where it is named by its end.
    is_fiscal_year_named_by_start = models.BooleanField(null=True)
    is_sandbox = models.BooleanField(null=True)


class Company(CrmRow):
    """An Account of the CRM."""

    name = models.CharField(max_length=255, blank=True)
    industry = models.CharField(max_length=255, blank=True)
    type = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=80, blank=True)
    owner_external_id = models.CharField(max_length=_ID, blank=True)
    merged_into = models.CharField(max_length=_ID, blank=True)
    created_at = models.DateTimeField(null=True)


class Contact(PersonsRow):
    """A person at a company: ids, stamps and keyed hashes; no name, address or number."""

    company_external_id = models.CharField(max_length=_ID, blank=True)
    email_hash = models.BinaryField(max_length=16, null=True)
    suppression_hash = models.BinaryField(max_length=16, null=True)
    lead_source = models.CharField(max_length=255, blank=True)
    owner_external_id = models.CharField(max_length=_ID, blank=True)
    merged_into = models.CharField(max_length=_ID, blank=True)
    created_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            _where_known("email_hash", name="contact_email"),
            _where_known("suppression_hash", name="contact_suppression"),
            _where_named("merged_into", name="contact_merged"),
        ]


class Lead(PersonsRow):
    """A person who may become a customer, with status and what the lead was converted into."""

    status = models.CharField(max_length=255, blank=True)
    lead_source = models.CharField(max_length=255, blank=True)
    email_hash = models.BinaryField(max_length=16, null=True)
    suppression_hash = models.BinaryField(max_length=16, null=True)
    country = models.CharField(max_length=80, blank=True)
    owner_external_id = models.CharField(max_length=_ID, blank=True)
    merged_into = models.CharField(max_length=_ID, blank=True)
    created_at = models.DateTimeField(null=True)
    is_converted = models.BooleanField(default=False)
    converted_on = models.DateField(null=True)
    converted_company_external_id = models.CharField(max_length=_ID, blank=True)
    converted_contact_external_id = models.CharField(max_length=_ID, blank=True)
    converted_opportunity_external_id = models.CharField(max_length=_ID, blank=True)

    class Meta:
        indexes = [
            _where_known("created_at", name="lead_created"),
            _where_known("email_hash", name="lead_email"),
            _where_known("suppression_hash", name="lead_suppression"),
            _where_named("merged_into", name="lead_merged"),
            _where_named("converted_contact_external_id", name="lead_converted"),
        ]


class LeadStatus(CrmRow):
    """A value that a lead's status can have."""

    label = models.CharField(max_length=255)
    sort_order = models.IntegerField(null=True)
    is_converted = models.BooleanField(default=False)


class LeadStatusChange(PersonsRow):
    """A lead's step from one status to another.

    `basis` is "history" where the CRM tracked it, "snapshot" where two of our syncs saw it; then
    external_id is "<lead id>:<stamp>".
    """

    lead_external_id = models.CharField(max_length=_ID)
    old_status = models.CharField(max_length=255, blank=True)
    new_status = models.CharField(max_length=255, blank=True)
    changed_at = models.DateTimeField()
    basis = models.CharField(max_length=8)

    class Meta:
        indexes = [
            _where_named("lead_external_id", "changed_at", name="lead_status_change_lead"),
        ]


class CampaignMember(PersonsRow):
    """A touch: a lead or contact belongs to a campaign."""

    campaign_external_id = models.CharField(max_length=_ID)
    lead_external_id = models.CharField(max_length=_ID, blank=True)
    contact_external_id = models.CharField(max_length=_ID, blank=True)
    status = models.CharField(max_length=255, blank=True)
    has_responded = models.BooleanField(default=False)
    first_responded_on = models.DateField(null=True)
    created_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            _where_named("lead_external_id", name="campaign_member_lead"),
            _where_named("contact_external_id", name="campaign_member_contact"),
        ]


class CampaignMemberStatus(CrmRow):
    """Which statuses of a campaign count as a response."""

    campaign_external_id = models.CharField(max_length=_ID)
    label = models.CharField(max_length=255)
    has_responded = models.BooleanField(default=False)


class Opportunity(CrmRow):
    """A deal: amount in micros with its currency, stage, and the campaign that is its source."""

    company_external_id = models.CharField(max_length=_ID, blank=True)
    contact_external_id = models.CharField(max_length=_ID, blank=True)
    campaign_external_id = models.CharField(max_length=_ID, blank=True)
    stage = models.CharField(max_length=255, blank=True)
    amount_micros = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    probability = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    closes_on = models.DateField(null=True)
    created_at = models.DateTimeField(null=True)
    is_closed = models.BooleanField(default=False)
    is_won = models.BooleanField(default=False)
    type = models.CharField(max_length=255, blank=True)
    lead_source = models.CharField(max_length=255, blank=True)
    forecast_category = models.CharField(max_length=40, blank=True)
    owner_external_id = models.CharField(max_length=_ID, blank=True)
    record_type_external_id = models.CharField(max_length=_ID, blank=True)

    class Meta:
        indexes = [
            _where_known("closes_on", name="opportunity_closes"),
            _where_known("created_at", name="opportunity_created"),
            _where_named("contact_external_id", name="opportunity_person"),
            # By which deal each company became a customer.
            models.Index(
                fields=["workspace", "source", "company_external_id", "closes_on", "external_id"],
                name="opportunity_first_won",
                condition=Q(is_closed=True, is_won=True, deleted_at=None, closes_on__isnull=False)
                & ~Q(company_external_id=""),
            ),
        ]


class OpportunityContact(PersonsRow):
    """A person's part in a deal (OpportunityContactRole)."""

    opportunity_external_id = models.CharField(max_length=_ID)
    contact_external_id = models.CharField(max_length=_ID)
    role = models.CharField(max_length=255, blank=True)
    is_primary = models.BooleanField(default=False)
    created_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            _where_named("opportunity_external_id", name="opportunity_contact_deal"),
            _where_named("contact_external_id", name="opportunity_contact_person"),
        ]


class OpportunityChange(CrmRow):
    """A deal's stage, amount and close date as they stood from a moment on (OpportunityHistory)."""

    opportunity_external_id = models.CharField(max_length=_ID)
    stage = models.CharField(max_length=255, blank=True)
    amount_micros = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    probability = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    closes_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            _where_named("opportunity_external_id", "changed_at", name="opportunity_change_deal"),
        ]


class OpportunityStage(CrmRow):
    """A stage that a deal can be in, in the organisation's order."""

    label = models.CharField(max_length=255)
    sort_order = models.IntegerField(null=True)
    is_active = models.BooleanField(default=True)
    is_closed = models.BooleanField(default=False)
    is_won = models.BooleanField(default=False)
    probability = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    forecast_category = models.CharField(max_length=40, blank=True)


class CrmUser(CrmRow):
    """An owner of records, by id alone."""

    is_active = models.BooleanField(default=True)
    user_type = models.CharField(max_length=40, blank=True)


class RecordType(CrmRow):
    """A kind of record that the organisation distinguishes."""

    object_name = models.CharField(max_length=40)
    label = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)


class ExchangeRate(CrmRow):
    """Units of a currency for one unit of the organisation's own, from a date on.

    CurrencyType gives the current rate (starts_on is null), DatedConversionRate the dated ones.
    """

    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=6)
    starts_on = models.DateField(null=True)
    ends_before = models.DateField(null=True)
    is_corporate = models.BooleanField(default=False)
