"""A workspace with a member, three sources, leads and deals; its campaign days come from facts."""

from dataclasses import dataclass
from uuid import UUID

import psycopg
from django.test import Client

from accounts.models import Membership, Role, User, Workspace
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from analytics.models import LeadStage, Stage
from analytics.rollups import rebuild
from integrations.models import Source

LEADS, DEALS = 100_000, 20_000
ALICE = "alice@acme.example"
# Its days end yesterday, so that every day of the default range has numbers.
_LEADS = """
INSERT INTO integrations_lead (workspace_id, source_id, external_id, row_hash, status, lead_source,
    country, owner_external_id, merged_into, created_at, is_converted,
    converted_company_external_id, converted_contact_external_id, converted_opportunity_external_id)
SELECT %(workspace)s, %(source)s, 'L' || n, '\\x00', (ARRAY['New', 'Working', 'Ready'])[1 + n %% 3],
    'Lead source ' || n %% 8, '', '', '', now() - random() * interval '1000 days', false, '', '', ''
FROM generate_series(1, %(leads)s) n
"""
_STEPS = """
INSERT INTO integrations_leadstatuschange (workspace_id, source_id, external_id, row_hash,
    lead_external_id, old_status, new_status, changed_at, basis)
SELECT %(workspace)s, %(source)s, 'S' || external_id, '\\x00', external_id, 'New', status,
    created_at + random() * (now() - created_at), 'history'
FROM integrations_lead WHERE workspace_id = %(workspace)s AND status <> 'New'
"""
_DEALS = """
INSERT INTO integrations_opportunity (workspace_id, source_id, external_id, row_hash,
    company_external_id, contact_external_id, campaign_external_id, stage, amount_micros, currency,
    closes_on, created_at, is_closed, is_won, type, lead_source, forecast_category,
    owner_external_id, record_type_external_id)
SELECT %(workspace)s, %(source)s, 'O' || n, '\\x00', 'A' || n / 2, '', 'C' || n %% 40, '',
    (1 + random() * 50000)::bigint * 1000000, '', least(made + 45, current_date), made,
    made < current_date - 45, n %% 3 = 0, '', 'Lead source ' || n %% 8, '', '', ''
FROM generate_series(1, %(deals)s) n, LATERAL (SELECT current_date - (n * 7919 %% 1000) AS made) m
"""


@dataclass(frozen=True)
class Business:
    """A workspace, the session of its owner, two ad sources and a CRM."""

    workspace: Workspace
    session: str
    ads: tuple[UUID, UUID]
    crm: UUID


def make_business(admin: psycopg.Connection) -> Business:
    """Alice's Acme, with 100,000 leads and 20,000 deals counted by the product itself."""
    business = make_empty_business("acme", User.objects.create_user(ALICE, name="Alice"))
    acme, crm = business.workspace, business.crm
    names = {"workspace": acme.pk, "source": crm, "leads": LEADS, "deals": DEALS}
    with admin.transaction():
        for statement in (_LEADS, _STEPS, _DEALS):
            admin.execute(statement, names)
    admin.execute("ANALYZE")
    with inside(acme):
        rebuild(crm)
    return business


def make_empty_business(slug: str, owner: User) -> Business:
    """A workspace with its owner and three sources that have brought nothing yet."""
    workspace = Workspace.objects.create(slug=slug, name=slug.title(), currency="EUR")
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    client = Client()
    client.force_login(owner)
    with inside(workspace):
        search, social = (Source.objects.create(connector="csv", name=n) for n in ("One", "Two"))
        crm = Source.objects.create(connector="salesforce", name="CRM")
        for status, stage in (("New", Stage.NONE), ("Working", Stage.MQL), ("Ready", Stage.SQL)):
            LeadStage.objects.create(source=crm, status=status, stage=stage)
    session = client.cookies["session"].value
    return Business(workspace, session, (search.pk, social.pk), crm.pk)


def make_key(business: Business) -> str:
    """The secret of an API key with which its owner's program may read numbers."""
    with inside(business.workspace):
        alice = Membership.objects.get(workspace=business.workspace)
        return create_api_key(name="Bench", scopes=["numbers.view"], days=1, by=alice).secret
