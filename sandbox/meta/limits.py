"""How much a call may ask for, how fast jobs run, and how near the limits are said to be."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import orjson

from sandbox.web.messages import Response
from sandbox.world import World


@dataclass(frozen=True)
class MetaSettings:
    """What tests turn: rows that one report may have, per cent used, minutes until it goes on."""

    max_rows: int = 20_000
    used_percent: float = 3.0
    regain_minutes: int = 0


class MetaLimits:
    """The settings of now."""

    def __init__(self, world: World) -> None:
        self.settings = MetaSettings()

    def change(self, values: dict[str, Any]) -> dict[str, Any]:
        """Take new settings; raises ValueError on an unknown name."""
        known = {field.name for field in fields(MetaSettings)}
        if unknown := set(values) - known:
            raise ValueError(f"no setting {', '.join(sorted(unknown))}")
        self.settings = replace(self.settings, **values)
        return asdict(self.settings)

    def reset(self, *, grants: bool) -> None:
        self.settings = MetaSettings()


def with_usage(world: World, response: Response, account: int) -> Response:
    """The headers by which Meta says how much of the account's and the app's share is used."""
    settings = world.part(MetaLimits).settings
    tier = {"ads_api_access_tier": "standard_access"}
    used = {"app_id_util_pct": settings.used_percent, "acc_id_util_pct": settings.used_percent}
    case = {
        "type": "ads_insights",
        "call_count": int(settings.used_percent),
        "total_cputime": 1,
        "total_time": 1,
        "estimated_time_to_regain_access": settings.regain_minutes,
    }
    response.headers["x-fb-ads-insights-throttle"] = orjson.dumps(used | tier).decode()
    usage = orjson.dumps({str(account): [case | tier]}).decode()
    response.headers["X-Business-Use-Case-Usage"] = usage
    return response
