"""The metrics that the workspace one is inside of has made, as the catalogue holds them."""

import logging

from django.db.models import F

from accounts.tenancy import kept_inside
from analytics.formulas.compiling import compiled
from analytics.formulas.trees import NoFormula
from analytics.formulas.words import lazy_definition
from analytics.metrics import OWN, Made, Metric
from analytics.models import OwnMetricVersion

log = logging.getLogger(__name__)


def own_metrics() -> dict[str, Metric]:
    """{key: metric} by name, by one statement; retired ones too."""
    rows = OwnMetricVersion.objects.filter(number=F("metric__version"))
    rows = rows.select_related("metric", "made_by").order_by("name", "metric_id")
    found = {}
    for row in rows:
        try:
            found[row.metric.key] = metric_of(row)
        except NoFormula:
            # It was one when it was saved: a metric of ours has gone since.
            log.exception("The formula of %s can be read no more.", row.metric_id)
    return found


def metric_of(row: OwnMetricVersion) -> Metric:
    """A version as a metric; raises NoFormula."""
    made = compiled(row.formula)
    by = row.made_by.get_full_name() if row.made_by else ""
    return Metric(
        key=row.metric.key,
        label=row.name,
        unit=made.unit_as(row.unit),
        numerator=made.numerator,
        formula=lazy_definition(row.formula, row.description),
        denominator=made.denominator,
        good=row.good,
        version=row.number,
        decimals=row.decimals,
        made=Made(by, row.made_at, row.metric.retired_at is not None),
    )


def forget_own() -> None:
    """Have them read anew, because one of them was changed."""
    kept_inside().pop(OWN, None)
