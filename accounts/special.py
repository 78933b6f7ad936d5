"""Special categories (GDPR Art. 9): none is written before its condition is named."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db.models import Model

# Terms of the W3C Data Privacy Vocabulary for what Art. 9(1) names, and their narrower ones.
SPECIAL = frozenset(
    f"pd:{term}"
    for term in (
        *("Biometric", "FacialPrint", "Fingerprint", "Retina", "Genetic", "DNACode"),
        *("Health", "MedicalHealth", "MentalHealth", "PhysicalHealth", "Disability"),
        *("BloodType", "DrugTestResult", "Prescription", "HealthHistory", "HealthRecord"),
        *("FamilyHealthHistory", "IndividualHealthHistory"),
        *("Ethnicity", "EthnicOrigin", "Race", "PoliticalAffiliation", "PoliticalOpinion"),
        *("PhilosophicalBelief", "Religion", "ReligiousBelief", "TradeUnionMembership"),
        *("Sexual", "SexualHistory", "SexualPreference", "Fetish", "Proclivity"),
    )
)
Lacking = Callable[[], frozenset[str]]
_maps: list[Lacking] = []


class SpecialCategory(Exception):
    """Code is about to store a special category without a condition of Art. 9(2)."""


def register_lacking(lacking: Lacking) -> None:
    """Privacy calls this once, at start: which "app.model.column" lack their condition."""
    _maps[:] = [lacking]


def refuse_special(columns: Iterable[str]) -> None:
    """Raise SpecialCategory where one of the columns lacks its condition; before statements of SQL.

    Whatever is written by a model's own ways is held to it by `guard_model`.
    """
    for column in columns:
        if any(column in lacking() for lacking in _maps):
            raise SpecialCategory(f"{column} holds a special category without Art. 9(2).")


def guard_model(model: type[Model], names: Iterable[str]) -> None:
    """Have every save, creation and update of these columns refused while they lack it."""
    for name in names:
        field: Any = model._meta.get_field(name)
        field.get_db_prep_save = _guarded(f"{model._meta.label_lower}.{name}", field)


def _guarded(column: str, field: Any) -> Callable[..., Any]:
    prepare = field.get_db_prep_save

    @wraps(prepare)
    def refuse(value: Any, connection: Any) -> Any:
        if value not in (None, "", b""):
            refuse_special([column])
        return prepare(value, connection)

    return refuse
