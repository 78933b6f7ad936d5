"""Tells Django of this app, its checks of the map, and to keep the records of each release."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from allauth.account.signals import user_signed_up
        from django.contrib.auth.signals import user_logged_in
        from django.core.checks import Tags

        from accounts.instructions import register_accepted, register_agreement
        from accounts.marketing import register_objections
        from accounts.readings import register_map
        from accounts.signals import keys_rewrapped, mail_delivered, number_found
        from enquiries.signals import news_ended
        from enquiries.tickets.handing import register_desk
        from privacy.activity_checks import check_activities, check_subprocessors
        from privacy.checks import check_personal_data
        from privacy.consent.asking import recall
        from privacy.instructions.agreement import AGREEMENT, check_agreement
        from privacy.numbers.telling import tell_desk
        from privacy.optouts.noting import has_objected, note_left
        from privacy.policies.accepting import accepted_last
        from privacy.policies.showing import note_signed_up
        from privacy.policies.subprocessor_checks import check_announced, check_listed
        from privacy.purposes import purposes_today
        from privacy.reading_rooms import check_readers
        from privacy.requests.handed import DESK
        from privacy.restrictions.ending import note_delivered
        from privacy.screening.checks import check_screened
        from privacy.special import check_special, guard_columns

        register_map(purposes_today)
        register_agreement(AGREEMENT)
        register_accepted(accepted_last)
        register_objections(has_objected)
        news_ended.connect(note_left, dispatch_uid="privacy.optouts")
        register_desk(DESK)
        register(check_agreement)
        register(check_personal_data)
        guard_columns()
        register(check_readers)
        register(check_special)
        register(check_screened)
        register(check_activities)
        register(check_subprocessors, deploy=True)
        register(check_announced, Tags.database)
        register(check_listed, deploy=True)
        post_migrate.connect(keep_release, sender=self, dispatch_uid="privacy.records")
        post_migrate.connect(publish_release, sender=self, dispatch_uid="privacy.policies")
        post_migrate.connect(let_closings_erase, sender=self, dispatch_uid="privacy.closing")
        number_found.connect(tell_desk, dispatch_uid="privacy.numbers")
        mail_delivered.connect(note_delivered, dispatch_uid="privacy.notices")
        user_logged_in.connect(recall, dispatch_uid="privacy.consent")
        user_signed_up.connect(note_signed_up, dispatch_uid="privacy.policies")
        keys_rewrapped.connect(reseal_ledger, dispatch_uid="privacy.ledger")


def keep_release(using: str, apps: Any, **kwargs: Any) -> None:
    """What a release says of its processing is kept when it is rolled out, not when taken back."""
    from privacy.services import keep_records

    if "recordversion" in apps.all_models["privacy"]:
        keep_records(using=using)


def publish_release(using: str, apps: Any, **kwargs: Any) -> None:
    """What a release says in its published texts is in force, or announced, from then on."""
    from privacy.policies.publishing import publish_all
    from privacy.policies.subprocessor_checks import adopt_first

    if "subprocessorchange" in apps.all_models["privacy"]:
        adopt_first(using)
        publish_all(using=using)


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
