"""The rules that a new workspace begins with.

Of visits they are those of Google Analytics' own default channel group, in its order, where a rule
can say them: "[GA4] Default channel group", https://support.google.com/analytics/answer/9756891, as
read on 27 November 2026. There "paid" is a medium that contains "cp", is "ppc" or "retargeting", or
begins with "paid"; its lists of sites are shortened to those that people know, and "newsletter" is
added to its words for mail. Campaigns of ad platforms are told by platform and type, as that page
tells those of Google Ads by their networks. What it does not know at all, as events and the lead
sources of a CRM, is ours.
"""

from analytics.channels import names
from analytics.channels.rules import Condition, Field, Operator, Rule

_SEARCH = (
    "google, google.com, bing, bing.com, yahoo, search.yahoo.com, duckduckgo, duckduckgo.com,"
    "ecosia.org, qwant.com, startpage.com, baidu, baidu.com, yandex, yandex.ru, ask, aol,"
    "search.brave.com, naver, seznam"
)
_SOCIAL = (
    "facebook, facebook.com, m.facebook.com, l.facebook.com, lm.facebook.com, fb, instagram,"
    "instagram.com, l.instagram.com, ig, meta, linkedin, linkedin.com, lnkd.in, twitter,"
    "twitter.com, t.co, x.com, tiktok, tiktok.com, pinterest, pinterest.com, reddit, reddit.com,"
    "snapchat, snapchat.com, threads, threads.net, bluesky, bsky.app, xing, xing.com, quora.com"
)
_VIDEO = "youtube, youtube.com, m.youtube.com, vimeo, vimeo.com, twitch, twitch.tv"
_PAID = "cp, ppc, retargeting, paid"
_SEARCH_PLATFORMS = "google_ads, google, adwords, microsoft_ads, bing_ads, bing, apple search ads"
_SOCIAL_PLATFORMS = (
    "meta_ads, meta, facebook, facebook_ads, instagram, linkedin_ads, linkedin, tiktok_ads, tiktok,"
    "twitter, x, x ads, pinterest, snapchat, reddit, reddit ads"
)
_MAIL = "email, e-mail, e_mail, e mail, newsletter"
_GATHERINGS = (
    "event, events, webinar, web seminar, trade show, tradeshow, conference, seminar, seminar / "
    "conference, fair, workshop, meetup, executive event"
)
_CONTAINS = Operator.CONTAINS


def _when(field: Field, operator: Operator, values: str) -> Condition:
    return Condition(field, operator, tuple(value.strip() for value in values.split(",")))


def _one_of(field: Field, values: str) -> Condition:
    return _when(field, Operator.ONE_OF if "," in values else Operator.IS, values)


_PAID_MEDIUM = _when(Field.MEDIUM, _CONTAINS, _PAID)


def _visits(channel: str, *conditions: tuple[Field, str]) -> Rule:
    return Rule(channel, tuple(_one_of(field, values) for field, values in conditions))


def _paid(channel: str, sites: str) -> Rule:
    return Rule(channel, (_one_of(Field.SOURCE, sites), _PAID_MEDIUM))


def _leads(channel: str, values: str) -> Rule:
    return Rule(channel, (_one_of(Field.LEAD_SOURCE, values),))


def _ads(channel: str, platforms: str, types: str = "") -> Rule:
    conditions = [_one_of(Field.PLATFORM, platforms)]
    if types:
        conditions.append(_one_of(Field.TYPE, types))
    return Rule(channel, tuple(conditions))


DEFAULTS: tuple[Rule, ...] = (
    # Campaigns of ad platforms: a network that is no search goes before the platform.
    _ads(
        names.CROSS_NETWORK, "google_ads, google", "performance_max, shopping, smart, multi_channel"
    ),
    _ads(names.PAID_VIDEO, "google_ads, google", "video"),
    _ads(names.DISPLAY, _SEARCH_PLATFORMS, "display, demand_gen, discovery, audience"),
    _ads(names.PAID_SEARCH, _SEARCH_PLATFORMS),
    _ads(names.PAID_SOCIAL, _SOCIAL_PLATFORMS),
    # Visits, in the order of Google Analytics.
    _visits(names.DIRECT, (Field.SOURCE, "(direct)"), (Field.MEDIUM, "(none), (not set)")),
    Rule(names.CROSS_NETWORK, (_when(Field.CAMPAIGN, _CONTAINS, "cross-network"),)),
    _paid(names.PAID_SEARCH, _SEARCH),
    _paid(names.PAID_SOCIAL, _SOCIAL),
    _paid(names.PAID_VIDEO, _VIDEO),
    _visits(names.DISPLAY, (Field.MEDIUM, "display, banner, expandable, interstitial, cpm")),
    Rule(names.OTHER, (_PAID_MEDIUM,)),
    _visits(names.ORGANIC_SOCIAL, (Field.SOURCE, _SOCIAL)),
    _visits(
        names.ORGANIC_SOCIAL,
        (Field.MEDIUM, "social, social-network, social-media, sm, social network, social media"),
    ),
    _visits(names.EMAIL, (Field.SOURCE, _MAIL)),
    _visits(names.EMAIL, (Field.MEDIUM, _MAIL)),
    _visits(names.EVENTS, (Field.MEDIUM, _GATHERINGS)),
    _visits(names.AFFILIATES, (Field.MEDIUM, "affiliate, affiliates")),
    _visits(names.REFERRAL, (Field.MEDIUM, "referral, app, link")),
    _visits(names.ORGANIC_SEARCH, (Field.MEDIUM, "organic")),
    _visits(names.ORGANIC_SEARCH, (Field.SOURCE, _SEARCH)),
    # Campaigns of a CRM by their type, and its lead sources by their usual names.
    _visits(names.EVENTS, (Field.TYPE, _GATHERINGS)),
    _visits(names.EMAIL, (Field.TYPE, _MAIL)),
    _visits(names.REFERRAL, (Field.TYPE, "referral program, partners")),
    _leads(
        names.PAID_SEARCH,
        "google ads, google adwords, adwords, bing ads, microsoft ads, paid search, paid_search,"
        "sem",
    ),
    _leads(
        names.PAID_SOCIAL,
        "meta, meta ads, facebook, facebook ads, instagram, linkedin, linkedin ads, tiktok,"
        "tiktok ads, paid social, paid_social",
    ),
    _leads(names.DISPLAY, "display, banner, display ads"),
    _leads(names.ORGANIC_SEARCH, "organic search, organic_search, organic, seo"),
    _leads(names.ORGANIC_SOCIAL, "social, social media, social_media, organic social"),
    _leads(names.EMAIL, f"{_MAIL}, email marketing, email_marketing"),
    _leads(names.EVENTS, _GATHERINGS),
    _leads(names.AFFILIATES, "affiliate, affiliates"),
    _leads(
        names.REFERRAL,
        "referral, referrals, partner, partner referral, employee referral, external referral,"
        "customer referral, word of mouth, ai_referrals",
    ),
    _leads(names.DIRECT, "direct, direct traffic, direct_traffic"),
    _leads(
        names.OTHER,
        "other, other campaigns, other_campaigns, offline, offline sources, outbound, cold call,"
        "phone inquiry, purchased list, list",
    ),
)
