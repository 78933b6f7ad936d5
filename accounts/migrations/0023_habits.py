"""Language, numbers, weeks, fiscal year and logo of a workspace; numbers as a person reads them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from accounts.tenancy import TenantTable, together

_FORMATS = [
    ("by_language", "As the language of the page or mail has it"),
    ("dot_comma", "1.234.567,89"),
    ("comma_dot", "1,234,567.89"),
    ("space_comma", "1\xa0234\xa0567,89"),
    ("space_dot", "1\xa0234\xa0567.89"),
]
_WEEKS = [("monday", "Monday"), ("sunday", "Sunday"), ("saturday", "Saturday")]
# Until now a workspace wrote in its first owner's.
_FIRST_OWNERS_LANGUAGE = """
UPDATE accounts_workspace w SET language = u.language
FROM accounts_user u WHERE u.id = (SELECT m.user_id FROM accounts_membership m
    WHERE m.workspace_id = w.id AND m.role = 'owner' ORDER BY m.joined_at, m.id LIMIT 1)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0022_scim"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="number_format",
            field=models.CharField(
                blank=True, choices=_FORMATS, default="", max_length=12, verbose_name="Numbers"
            ),
        ),
        migrations.AddField(
            model_name="workspace",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("da", "Dansk")],
                default="en",
                max_length=5,
                verbose_name="Language",
            ),
        ),
        migrations.AddField(
            model_name="workspace",
            name="number_format",
            field=models.CharField(
                choices=_FORMATS, default="by_language", max_length=12, verbose_name="Numbers"
            ),
        ),
        migrations.AddField(
            model_name="workspace",
            name="week_start",
            field=models.CharField(
                choices=_WEEKS, default="monday", max_length=8, verbose_name="Weeks begin on"
            ),
        ),
        migrations.AddField(
            model_name="workspace",
            name="fiscal_year_starts",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="workspace",
            name="logo_digest",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.CreateModel(
            name="WorkspaceLogo",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.workspace",
                    ),
                ),
                ("image", models.BinaryField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        TenantTable("WorkspaceLogo"),
        migrations.RunSQL(_FIRST_OWNERS_LANGUAGE, migrations.RunSQL.noop),
    ]
    operations = together(operations)
