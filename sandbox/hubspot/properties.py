"""Which properties the objects have, as the properties endpoint tells them."""

from typing import Any

from sandbox.hubspot import business as b
from sandbox.schema.picklists import INDUSTRIES

_TEXT, _MOMENT, _NUMBER, _FLAG = "string", "datetime", "number", "bool"
_SHARED = {
    "hs_object_id": _NUMBER,
    "createdate": _MOMENT,
    "hubspot_owner_id": "enumeration",
    "hs_merged_object_ids": "enumeration",
    "hs_analytics_source": "enumeration",
    "hs_analytics_source_data_1": _TEXT,
}
_OWN: dict[str, dict[str, str]] = {
    "contacts": {
        "email": _TEXT,
        "firstname": _TEXT,
        "lastname": _TEXT,
        "phone": _TEXT,
        "mobilephone": _TEXT,
        "jobtitle": _TEXT,
        "country": _TEXT,
        "city": _TEXT,
        "associatedcompanyid": _NUMBER,
        "lifecyclestage": "enumeration",
        "hs_lead_status": "enumeration",
        "lastmodifieddate": _MOMENT,
        "hs_all_contact_vids": "enumeration",
        "hs_calculated_merged_vids": "enumeration",
        "salesforceleadid": _TEXT,
        **{f"hs_v2_date_entered_{stage}": _MOMENT for stage, _ in b.LIFECYCLE},
        **{f"hs_lifecyclestage_{stage}_date": _MOMENT for stage, _ in b.LIFECYCLE},
    },
    "companies": {
        "name": _TEXT,
        "domain": _TEXT,
        "industry": "enumeration",
        "type": "enumeration",
        "country": _TEXT,
        "city": _TEXT,
        "hs_lastmodifieddate": _MOMENT,
        "salesforceaccountid": _TEXT,
    },
    "deals": {
        "dealname": _TEXT,
        "amount": _NUMBER,
        "deal_currency_code": "enumeration",
        "dealstage": "enumeration",
        "pipeline": "enumeration",
        "closedate": _MOMENT,
        "hs_is_closed": _FLAG,
        "hs_is_closed_won": _FLAG,
        "hs_deal_stage_probability": _NUMBER,
        "dealtype": "enumeration",
        "hs_manual_forecast_category": "enumeration",
        "hs_lastmodifieddate": _MOMENT,
        "hs_salesforceopportunityid": _TEXT,
    },
}
_FILLED = ("createdate", "lastmodifieddate", "associatedcompanyid")
_OPTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "lifecyclestage": b.LIFECYCLE,
    "hs_analytics_source": b.SOURCES,
    "hs_lead_status": (("NEW", "New"), ("OPEN", "Open"), ("UNQUALIFIED", "Unqualified")),
    "industry": tuple(
        (name.upper().replace(" & ", "_AND_").replace(" ", "_"), name) for name in INDUSTRIES
    ),
    "type": (("PROSPECT", "Prospect"), ("PARTNER", "Partner"), ("OTHER", "Other")),
    "dealtype": (("newbusiness", "New Business"), ("existingbusiness", "Existing Business")),
    "deal_currency_code": tuple((code, code) for code in (b.CURRENCY, *b.CURRENCIES)),
}


def properties_of(kind: str) -> list[dict[str, Any]]:
    """The definitions of an object's properties, in the order of their names."""
    return [_definition(name, type_) for name, type_ in sorted((_SHARED | _OWN[kind]).items())]


def _definition(name: str, type_: str) -> dict[str, Any]:
    options = [
        {"label": label, "value": value, "displayOrder": place, "hidden": False}
        for place, (value, label) in enumerate(_OPTIONS.get(name, ()))
    ]
    return {
        "name": name,
        "label": name.removeprefix("hs_").replace("_", " ").capitalize(),
        "description": "",
        "groupName": "information",
        "type": type_,
        "fieldType": "select" if type_ == "enumeration" else "text",
        "options": options,
        "hidden": False,
        "calculated": name.startswith(("hs_v2_", "hs_calculated_", "hs_is_")),
        "modificationMetadata": {
            "archivable": name.startswith("salesforce"),
            "readOnlyDefinition": not name.startswith("salesforce"),
            "readOnlyValue": name.startswith("hs_") or name in _FILLED,
        },
        "hubspotDefined": not name.startswith("salesforce"),
        "archived": False,
    }
