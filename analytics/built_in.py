"""Our own metrics: what each means, of which sums it is made, when more is better."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analytics.metrics import Metric, Unit

_CLAIMED = _(
    "Two platforms may claim the same one, so it is no number of customers: that is new customers."
)
_PERSON = _("People are told apart by a keyed hash of their e-mail address.")
BUILT_IN = {
    metric.key: metric
    for metric in (
        Metric(
            "spend",
            _("Spend"),
            Unit.MONEY,
            "spend",
            _("Sum of the cost that ad platforms and files report; not what was invoiced."),
            good="",
        ),
        Metric(
            "impressions",
            _("Impressions"),
            Unit.COUNT,
            "impressions",
            _("Sum of the times that ads were shown; not people."),
        ),
        Metric("clicks", _("Clicks"), Unit.COUNT, "clicks", _("Sum of all clicks on ads.")),
        Metric(
            "ctr",
            _("CTR"),
            Unit.RATE,
            "clicks",
            _("Clicks ÷ impressions, both summed over the period."),
            denominator="impressions",
        ),
        Metric(
            "cpc",
            _("CPC"),
            Unit.MONEY,
            "spend",
            _("Spend ÷ clicks, both summed over the period."),
            denominator="clicks",
            good="down",
        ),
        Metric(
            "cpm",
            _("CPM"),
            Unit.MONEY,
            "1000 * spend",
            _("1,000 × spend ÷ impressions, both summed over the period."),
            denominator="impressions",
            good="down",
        ),
        Metric(
            "conversions",
            _("Conversions"),
            Unit.COUNT,
            "conversions",
            format_lazy(
                "{} {}",
                _(
                    "Sum of the conversions that ad platforms and files report, each by its own "
                    "window and attribution."
                ),
                _CLAIMED,
            ),
        ),
        Metric(
            "conversion_value",
            _("Conversion value"),
            Unit.MONEY,
            "conversion_value",
            _(
                "Sum of what ad platforms and files say that their conversions are worth; it is "
                "set at the platform, and is not what a CRM says was won."
            ),
        ),
        Metric(
            "conversion_rate",
            _("Conversion rate"),
            Unit.RATE,
            "conversions",
            _(
                "Conversions ÷ clicks, both summed over the period and as ad platforms report "
                "them; above 100% where a click brings several, or an ad is seen and not clicked."
            ),
            denominator="clicks",
        ),
        Metric(
            "cost_per_conversion",
            _("Cost per conversion"),
            Unit.MONEY,
            "spend",
            _(
                "CPA: spend ÷ conversions, both summed over the period and as ad platforms report "
                "them. Spend of campaigns that report no conversions counts, too."
            ),
            denominator="conversions",
            good="down",
        ),
        Metric(
            "platform_roas",
            _("Platform ROAS"),
            Unit.RATIO,
            "conversion_value",
            _(
                "Conversion value ÷ spend, as ad platforms report both. Blended ROAS is of the "
                "revenue that the CRM says was won."
            ),
            denominator="spend",
        ),
        Metric(
            "leads",
            _("Leads"),
            Unit.COUNT,
            "leads",
            format_lazy(
                "{} {}", _("People by the day on which their first lead was made."), _PERSON
            ),
        ),
        Metric(
            "mql",
            _("MQL"),
            Unit.COUNT,
            "mql",
            format_lazy(
                "{} {}",
                _("People by the day on which they first entered a status that means MQL."),
                _PERSON,
            ),
        ),
        Metric(
            "sql",
            _("SQL"),
            Unit.COUNT,
            "sql",
            format_lazy(
                "{} {}",
                _("People by the day on which they first entered a status that means SQL."),
                _PERSON,
            ),
        ),
        Metric(
            "opportunities",
            _("Opportunities"),
            Unit.COUNT,
            "opportunities",
            _("Opportunities by the day on which they were made."),
        ),
        Metric(
            "pipeline_created",
            _("Pipeline created"),
            Unit.MONEY,
            "pipeline",
            _("Sum of the present amounts of opportunities made in the period."),
        ),
        Metric(
            "won_deals",
            _("Won deals"),
            Unit.COUNT,
            "won",
            _("Opportunities closed as won, by their close date."),
        ),
        Metric(
            "lost_deals",
            _("Lost deals"),
            Unit.COUNT,
            "lost",
            _("Opportunities closed without being won, by their close date."),
            good="down",
        ),
        Metric(
            "lost_value",
            _("Lost value"),
            Unit.MONEY,
            "lost_value",
            _("Sum of the amounts of opportunities closed without being won, by their close date."),
            good="down",
        ),
        Metric(
            "won_revenue",
            _("Won revenue"),
            Unit.MONEY,
            "revenue",
            _("Sum of the amounts of opportunities closed as won, by their close date."),
        ),
        Metric(
            "new_customers",
            _("New customers"),
            Unit.COUNT,
            "new_customers",
            _(
                "Companies by the day on which their first opportunity was won; "
                "an opportunity without a company is nobody's first."
            ),
        ),
        Metric(
            "roas",
            _("Blended ROAS"),
            Unit.RATIO,
            "revenue",
            _("Won revenue ÷ spend of the same period: all revenue, without attribution."),
            denominator="spend",
        ),
        Metric(
            "paid_cac",
            _("Paid CAC"),
            Unit.MONEY,
            "spend",
            _("Spend ÷ new customers of the same period: ad spend only."),
            denominator="new_customers",
            good="down",
        ),
        Metric(
            "cpl",
            _("Cost per lead"),
            Unit.MONEY,
            "spend",
            _("Spend ÷ leads of the same period: ad spend only, over all leads."),
            denominator="leads",
            good="down",
        ),
        Metric(
            "win_rate",
            _("Win rate"),
            Unit.RATE,
            "won",
            _("Won ÷ (won + lost), of the deals that closed in the period."),
            denominator="won + lost",
        ),
        Metric(
            "win_rate_by_value",
            _("Win rate by value"),
            Unit.RATE,
            "revenue",
            _("Won revenue ÷ (won revenue + lost value), of the deals that closed in the period."),
            denominator="revenue + lost_value",
        ),
        Metric(
            "sales_cycle",
            _("Mean sales cycle"),
            Unit.DURATION,
            "cycle_days",
            _(
                "Sum of days from the day on which a deal was made to its close date ÷ number of "
                "deals, of those won in the period; a mean, which one long deal moves. Deals that "
                "closed before they were made are left out."
            ),
            denominator="cycles",
            good="down",
        ),
        Metric(
            "average_deal",
            _("Average deal"),
            Unit.MONEY,
            "revenue",
            _("Won revenue ÷ won deals, of the deals that closed in the period."),
            denominator="won",
        ),
        Metric(
            "sessions",
            _("Visits"),
            Unit.COUNT,
            "sessions",
            _("Sum of visits to your sites, as web analytics counts them; not people."),
        ),
        Metric(
            "engagement_rate",
            _("Engagement rate"),
            Unit.RATE,
            "engaged_sessions",
            _("Engaged visits ÷ visits, both summed over the period."),
            denominator="sessions",
        ),
        Metric(
            "key_events",
            _("Key events"),
            Unit.COUNT,
            "key_events",
            _(
                "Sum of the key events that web analytics credits to visits; one event may be "
                "credited in parts."
            ),
        ),
    )
}
# Those of one measure, or of one over another: their days are foretold, and they have goals.
SIMPLE = {key: metric for key, metric in BUILT_IN.items() if metric.is_simple}
