"""What a file may bring: the fields of each kind, and the headings that suggest them."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Kind(StrEnum):
    """What one row of a file is."""

    PERFORMANCE = "performance"
    OPPORTUNITIES = "opportunities"


class Shape(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    DATE = "date"
    COUNT = "count"
    AMOUNT = "amount"
    CURRENCY = "currency"


@dataclass(frozen=True)
class Field:
    """One thing that a column can be; `names` are the headings that suggest it, the best first."""

    name: str
    label: Text
    shape: Shape
    names: tuple[str, ...]
    is_required: bool = False
    help: Text = ""
    longest: int = 255


PERFORMANCE = (
    Field("date", _("Date"), Shape.DATE, ("date", "day", "dato", "dag", "reporting starts"), True),
    Field(
        "platform",
        _("Platform"),
        Shape.TEXT,
        ("platform", "channel", "network", "publisher", "source", "kanal"),
        help=_("Where the money went. Without a column, all rows get the name you give below."),
        longest=80,
    ),
    Field(
        "campaign",
        _("Campaign"),
        Shape.TEXT,
        ("campaign", "campaign name", "kampagne", "kampagnenavn"),
        help=_("Its name. Either this or the campaign's id is needed."),
    ),
    Field(
        "campaign_id",
        _("Campaign id"),
        Shape.TEXT,
        ("campaign id", "xyz campaign id", "kampagne id", "fb campaign id"),
        help=_("With it a campaign stays the same when its name changes."),
        longest=150,
    ),
    Field(
        "ad",
        _("Ad"),
        Shape.TEXT,
        ("ad id", "ad", "ad name", "annonce"),
        help=_("Rows of several ads are added up to their campaign."),
    ),
    Field("impressions", _("Impressions"), Shape.COUNT, ("impressions", "impr", "visninger")),
    Field("clicks", _("Clicks"), Shape.COUNT, ("clicks", "link clicks", "klik")),
    Field(
        "spend",
        _("Spend"),
        Shape.AMOUNT,
        (
            "spend",
            "cost",
            "spent",
            "amount spent",
            "forbrug",
            "omkostninger",
            "pris",
            "udgift",
            "udgifter",
            "brugt beløb",
        ),
    ),
    Field(
        "conversions",
        _("Conversions"),
        Shape.AMOUNT,
        ("conversions", "total conversion", "total conversions", "results", "konverteringer"),
        help=_("Fractions are kept: some platforms split a conversion between ads."),
    ),
    Field(
        "conversion_value",
        _("Conversion value"),
        Shape.AMOUNT,
        ("conversion value", "conversions value", "conv value", "revenue", "konverteringsværdi"),
    ),
    Field(
        "currency",
        _("Currency"),
        Shape.CURRENCY,
        ("currency", "currency code", "valuta"),
        help=_("Three letters a row. Without a column, all amounts are in the currency below."),
    ),
)

OPPORTUNITIES = (
    Field(
        "id",
        _("Id"),
        Shape.TEXT,
        ("opportunity id", "deal id", "id", "record id"),
        True,
        longest=40,
    ),
    Field(
        "stage",
        _("Stage"),
        Shape.TEXT,
        ("stage", "deal stage", "stage name", "status", "fase"),
        True,
    ),
    Field(
        "amount",
        _("Amount"),
        Shape.AMOUNT,
        ("amount", "close value", "deal value", "value", "deal amount", "beløb", "værdi"),
    ),
    Field(
        "currency",
        _("Currency"),
        Shape.CURRENCY,
        ("currency", "currency code", "valuta", "currencyisocode"),
        help=_("Three letters a row. Without a column, all amounts are in the currency below."),
    ),
    Field(
        "created_on",
        _("Created"),
        Shape.DATE,
        ("created date", "create date", "created", "created on", "engage date", "oprettet"),
    ),
    Field(
        "closes_on",
        _("Closes"),
        Shape.DATE,
        ("close date", "closed date", "closes", "closing date", "lukkedato"),
    ),
    Field(
        "company",
        _("Company"),
        Shape.TEXT,
        ("company", "account", "account name", "company name", "customer", "firma", "kunde"),
    ),
    Field(
        "lead_source",
        _("Lead source"),
        Shape.TEXT,
        ("lead source", "source", "original source", "kilde"),
    ),
    Field(
        "campaign",
        _("Campaign"),
        Shape.TEXT,
        ("campaign", "campaign name", "primary campaign", "kampagne"),
    ),
)

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PERFORMANCE: PERFORMANCE,
    Kind.OPPORTUNITIES: OPPORTUNITIES,
}
METRICS = ("impressions", "clicks", "spend", "conversions", "conversion_value")


def field_of(kind: Kind, name: str) -> Field:
    """The field of that name; KeyError where the kind has none."""
    return {field.name: field for field in FIELDS[kind]}[name]
