"""Copies for people who ask: gathered, looked through, sealed piece by piece."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_logs"),
        ("privacy", "0008_registers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="requestevent",
            name="happening",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("asked", "Asked the person"),
                    ("answered", "The person answered"),
                    ("extended", "Extended"),
                    ("closed", "Closed"),
                    ("proposed", "Proposed to refuse it as unfounded"),
                    ("declined", "Declined to refuse it as unfounded"),
                    ("proven", "The mailbox is the person’s"),
                    ("downloaded", "The person fetched the copy"),
                    ("reminded", "Reminded those who answer for it"),
                    ("passed_on", "Passed on to whom it concerns"),
                    ("passed_in", "Passed on by Proactivox"),
                    ("kept", "Found to be about our own data"),
                    ("not_ours", "Found to be about no customer of ours"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Package",
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
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("asked_by", models.UUIDField(null=True)),
                ("subject", models.BinaryField(null=True)),
                ("gathered_at", models.DateTimeField(null=True)),
                ("building_at", models.DateTimeField(null=True)),
                ("built_at", models.DateTimeField(null=True)),
                ("items", models.PositiveIntegerField(default=0)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("released_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("code_hash", models.BinaryField(max_length=32, null=True)),
                ("code_until", models.DateTimeField(null=True)),
                ("code_tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packages",
                        to="privacy.datasubjectrequest",
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
        ),
        migrations.CreateModel(
            name="PackageChunk",
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
                ("is_last", models.BooleanField(default=False)),
                ("sealed", models.BinaryField()),
                (
                    "package",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chunks",
                        to="privacy.package",
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
        ),
        migrations.CreateModel(
            name="PackageItem",
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
                ("source_id", models.UUIDField(null=True)),
                ("store", models.CharField(max_length=80)),
                ("content", models.BinaryField()),
                (
                    "texts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("looked_at", models.DateTimeField(null=True)),
                ("looked_by", models.UUIDField(null=True)),
                (
                    "package",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="privacy.package",
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
        ),
        migrations.CreateModel(
            name="Redaction",
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
                ("field", models.CharField(max_length=120)),
                ("words", models.BinaryField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("other_person", "It is about another person"),
                            ("staff", "It says which member of staff it was"),
                            ("secret", "It is a trade secret or the work of others"),
                        ],
                        max_length=20,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_by", models.UUIDField(null=True)),
                (
                    "item",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="redactions",
                        to="privacy.packageitem",
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
        ),
        migrations.CreateModel(
            name="SearchedPlace",
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
                ("source_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=80)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("found", "Found"),
                            ("nothing", "Nothing found"),
                            ("failed", "Could not be asked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("why", models.CharField(blank=True, max_length=500)),
                (
                    "package",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="searched",
                        to="privacy.package",
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
        ),
        migrations.CreateModel(
            name="StatedBasis",
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
                ("store", models.CharField(max_length=80)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consent", "Consent, Art. 6(1)(a)"),
                            ("contract", "A contract with the person, Art. 6(1)(b)"),
                            ("other", "Another basis"),
                        ],
                        max_length=10,
                    ),
                ),
                ("stated_at", models.DateTimeField(default=django.utils.timezone.now)),
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
        migrations.AddConstraint(
            model_name="package",
            constraint=models.UniqueConstraint(
                fields=("workspace", "request"), name="package_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_at", None),
                    models.Q(
                        ("built_at__isnull", False),
                        ("expires_at__isnull", False),
                        ("subject", None),
                    ),
                    _connector="OR",
                ),
                name="package_released",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagechunk",
            constraint=models.UniqueConstraint(
                fields=("workspace", "package", "number"), name="package_chunk_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="packageitem",
            constraint=models.UniqueConstraint(
                fields=("workspace", "package", "number"), name="package_item_number"
            ),
        ),
        migrations.AddIndex(
            model_name="redaction",
            index=models.Index(fields=["workspace", "item"], name="redaction_item"),
        ),
        migrations.AddConstraint(
            model_name="searchedplace",
            constraint=models.UniqueConstraint(
                fields=("workspace", "package", "name", "source_id"),
                name="searched_place",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="searchedplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "failed"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="searched_place_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedbasis",
            constraint=models.UniqueConstraint(
                fields=("workspace", "store"), name="stated_basis_store"
            ),
        ),
        TenantTable("Package", links=["request"]),
        TenantTable("PackageItem", links=["package"]),
        TenantTable("Redaction", links=["item"]),
        TenantTable("SearchedPlace", links=["package"]),
        TenantTable("PackageChunk", links=["package"]),
        TenantTable("StatedBasis"),
    ]
    operations = together(operations)
