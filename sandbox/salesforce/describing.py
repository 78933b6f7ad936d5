"""Describe: what an object is and which fields this user may see."""

from typing import Any

from sandbox.salesforce.field_describing import describe_field
from sandbox.schema import SObject

_ABILITIES = (
    "activateable",
    "createable",
    "custom",
    "customSetting",
    "deepCloneable",
    "deletable",
    "deprecatedAndHidden",
    "feedEnabled",
    "hasSubtypes",
    "isInterface",
    "isSubtype",
    "layoutable",
    "mergeable",
    "mruEnabled",
    "queryable",
    "replicateable",
    "retrieveable",
    "searchable",
    "triggerable",
    "undeletable",
    "updateable",
)
_ALWAYS = {"queryable", "replicateable"}


def summary(sobject: SObject, version: str) -> dict[str, Any]:
    """An object's line in the global describe."""
    able = sobject.abilities | _ALWAYS
    url = f"/services/data/v{version}/sobjects/{sobject.name}"
    return {
        **{name: name in able for name in _ABILITIES},
        "associateEntityType": None,
        "associateParentEntity": None,
        "keyPrefix": sobject.prefix,
        "label": sobject.label,
        "labelPlural": sobject.plural,
        "name": sobject.name,
        "urls": {
            "rowTemplate": f"{url}/{{ID}}",
            "describe": f"{url}/describe",
            "sobject": url,
            "layouts": f"{url}/describe/layouts",
        },
    }


def description(sobject: SObject, version: str) -> dict[str, Any]:
    """The whole describe of an object."""
    return {
        "actionOverrides": [],
        **summary(sobject, version),
        "childRelationships": [],
        "compactLayoutable": "layoutable" in sobject.abilities,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [describe_field(sobject, field) for field in sobject.fields],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [],
        "searchLayoutable": "searchable" in sobject.abilities,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [],
    }
