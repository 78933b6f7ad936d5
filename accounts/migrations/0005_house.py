"""Proactivox's own workspace, so that its own jobs and requests live in a workspace too."""

from uuid import UUID

from django.db import migrations

HOUSE_ID = UUID("00000000-0000-7000-8000-000000000001")


def make_house(apps, schema_editor):
    workspace = apps.get_model("accounts", "Workspace")
    workspace.objects.using(schema_editor.connection.alias).get_or_create(
        id=HOUSE_ID, defaults={"slug": "proactivox", "name": "Proactivox", "currency": "DKK"}
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_audit_chain")]
    operations = [migrations.RunPython(make_house, migrations.RunPython.noop)]
