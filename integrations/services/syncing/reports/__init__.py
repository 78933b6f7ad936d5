"""Reports by account and day: what is asked for, how it is read, and how old months follow."""

from integrations.services.syncing.reports.accounts import follow_accounts
from integrations.services.syncing.reports.backfilling import request_backfill
from integrations.services.syncing.reports.planning import plan_reports
from integrations.services.syncing.reports.reading import read_reports

__all__ = ["follow_accounts", "plan_reports", "read_reports", "request_backfill"]
