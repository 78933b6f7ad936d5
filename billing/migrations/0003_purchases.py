"""What is bought from Stripe, its customers and inbox, invoices, use; a trial is of Business now."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
import billing.plans.money
from accounts.tenancy import TenantTable, together

# The owner of a table is held to its lock like everybody, and would see no row.
TRIAL = """
ALTER TABLE billing_subscription NO FORCE ROW LEVEL SECURITY;
UPDATE billing_subscription SET plan_key = 'business' WHERE plan_key = 'trial';
ALTER TABLE billing_subscription FORCE ROW LEVEL SECURITY
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_accepted_agreement"),
        ("billing", "0002_locks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
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
                ("invoice_id", models.CharField(max_length=64)),
                ("number", models.CharField(blank=True, max_length=64)),
                ("status", models.CharField(max_length=20)),
                ("currency", models.CharField(max_length=3)),
                ("subtotal", models.BigIntegerField()),
                ("tax", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField()),
                ("amount_due", models.BigIntegerField()),
                ("amount_paid", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StripeCustomer",
            fields=[
                ("customer_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("workspace_ref", models.UUIDField(unique=True)),
                ("contact_ref", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(null=True)),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StripeEvent",
            fields=[
                ("event_id", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("type", models.CharField(max_length=100)),
                ("api_version", models.CharField(blank=True, max_length=40)),
                ("is_live", models.BooleanField()),
                ("customer_id", models.CharField(blank=True, max_length=64)),
                ("object_id", models.CharField(blank=True, max_length=255)),
                ("workspace_ref", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("unknown_type", "Unknown Type"),
                            ("unknown_customer", "Unknown Customer"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="UsedDay",
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
                ("on", models.DateField()),
                ("rows", models.BigIntegerField(default=0)),
                ("api_calls", models.BigIntegerField(default=0)),
                ("told_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_plan_known",
        ),
        migrations.RunSQL(TRIAL, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="subscription",
            name="cancel_at_period_end",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="subscription",
            name="currency",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name="subscription",
            name="current_period_end",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="subscription",
            name="customer_id",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="subscription",
            name="dunning_step",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="subscription",
            name="followed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="subscription",
            name="interval",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="subscription",
            name="past_due_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="subscription",
            name="seats",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="subscription",
            name="subscription_id",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("plan_key__in", ["free", "team", "business", "enterprise"])),
                name="subscription_plan_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "interval__in",
                        [
                            "",
                            billing.plans.money.Interval["MONTH"],
                            billing.plans.money.Interval["YEAR"],
                        ],
                    )
                ),
                name="subscription_interval_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "currency__in",
                        [
                            "",
                            billing.plans.money.Currency["DKK"],
                            billing.plans.money.Currency["EUR"],
                            billing.plans.money.Currency["GBP"],
                            billing.plans.money.Currency["USD"],
                        ],
                    )
                ),
                name="subscription_currency_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seats", None),
                    models.Q(
                        models.Q(("currency", ""), _negated=True),
                        models.Q(("interval", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="subscription_seats_priced",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="stripecustomer",
            index=models.Index(fields=["contact_ref"], name="stripe_customer_contact"),
        ),
        migrations.AddIndex(
            model_name="stripeevent",
            index=models.Index(fields=["-received_at"], name="stripe_event_newest"),
        ),
        migrations.AddIndex(
            model_name="stripeevent",
            index=models.Index(
                condition=models.Q(("state__in", ["received", "failed"])),
                fields=["customer_id"],
                name="stripe_event_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="stripeevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["received", "done", "failed", "unknown_type", "unknown_customer"],
                    )
                ),
                name="stripe_event_state_known",
            ),
        ),
        migrations.AddField(
            model_name="usedday",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["workspace", "-issued_at"], name="invoice_newest"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("workspace", "invoice_id"), name="invoice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="usedday",
            constraint=models.UniqueConstraint(fields=("workspace", "on"), name="used_day_once"),
        ),
        TenantTable("Invoice"),
        TenantTable("UsedDay"),
    ]
    operations = together(operations)
