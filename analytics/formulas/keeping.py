"""What is done to a workspace's own metrics: defined, changed, retired and taken into use again."""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Trouble
from accounts.tenancy import inside, require_workspace_id
from analytics.built_in import BUILT_IN
from analytics.formulas.compiling import compile_formula
from analytics.formulas.own import forget_own
from analytics.metrics import OWN
from analytics.models import OwnMetric, OwnMetricVersion
from analytics.models.own_metrics import LONGEST_KEY
from analytics.rollups.lock import count_version

MOST = 200
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a metric is to mean; `unit` is asked of ratios alone, the others have their own."""

    name: str
    formula: str
    unit: str = ""
    good: str = ""
    decimals: int | None = None
    description: str = ""


def define_metric(*, draft: Draft, user_id: UUID) -> OwnMetric:
    """A new metric; raises Trouble for a name that is taken, NoFormula for what is none."""
    with inside(require_workspace_id()):
        unit = compile_formula(draft.formula).unit_as(draft.unit)
        if OwnMetric.objects.filter(retired_at=None).count() >= MOST:
            text = _("At most %(count)d metrics of your own.") % {"count": MOST}
            raise Trouble(text, advice=_("Retire one that nobody uses."))
        _check_name(draft.name)
        row = OwnMetric.objects.create(key=_key(draft.name), name=draft.name)
        _write(row, draft, unit, user_id)
        record("metric.defined", row.pk, name=row.name, key=row.key)
    return row


def change_metric(*, metric_id: UUID, draft: Draft, version: int, user_id: UUID) -> OwnMetric:
    """Make a further version; `version` is the one that the draft began as."""
    with inside(require_workspace_id()):
        unit = compile_formula(draft.formula).unit_as(draft.unit)
        row = _locked(metric_id)
        if row.retired_at is not None:
            raise Trouble(_("This metric is retired."), advice=_("Take it into use again first."))
        if row.version != version:
            text = _("Somebody has changed this metric since you opened it. Nothing was saved.")
            raise Trouble(text, advice=_("Open it again."), code="metric_changed")
        if draft == draft_of(version_of(row)):
            return row
        _check_name(draft.name, row)
        row.name, row.version = draft.name, row.version + 1
        row.save(update_fields=["name", "version"])
        _write(row, draft, unit, user_id)
        record("metric.changed", row.pk, name=row.name, version=row.version)
    return row


def restore_version(*, metric_id: UUID, number: int, version: int, user_id: UUID) -> OwnMetric:
    """Make what an earlier version meant the newest one."""
    with inside(require_workspace_id()):
        row = OwnMetric.objects.get(pk=metric_id)
        draft = draft_of(version_of(row, number))
        return change_metric(metric_id=metric_id, draft=draft, version=version, user_id=user_id)


def retire_metric(*, metric_id: UUID) -> OwnMetric:
    """Offer it no more; what names it goes on."""
    with inside(require_workspace_id()):
        row = _locked(metric_id)
        if row.retired_at is None:
            row.retired_at = timezone.now()
            _set_retired(row)
            record("metric.retired", row.pk, name=row.name)
    return row


def unretire_metric(*, metric_id: UUID) -> OwnMetric:
    """Offer it again; raises Trouble where another has its name by now."""
    with inside(require_workspace_id()):
        row = _locked(metric_id)
        if row.retired_at is not None:
            _check_name(row.name, row)
            row.retired_at = None
            _set_retired(row)
            record("metric.restored", row.pk, name=row.name)
    return row


def version_of(row: OwnMetric, number: int | None = None) -> OwnMetricVersion:
    """A version of a metric, the newest unless asked otherwise."""
    found = OwnMetricVersion.objects.select_related("metric", "made_by")
    return found.get(metric=row, number=row.version if number is None else number)


def draft_of(row: OwnMetricVersion) -> Draft:
    """A version as it was written."""
    names = ("name", "formula", "unit", "good", "decimals", "description")
    return Draft(**{name: getattr(row, name) for name in names})


def _set_retired(row: OwnMetric) -> None:
    row.save(update_fields=["retired_at"])
    _follow()


def _write(row: OwnMetric, draft: Draft, unit: str, user_id: UUID) -> None:
    OwnMetricVersion.objects.create(
        metric=row,
        number=row.version,
        name=draft.name,
        formula=draft.formula,
        unit=unit,
        good=draft.good,
        decimals=draft.decimals,
        description=draft.description,
        made_by_id=user_id,
    )
    _follow()


def _follow() -> None:
    forget_own()
    count_version()


def _locked(metric_id: UUID) -> OwnMetric:
    return OwnMetric.objects.select_for_update().get(pk=metric_id)


def _check_name(name: str, row: OwnMetric | None = None) -> None:
    """No other metric is called so, neither of ours nor of the workspace's own."""
    others = OwnMetric.objects.filter(retired_at=None)
    if row is not None:
        others = others.exclude(pk=row.pk)
    is_own = others.annotate(low=Lower("name")).filter(low=name.lower()).exists()
    if is_own or name.lower() in {str(one.label).lower() for one in BUILT_IN.values()}:
        text = _("There is a metric called “%(name)s” already.") % {"name": name}
        raise Trouble(text, advice=_("Choose another name."), code="name_taken")


def _key(name: str) -> str:
    """A key for ever, of the name that it has first."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    words = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")
    stem = (OWN + (words or "metric"))[: LONGEST_KEY - 4].rstrip("_")
    taken = set(OwnMetric.objects.filter(key__startswith=stem).values_list("key", flat=True))
    keys = (stem if n == 1 else f"{stem}_{n}" for n in range(1, MOST * 10))
    return next(key for key in keys if key not in taken)
