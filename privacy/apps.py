"""Tells Django of this app, its checks of the map, and to keep the records of each release."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from accounts.instructions import register_agreement
        from accounts.readings import register_map
        from accounts.signals import keys_rewrapped, mail_delivered, number_found
        from privacy.activity_checks import check_activities, check_subprocessors
        from privacy.checks import check_personal_data
        from privacy.instructions.agreement import AGREEMENT, check_agreement
        from privacy.numbers.telling import tell_desk
        from privacy.purposes import purposes_of
        from privacy.reading_rooms import check_readers
        from privacy.restrictions.ending import note_delivered
        from privacy.screening.checks import check_screened
        from privacy.special import check_special, guard_columns

        register_map(purposes_of)
        register_agreement(AGREEMENT)
        register(check_agreement)
        register(check_personal_data)
        guard_columns()
        register(check_readers)
        register(check_special)
        register(check_screened)
        register(check_activities)
        register(check_subprocessors, deploy=True)
        post_migrate.connect(keep_release, sender=self, dispatch_uid="privacy.records")
        post_migrate.connect(let_closings_erase, sender=self, dispatch_uid="privacy.closing")
        number_found.connect(tell_desk, dispatch_uid="privacy.numbers")
        mail_delivered.connect(note_delivered, dispatch_uid="privacy.notices")
        keys_rewrapped.connect(reseal_ledger, dispatch_uid="privacy.ledger")


def keep_release(using: str, apps: Any, **kwargs: Any) -> None:
    """What a release says of its processing is kept when it is rolled out, not when taken back."""
    from privacy.services import keep_records

    if "recordversion" in apps.all_models["privacy"]:
        keep_records(using=using)


def reseal_ledger(**kwargs: Any) -> None:
    """The ring seals the erasure ledger too."""
    from privacy.ledger.writing import reseal

    reseal()


def let_closings_erase(using: str, **kwargs: Any) -> None:
    """Whatever tables a migration brought: those of a closed workspace can be emptied."""
    from django.db import connections

    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('app.let_closings_erase()') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT app.let_closings_erase()")
