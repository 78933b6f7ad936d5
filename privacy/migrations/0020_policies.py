"""Published texts, which nobody changes or removes; who was shown which, and who accepted."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

DENY = """
CREATE FUNCTION app.policy_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'published texts are append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER policy_deny BEFORE UPDATE OR DELETE ON privacy_policyversion
    FOR EACH ROW EXECUTE FUNCTION app.policy_deny();
CREATE TRIGGER policy_deny_truncate BEFORE TRUNCATE ON privacy_policyversion
    FOR EACH STATEMENT EXECUTE FUNCTION app.policy_deny();
REVOKE UPDATE, DELETE ON privacy_policyversion FROM proactivox_app, proactivox_ops;
REVOKE UPDATE ON privacy_policyshown FROM proactivox_app, proactivox_ops;
REVOKE UPDATE, DELETE ON privacy_agreementacceptance FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_accepted_agreement"),
        ("privacy", "0019_consent"),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("privacy-policy", "Privacy policy"),
                            ("cookie-policy", "Cookie policy"),
                            ("subprocessors", "Subprocessors"),
                            ("dpa", "Data processing agreement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("locale", models.CharField(max_length=5)),
                ("effective_on", models.DateField()),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_material", models.BooleanField(default=False)),
                ("body", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("facts", models.JSONField()),
                ("facts_sha256", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "number", "locale"), name="policy_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyShown",
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
                ("user_id", models.UUIDField()),
                (
                    "shown_by",
                    models.CharField(
                        choices=[("sign_up", "Sign-up"), ("page", "Its page"), ("mail", "Mail")],
                        max_length=10,
                    ),
                ),
                ("shown_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.policyversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user_id", "version", "shown_by"), name="policy_shown_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementAcceptance",
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
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("accepted_by", models.UUIDField()),
                ("accepted_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.policyversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "number"), name="agreement_accepted_once"
                    )
                ],
            },
        ),
        TenantTable("AgreementAcceptance"),
        migrations.RunSQL(DENY, "DROP FUNCTION app.policy_deny CASCADE"),
    ]
    operations = together(operations)
