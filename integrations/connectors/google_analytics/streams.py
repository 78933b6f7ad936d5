"""What is read of Google Analytics: visits by day and origin."""

from django.utils.translation import gettext_noop as _

from integrations.connectors.contract import Field, ReportStream

# Google attributes a key event to its visit up to so many days later.
KEY_EVENT_DAYS = 14

TRAFFIC_DAYS = ReportStream(
    name="traffic_day",
    label=_("Visits by day, source, medium and campaign"),
    fields=(
        Field("date"),
        Field("sessionSource", _("Visits are not split by where they came from.")),
        Field("sessionMedium", _("Paid and unpaid visits are not told apart.")),
        Field("sessionCampaignName", _("Visits are not tied to campaigns.")),
        Field("sessionDefaultChannelGroup", _("Visits are not grouped by channel.")),
        Field("sessions", _("Visits are not counted.")),
        Field("engagedSessions", _("Engaged visits are not counted.")),
        Field("newUsers", _("New visitors are not counted.")),
        Field("keyEvents", _("Key events are not counted.")),
        Field("purchaseRevenue", _("Sales on the site are not summed.")),
    ),
    window_days=KEY_EVENT_DAYS,
    # Visits are processed within 48 hours after the day; key events follow, and have a flag.
    settles_days=3,
    days_per_request=30,
    write="traffic_days",
    loss=_("Visits to your site are not counted."),
)
STREAMS = (TRAFFIC_DAYS,)
