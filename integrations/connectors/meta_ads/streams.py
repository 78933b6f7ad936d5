"""What is read of Meta Ads: what each campaign did on each day of its account's calendar."""

from django.utils.translation import gettext_noop as _

from integrations.connectors.contract import Field, ReportStream

_CONVERSIONS = _("Conversions as Meta counts them, CPA and ROAS by platform")

CAMPAIGN_DAYS = ReportStream(
    name="campaign_days",
    label=_("Campaigns by day"),
    fields=(
        Field("campaign_id", _("Which campaign a number belongs to")),
        Field("campaign_name", _("Which campaign a number belongs to")),
        Field("account_currency", _("In which currency money is")),
        Field("impressions", _("CTR and CPM")),
        Field("clicks", _("CTR and CPC")),
        Field("spend", _("Spend, and with it CAC and ROAS")),
        Field("actions", _CONVERSIONS),
        Field("action_values", _CONVERSIONS),
    ),
    # Meta credits a conversion to the day of the click or view for 28 days, counted from today.
    window_days=28,
    # By then spend is final and nearly all conversions of our windows have come.
    settles_days=8,
    # A fortnight is prepared quickly; what is still too large is halved.
    days_per_request=14,
    history_months=37,
    parallel=5,
    loss=_("Spend, clicks and conversions of Meta Ads"),
)
STREAMS = (CAMPAIGN_DAYS,)
