"""Rules: the first that fits decides, whatever the case; the defaults know what is usual."""

import json

import pytest
from django.utils import translation

from accounts.errors import Trouble
from analytics.channels import names
from analytics.channels.book import rule_of
from analytics.channels.defaults import DEFAULTS
from analytics.channels.drafts import Draft, check_rules, read_draft
from analytics.channels.rules import Condition, Field, Matcher, Operator, Rule, Thing


def rule(channel: str, *conditions: tuple[Field, Operator, tuple[str, ...]]) -> Rule:
    return Rule(channel, tuple(Condition(*one) for one in conditions))


def channel(thing: Thing, *rules: Rule) -> str:
    return str(Matcher(rules or DEFAULTS).channel(thing))


@pytest.mark.parametrize(
    ("operator", "values", "fits", "fits_not"),
    [
        (Operator.IS, ("Nyhedsbrev Æble",), "  nyhedsbrev   ÆBLE ", "nyhedsbrev"),
        (Operator.ONE_OF, ("a", "b"), "B", "ab"),
        (Operator.CONTAINS, ("_eu_",), "Brand_EU_Search", "neutral"),
        (Operator.CONTAINS, ("cp", "paid"), "unPAID", "ppc"),
        (Operator.BEGINS, ("meta",), "META | Lookalike", "my meta"),
        (Operator.IS, ("ﬁne",), "FINE", "fin"),
        (Operator.IS, ("straße",), "STRASSE", "strase"),
    ],
)
def test_operators_compare_normalised_values(
    operator: Operator, values: tuple[str, ...], fits: str, fits_not: str
) -> None:
    one = rule("X", (Field.CAMPAIGN, operator, values))
    assert channel(Thing(campaign=fits), one) == "X"
    assert channel(Thing(campaign=fits_not), one) == ""
    assert channel(Thing(source=fits), one) == ""


def test_all_conditions_have_to_hold_and_the_first_rule_decides() -> None:
    both = rule(
        "Both",
        (Field.SOURCE, Operator.IS, ("google",)),
        (Field.MEDIUM, Operator.CONTAINS, ("cp",)),
    )
    source = rule("Source", (Field.SOURCE, Operator.BEGINS, ("goo",)))
    thing = Thing(source="Google", medium="cpc")
    assert channel(thing, both, source) == "Both"
    assert channel(thing, source, both) == "Source"
    assert channel(Thing(source="google", medium="organic"), both, source) == "Source"
    assert channel(Thing(source="bing"), both, source) == ""


@pytest.mark.parametrize("word", ["google_ads", "Google Ads", "GOOGLE ADS"])
def test_a_platform_may_be_called_by_its_name(word: str) -> None:
    named = rule("Search", (Field.PLATFORM, Operator.IS, (word,)))
    assert channel(Thing(platform="google_ads"), named) == "Search"


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (Thing(source="(direct)", medium="(none)"), names.DIRECT),
        (Thing(source="google", medium="cpc", campaign="Brand"), names.PAID_SEARCH),
        (Thing(source="google", medium="organic"), names.ORGANIC_SEARCH),
        (Thing(source="ecosia.org", medium="referral"), names.REFERRAL),
        (Thing(source="facebook", medium="paid_social"), names.PAID_SOCIAL),
        (Thing(source="linkedin.com", medium="referral"), names.ORGANIC_SOCIAL),
        (Thing(source="youtube.com", medium="retargeting"), names.PAID_VIDEO),
        (Thing(source="newspaper", medium="banner"), names.DISPLAY),
        (Thing(source="newspaper", medium="cpm"), names.DISPLAY),
        (Thing(source="newspaper", medium="cpc"), names.OTHER),
        (Thing(source="mailchimp", medium="E-Mail"), names.EMAIL),
        (Thing(source="shop", medium="affiliate"), names.AFFILIATES),
        (Thing(source="plantnotes.example", medium="referral"), names.REFERRAL),
        (Thing(source="somewhere", medium="(not set)"), ""),
        (Thing(platform="google_ads", type="SEARCH", campaign="Brand"), names.PAID_SEARCH),
        (Thing(platform="google_ads", type="DISPLAY"), names.DISPLAY),
        (Thing(platform="google_ads", type="VIDEO"), names.PAID_VIDEO),
        (Thing(platform="google_ads", type="PERFORMANCE_MAX"), names.CROSS_NETWORK),
        (Thing(platform="meta_ads", campaign="Lookalike"), names.PAID_SOCIAL),
        (Thing(platform="Facebook"), names.PAID_SOCIAL),
        (Thing(type="Trade Show", campaign="Hannover"), names.EVENTS),
        (Thing(type="Email"), names.EMAIL),
        (Thing(type="Advertisement", campaign="Google | Brand"), ""),
        (Thing(lead_source="Webinar"), names.EVENTS),
        (Thing(lead_source="Google AdWords"), names.PAID_SEARCH),
        (Thing(lead_source="Organic Search"), names.ORGANIC_SEARCH),
        (Thing(lead_source="Partner Referral"), names.REFERRAL),
        (Thing(lead_source="Direct Traffic"), names.DIRECT),
        (Thing(lead_source="Web"), ""),
        (Thing(), ""),
    ],
)
def test_the_defaults_know_what_is_usual(thing: Thing, expected: str) -> None:
    assert channel(thing) == expected


