"""The whole story in order."""

from proactivox.demo.house import furnish_house
from proactivox.demo.sources import (
    await_sync,
    connect_salesforce,
    import_spend,
    match_campaigns,
    watch_numbers,
)
from proactivox.demo.story import Person, Say, Setting, download_spend, sign_up, workspace_path


def tell(setting: Setting, person: Person, say: Say) -> None:
    """Each step picks up what an earlier, interrupted try left; raises Lost."""
    visitor = sign_up(setting, person, say)
    home = workspace_path(visitor)
    connect_salesforce(visitor, home, say)
    import_spend(visitor, home, download_spend(setting), say)
    await_sync(visitor, home, say)
    match_campaigns(visitor, home, say)
    watch_numbers(visitor, home, say)
    furnish_house(visitor, person, say)
    visitor.open(home)
    say("The demo workspace is complete.")
