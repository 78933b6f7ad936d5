"""One field as describe shows it, with all that Salesforce says about a field."""

from typing import Any

from sandbox.schema import Field, SObject

_SOAP = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "address": "urn:address",
    "anytype": "xsd:anyType",
}
# Kept by Salesforce itself: nobody may set them.
_KEPT = {
    "Id",
    "IsDeleted",
    "MasterRecordId",
    "CreatedDate",
    "CreatedById",
    "LastModifiedDate",
    "LastModifiedById",
    "SystemModstamp",
    "LastActivityDate",
    "LastViewedDate",
    "LastReferencedDate",
    "PhotoUrl",
}
_READ_ONLY = _KEPT | {
    "ConvertedDate",
    "ConvertedAccountId",
    "ConvertedContactId",
    "ConvertedOpportunityId",
    "IsEmailBounced",
    "JigsawContactId",
    "ExpectedRevenue",
    "IsClosed",
    "IsWon",
    "ForecastCategory",
    "HasOpportunityLineItem",
    "LastStageChangeDate",
    "FiscalQuarter",
    "FiscalYear",
    "Fiscal",
    "HasOpenActivity",
    "HasOverdueTask",
    "LastAmountChangedHistoryId",
    "LastCloseDateChangedHistoryId",
    "FirstRespondedDate",
    "HasResponded",
}
_CREATED = {
    "Id",
    "IsDeleted",
    "CreatedDate",
    "CreatedById",
    "LastModifiedDate",
    "LastModifiedById",
    "SystemModstamp",
    "OwnerId",
}
_UNSORTABLE = {"HasOpenActivity", "HasOverdueTask"}
_CREATE_ONLY = {
    ("Lead", "IsConverted"),
    ("Opportunity", "ContactId"),
    ("OpportunityContactRole", "OpportunityId"),
    ("CampaignMember", "CampaignId"),
    ("CampaignMember", "LeadId"),
    ("CampaignMember", "ContactId"),
}
# What a member of a campaign shows of the lead or the contact; it is changed there.
DERIVED = (
    "Salutation",
    "Name",
    "FirstName",
    "LastName",
    "Title",
    "City",
    "Country",
    "Email",
    "Phone",
    "Description",
    "DoNotCall",
    "HasOptedOutOfEmail",
    "LeadSource",
    "CompanyOrAccount",
    "Type",
    "LeadOrContactId",
    "LeadOrContactOwnerId",
)
_FISCAL = {"FiscalQuarter", "FiscalYear"}


def describe_field(sobject: SObject, field: Field) -> dict[str, Any]:
    """Every key of a field's describe."""
    is_long = field.length > 4000
    is_plain = not field.is_compound and not is_long
    is_unsortable = field.name in _UNSORTABLE
    is_person_name = field.name == "Name" and sobject.has("FirstName")
    is_open = not (
        field.is_compound
        or field.is_calculated
        or "rollup" in field.flags
        or field.name in _READ_ONLY
        or is_person_name
    )
    is_updateable = (
        "updateable" in sobject.abilities
        and (sobject.name, field.name) not in _CREATE_ONLY
        and not (sobject.name == "CampaignMember" and field.name in DERIVED)
    )
    is_reference = field.type == "reference"
    return {
        "aggregatable": is_plain and field.type != "boolean",
        "aiPredictionField": False,
        "autoNumber": False,
        "byteLength": field.length * (1 if field.type in ("id", "reference") else 3),
        "calculated": field.is_calculated,
        "calculatedFormula": "…" if field.is_calculated and field.is_custom else None,
        "cascadeDelete": False,
        "caseSensitive": False,
        "compoundFieldName": _compound(sobject, field),
        "controllerName": None,
        "createable": is_open and "createable" in sobject.abilities,
        "custom": field.is_custom,
        "defaultValue": False if field.type == "boolean" else None,
        "defaultValueFormula": None,
        "defaultedOnCreate": field.type == "boolean" or field.name in _CREATED,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": 8 if field.type == "int" else 0,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": False,
        "extraTypeInfo": "plaintextarea" if field.type == "textarea" else None,
        "filterable": not is_long and not is_unsortable,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": is_plain and field.type not in ("double", "currency", "percent", "datetime"),
        "highScaleNumber": False,
        "htmlFormatted": False,
        "idLookup": field.type == "id" or field.name == "Email",
        "inlineHelpText": None,
        "label": field.label,
        "length": field.length,
        "mask": None,
        "maskType": None,
        "name": field.name,
        "nameField": "name" in field.flags,
        "namePointing": len(field.targets) > 1,
        "nillable": not field.is_required,
        "permissionable": not field.is_required and field.name not in _READ_ONLY,
        "picklistValues": [_value(field, value) for value in field.values],
        "polymorphicForeignKey": len(field.targets) > 1,
        "precision": field.precision,
        "queryByDistance": field.is_compound,
        "referenceTargetField": None,
        "referenceTo": list(field.targets),
        "relationshipName": field.name.removesuffix("Id") if is_reference else None,
        "relationshipOrder": None,
        "restrictedDelete": False,
        "restrictedPicklist": False,
        "scale": field.scale,
        "searchPrefilterable": field.name == "AccountId",
        "soapType": _SOAP.get(field.type, "xsd:string"),
        "sortable": is_plain and not is_unsortable,
        "type": "anyType" if field.type == "anytype" else field.type,
        "unique": False,
        "updateable": is_open and is_updateable,
        "writeRequiresMasterRead": False,
    }


def _value(field: Field, value: str) -> dict[str, Any]:
    is_default = field.values[0] == value
    return {
        "active": True,
        "defaultValue": is_default,
        "label": value,
        "validFor": None,
        "value": value,
    }


def _compound(sobject: SObject, field: Field) -> str | None:
    if field.name in ("FirstName", "LastName", "Salutation") and sobject.has("Name"):
        return "Name"
    if field.name in _FISCAL:
        return "Fiscal"
    for other in sobject.fields:
        prefix = other.name.removesuffix("Address")
        if other.is_compound and field.name != other.name and field.name.startswith(prefix):
            tail = field.name.removeprefix(prefix)
            parts = ("Street", "City", "State", "PostalCode", "Country", "Latitude", "Longitude")
            if tail in (*parts, "GeocodeAccuracy"):
                return other.name
    return None
