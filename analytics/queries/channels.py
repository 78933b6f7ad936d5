"""The channel of a row in SQL: joins to what was assigned, and what they give."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

AD = "coalesce(ha.channel, '')"
LEAD = "coalesce(hs.channel, '')"
# Of a deal its campaign speaks first; a lead, which has none here, has its lead source alone.
CRM = "coalesce(nullif(hk.channel, ''), hs.channel, '')"


def join_ad(campaign: str) -> str:
    """LEFT JOIN after which AD is the channel of an ad campaign."""
    return f"""LEFT JOIN analytics_channelof ha ON ha.workspace_id = %(workspace)s
        AND ha.kind = 'ad' AND ha.key = {campaign}::text"""


def look_up_ad(campaign: str) -> str:
    """The same for few rows, by a look-up each: a join may become a loop over both."""
    return f"""LEFT JOIN LATERAL (SELECT x.channel FROM analytics_channelof x
        WHERE x.workspace_id = %(workspace)s AND x.kind = 'ad' AND x.key = {campaign}::text
        OFFSET 0) ha ON true"""


def join_lead(row: str) -> str:
    """LEFT JOIN after which LEAD is the channel of a row with a lead source."""
    return f"""LEFT JOIN analytics_channelof hs ON hs.workspace_id = %(workspace)s
        AND hs.kind = 'lead_source' AND hs.key = {row}.lead_source"""


def join_crm(row: str) -> str:
    """LEFT JOINs after which CRM is the channel of a row with a lead source and a campaign."""
    return f"""{join_lead(row)}
    LEFT JOIN integrations_campaign hc ON hc.workspace_id = %(workspace)s
        AND hc.source_id = {row}.source_id AND hc.external_id = {row}.campaign_external_id
    LEFT JOIN analytics_channelof hk ON hk.workspace_id = %(workspace)s
        AND hk.kind = 'crm' AND hk.key = hc.id::text"""


def is_one_of(channel: str) -> str:
    """Whether it is among the channels that are asked for, "" being what has none."""
    return f"{channel} = ANY(%(channels)s::text[])"


def is_ad_in(campaign: str) -> str:
    """The same of an ad campaign, where nothing can be joined; a lookup for each row."""
    return f"""coalesce((SELECT ha.channel FROM analytics_channelof ha
        WHERE ha.workspace_id = %(workspace)s AND ha.kind = 'ad' AND ha.key = {campaign}::text
        ), '') = ANY(%(channels)s::text[])"""
