"""What is read of Google Ads: what each campaign did on each day of its customer's calendar."""

from django.utils.translation import gettext_noop as _

from integrations.connectors.contract import Field, ReportStream

_CONVERSIONS = _("Conversions as Google counts them, CPA and ROAS by platform")

CAMPAIGN_DAYS = ReportStream(
    name="campaign_days",
    label=_("Campaigns by day"),
    fields=(
        Field("campaign.name", _("Which campaign a number belongs to")),
        Field("campaign.status"),
        Field("campaign.advertising_channel_type", _("The channel by kind of campaign")),
        Field("segments.date", _("Everything by day")),
        Field("metrics.impressions", _("CTR and CPM")),
        Field("metrics.clicks", _("CTR and CPC")),
        Field("metrics.cost_micros", _("Spend, and with it CAC and ROAS")),
        Field("metrics.conversions", _CONVERSIONS),
        Field("metrics.conversions_value", _CONVERSIONS),
        Field("metrics.conversions_by_conversion_date", _("Conversions by their own day")),
        Field("metrics.conversions_value_by_conversion_date", _("Conversions by their own day")),
    ),
    # A conversion is written to the day of its click, up to the end of the conversion window; an
    # account whose window is longer says so itself, up to 90 days.
    window_days=30,
    # By then spend is final and nearly all conversions have come.
    settles_days=7,
    # One report is one operation of our budget, whatever its size.
    days_per_request=31,
    history_months=37,
    loss=_("Spend, clicks and conversions of Google Ads"),
)
STREAMS = (CAMPAIGN_DAYS,)
