"""Operations of a migration that are done as one lead to what they lead to one by one."""

from __future__ import annotations

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.tenancy.together import Together, together


def operations() -> list[Operation]:
    """Two models of which one points at the other, then what is added to them."""
    key = ("id", models.BigAutoField(primary_key=True))
    owner = models.ForeignKey("accounts.room", on_delete=models.CASCADE, related_name="+")
    return [
        migrations.CreateModel("Room", [key, ("name", models.TextField())]),
        migrations.CreateModel("Chair", [key, ("room", owner)]),
        migrations.AddField("Chair", "legs", models.IntegerField(null=True)),
        migrations.AddIndex("Chair", models.Index(fields=["legs"], name="chair_legs")),
        migrations.AddConstraint(
            "Room", models.UniqueConstraint(fields=["name"], name="room_name_once")
        ),
        migrations.RemoveIndex("Chair", "chair_legs"),
        migrations.RunSQL("SELECT 1"),
    ]


def state_after(done: list[Operation]) -> ProjectState:
    state = ProjectState()
    assert state.apps is not None  # drawn before, as in a real run
    for operation in done:
        operation.state_forwards("accounts", state)
    return state


def test_only_neighbours_of_one_kind_become_one() -> None:
    kinds = [type(operation).__name__ for operation in together(operations())]
    assert kinds == ["Together", "AddField", "Together", "RunSQL"]


def test_the_order_stays() -> None:
    flat: list[str] = []
    for operation in together(operations()):
        inner = operation.operations if isinstance(operation, Together) else [operation]
        flat += [one.describe() for one in inner]
    assert flat == [operation.describe() for operation in operations()]


def test_the_models_are_drawn_as_if_each_had_been_done_alone() -> None:
    alone, at_once = state_after(operations()), state_after(together(operations()))
    assert at_once.models == alone.models
    for name, fields in (("room", ["id", "name"]), ("chair", ["id", "room", "legs"])):
        drawn = at_once.apps.get_model("accounts", name)._meta
        assert [field.name for field in drawn.fields] == fields
        assert not drawn.indexes
    room = at_once.apps.get_model("accounts", "room")
    assert [rule.name for rule in room._meta.constraints] == ["room_name_once"]
    assert at_once.apps.get_model("accounts", "chair")._meta.get_field("room").related_model is room
