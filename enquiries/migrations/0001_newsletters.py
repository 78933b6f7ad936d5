"""Who asked for news, the proof of it, which is append-only for five years, and the letters."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# The days are enquiries.newsletters.sweeps.PROOF_KEPT.
DENY = """
CREATE FUNCTION app.subscription_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '1827 days' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'the proof of a consent is append-only' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER subscription_deny BEFORE UPDATE OR DELETE ON enquiries_subscriptionevent
    FOR EACH ROW EXECUTE FUNCTION app.subscription_deny();
CREATE TRIGGER subscription_deny_truncate BEFORE TRUNCATE ON enquiries_subscriptionevent
    FOR EACH STATEMENT EXECUTE FUNCTION app.subscription_deny();
REVOKE UPDATE ON enquiries_subscriptionevent FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Newsletter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("product", "What is new in Proactivox"),
                            ("webinars", "Webinars"),
                            ("tips", "Tips for measuring marketing"),
                        ],
                        max_length=20,
                        verbose_name="Topic",
                    ),
                ),
                ("subject_en", models.CharField(max_length=120, verbose_name="Subject in English")),
                ("text_en", models.TextField(max_length=20000, verbose_name="Text in English")),
                ("subject_da", models.CharField(max_length=120, verbose_name="Subject in Danish")),
                ("text_da", models.TextField(max_length=20000, verbose_name="Text in Danish")),
                ("slug", models.SlugField(db_index=False, max_length=80)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_by_id", models.UUIDField(null=True)),
                ("scheduled_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("address", models.BinaryField()),
                ("address_hash", models.BinaryField(max_length=16)),
                ("language", models.CharField(max_length=5)),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("product", "What is new in Proactivox"),
                                ("webinars", "Webinars"),
                                ("tips", "Tips for measuring marketing"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("proof_hash", models.BinaryField(max_length=32, null=True)),
                ("proof_until", models.DateTimeField(null=True)),
                ("link", models.BinaryField()),
                ("link_hash", models.BinaryField(max_length=32)),
                ("stop_hash", models.BinaryField(max_length=32)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("mail_id", models.UUIDField(null=True)),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("end", models.CharField(blank=True, max_length=10)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
                (
                    "newsletter",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="enquiries.newsletter",
                    ),
                ),
                (
                    "subscriber",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="enquiries.subscriber",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SubscriptionEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("subject", models.BinaryField(max_length=16)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for news"),
                            ("confirmed", "Confirmed the address"),
                            ("changed", "Changed what they get"),
                            ("ended", "Left"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("form", "The public form"),
                            ("link", "The link in a mail"),
                            ("one_click", "The mail program’s own button"),
                            ("settings", "The settings of a login"),
                            ("objection", "An objection"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("product", "What is new in Proactivox"),
                                ("webinars", "Webinars"),
                                ("tips", "Tips for measuring marketing"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                ("version", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="newsletter",
            index=models.Index(fields=["workspace", "-made_at"], name="newsletter_newest"),
        ),
        migrations.AddConstraint(
            model_name="newsletter",
            constraint=models.UniqueConstraint(
                fields=("workspace", "slug"), name="newsletter_slug"
            ),
        ),
        migrations.AddConstraint(
            model_name="newsletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at", None), ("started_at__isnull", False), _connector="OR"
                ),
                name="newsletter_finished",
            ),
        ),
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(fields=["workspace", "proof_hash"], name="subscriber_proof"),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(
                fields=("workspace", "address_hash"), name="subscriber_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(
                fields=("workspace", "link_hash"), name="subscriber_link"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.UniqueConstraint(
                fields=("workspace", "stop_hash"), name="subscriber_stop"
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriber",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("confirmed_at__isnull", False), _connector="OR"
                ),
                name="subscriber_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["workspace", "mail_id"], name="delivery_mail"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["workspace", "subscriber"], name="delivery_subscriber"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("workspace", "newsletter", "subscriber"), name="delivery_once"
            ),
        ),
        migrations.AddIndex(
            model_name="subscriptionevent",
            index=models.Index(fields=["workspace", "subject", "at"], name="subscription_event"),
        ),
        migrations.AddIndex(
            model_name="subscriptionevent",
            index=models.Index(fields=["workspace", "at"], name="subscription_event_at"),
        ),
        TenantTable("Newsletter"),
        TenantTable("Subscriber"),
        TenantTable("Delivery", links=["newsletter", "subscriber"]),
        TenantTable("SubscriptionEvent"),
        migrations.RunSQL(DENY, "DROP FUNCTION app.subscription_deny CASCADE"),
    ]
    operations = together(operations)
