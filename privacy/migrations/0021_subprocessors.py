"""Changes of subprocessors with their windows, what customers object, and who is told by mail."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
import privacy.models.subprocessors
from accounts.tenancy import TenantTable, together

# What was announced stays as it was; it is in use only after its window, by PostgreSQL's own clock.
WINDOW = """
CREATE FUNCTION app.subprocessor_window() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.is_first AND EXISTS (SELECT FROM public.privacy_subprocessorchange WHERE NOT is_first) THEN
            RAISE EXCEPTION 'customers are here: a change is announced' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR (OLD.id, OLD.kind, OLD.name, OLD.words, OLD.is_first, OLD.announced_at, OLD.objections_until)
        IS DISTINCT FROM (NEW.id, NEW.kind, NEW.name, NEW.words, NEW.is_first, NEW.announced_at, NEW.objections_until)
        OR OLD.activated_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'what was announced or decided stays' USING ERRCODE = '42501';
    END IF;
    IF NEW.activated_at IS NOT NULL AND now() < OLD.objections_until THEN
        RAISE EXCEPTION 'the window for objections is open' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER subprocessor_window BEFORE INSERT OR UPDATE OR DELETE ON privacy_subprocessorchange
    FOR EACH ROW EXECUTE FUNCTION app.subprocessor_window();
REVOKE DELETE ON privacy_subprocessorchange FROM proactivox_app, proactivox_ops;
REVOKE UPDATE, DELETE ON privacy_subprocessorobjection FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0020_policies")]

    operations = [
        migrations.CreateModel(
            name="SubprocessorChange",
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
                    "kind",
                    models.CharField(
                        choices=[("add", "New"), ("change", "Changed"), ("remove", "Ends")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("words", models.JSONField()),
                ("is_first", models.BooleanField(default=False)),
                ("announced_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "objections_until",
                    models.DateTimeField(default=privacy.models.subprocessors.end_of_window),
                ),
                ("activated_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_first", True),
                            (
                                "objections_until__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("announced_at"),
                                    "+",
                                    models.Value(datetime.timedelta(days=30)),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="subprocessor_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_first", True),
                            ("activated_at", None),
                            ("activated_at__gte", models.F("objections_until")),
                            _connector="OR",
                        ),
                        name="subprocessor_after_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activated_at", None), ("withdrawn_at", None), _connector="OR"
                        ),
                        name="subprocessor_one_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubprocessorObjection",
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
                ("reason", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
                ("origin_id", models.UUIDField(null=True)),
                ("objected_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "change",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subprocessorchange",
                    ),
                ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "change", "origin_id"),
                        name="objection_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeSubscriber",
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
                ("address_hash", models.BinaryField()),
                ("language", models.CharField(max_length=5)),
                ("proof_hash", models.BinaryField(null=True)),
                ("proof_until", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "address_hash"), name="change_subscriber_once"
                    )
                ],
            },
        ),
        TenantTable("SubprocessorObjection"),
        TenantTable("ChangeSubscriber"),
        migrations.RunSQL(WINDOW, "DROP FUNCTION app.subprocessor_window CASCADE"),
    ]
    operations = together(operations)