def test_the_defaults_can_be_saved() -> None:
    check_rules(DEFAULTS)
    assert all(rule_of(r.channel, r.as_json()["conditions"]) == r for r in DEFAULTS)
    assert {one.channel for one in DEFAULTS} >= {names.AFFILIATES, names.EVENTS, names.OTHER}


def test_a_channel_has_one_name_in_every_language() -> None:
    with translation.override("da"):
        shown = names.channel_name(names.PAID_SEARCH)
        assert names.channel_of_name(f" {shown.upper()} ") == names.PAID_SEARCH
        assert names.channel_name("") != ""
    assert names.channel_of_name("paid SEARCH") == names.PAID_SEARCH
    assert names.channel_of_name("my  fairs", ["My fairs"]) == "My fairs"
    assert names.channel_of_name("my  fairs") == "my fairs"


def test_a_draft_travels_and_changes_nothing_else() -> None:
    rules = tuple(rule(name, (Field.MEDIUM, Operator.IS, (name,))) for name in "abc")
    draft = Draft(rules, 7)
    assert read_draft(draft.as_text()) == draft
    assert "".join(r.channel for r in draft.moved(2, -1).rules) == "acb"
    assert "".join(r.channel for r in draft.moved(0, -1).rules) == "abc"
    assert "".join(r.channel for r in draft.moved(2, 1).rules) == "abc"
    assert "".join(r.channel for r in draft.without(1).rules) == "ac"
    new = rule("n", (Field.MEDIUM, Operator.IS, ("n",)))
    assert "".join(r.channel for r in draft.holding(new, 0, None).rules) == "nabc"
    assert "".join(r.channel for r in draft.holding(new, 2, 0).rules) == "bcn"
    assert "".join(r.channel for r in draft.holding(new, 99, 1).rules) == "acn"


def drafted(channel: str = "A", **condition: object) -> str:
    sound = {"field": "medium", "operator": "is", "values": ["x"]}
    rules = [{"channel": channel, "conditions": [sound | condition]}]
    return json.dumps({"version": 1, "rules": rules})


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "null", '{"version": 1}', '{"version": "x", "rules": []}'),
        '{"version": 1, "rules": [{"channel": "A", "conditions": []}]}',
        drafted(channel=""),
        drafted(channel="A" * 81),
        drafted(channel="A\0"),
        drafted(operator="matches"),
        drafted(field="colour"),
        drafted(values=[" "]),
        drafted(values="x"),
        drafted(values=[1]),
        drafted(values=["x"] * 201),
        drafted(values=["x" * 256]),
    ],
)
def test_what_is_no_draft_is_refused(text: str) -> None:
    assert read_draft(drafted()).rules[0].channel == "A"
    with pytest.raises(Trouble):
        read_draft(text)


def test_too_many_rules_are_refused() -> None:
    one = rule("A", (Field.MEDIUM, Operator.IS, ("x",)))
    check_rules((one,) * 200)
    with pytest.raises(Trouble, match="200"):
        check_rules((one,) * 201)
