"""First guess of what a lead status means, from its name; a person decides afterwards."""

import re
from uuid import UUID

from django.db.models import F

from analytics.models import CrmDay, LeadStage, Stage
from integrations.models import LeadStatus

_NEITHER = re.compile(
    r"\b(un|dis)qualif|not convert|nicht|ikke|recycl|junk|spam|lost|dead|reject|not contacted|open",
    re.IGNORECASE,
)
_SQL = re.compile(r"\bsql\b|\bsal\b|sales|qualified|kvalificeret|convert|accepted", re.IGNORECASE)
_MQL = re.compile(r"\bmql\b|marketing|working|contacted|nurtur|engaged|prospect", re.IGNORECASE)


def stage_of(status: str, *, is_converted: bool = False) -> Stage:
    """What a status of this name most likely is; NONE when its name says nothing."""
    if is_converted:
        return Stage.SQL
    if _NEITHER.search(status):
        return Stage.NONE
    if re.search(r"\bmql\b|marketing", status, re.IGNORECASE):
        return Stage.MQL
    if _SQL.search(status):
        return Stage.SQL
    return Stage.MQL if _MQL.search(status) else Stage.NONE


def guess_stages(source_id: UUID) -> bool:
    """Give each status without a stage its guess; whether what is counted now needs a rebuild."""
    known = set(LeadStage.objects.filter(source_id=source_id).values_list("status", flat=True))
    is_counted = CrmDay.objects.filter(source_id=source_id, leads__gt=0).exists()
    for row in LeadStatus.objects.filter(source_id=source_id, deleted_at=None):
        if row.label in known:
            continue
        stage = stage_of(row.label, is_converted=row.is_converted)
        LeadStage.objects.create(
            source_id=source_id,
            status=row.label,
            stage=stage,
            counted_as=Stage.NONE if is_counted else stage,
        )
        known.add(row.label)
    return LeadStage.objects.filter(source_id=source_id).exclude(stage=F("counted_as")).exists()
