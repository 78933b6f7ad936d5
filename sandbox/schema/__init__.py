"""The objects this Salesforce knows, with their fields."""

from sandbox.schema.catalogue import OBJECTS, find_object
from sandbox.schema.fields import Field, SObject

__all__ = ["OBJECTS", "Field", "SObject", "find_object"]
