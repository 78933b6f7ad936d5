"""Addresses of dashboards."""

from django.urls import path

from analytics.dashboards import compose_views as compose
from analytics.dashboards import panel_views as panels
from analytics.dashboards import tile_views as tiles
from analytics.dashboards import version_views as versions
from analytics.dashboards import views

_HOME = "w/<slug:slug>/dashboards/"
_ONE = f"{_HOME}<uuid:dashboard_id>/"

urlpatterns = [
    path(_HOME, views.dashboard_list, name="dashboards"),
    path(f"{_HOME}new/", views.new_dashboard, name="new_dashboard"),
    path(f"{_HOME}add/", tiles.add_question, name="add_question"),
    path(_ONE, views.dashboard, name="dashboard"),
    path(f"{_ONE}edit/", compose.arrange_dashboard, name="edit_dashboard"),
    path(f"{_ONE}settings/", views.describe_dashboard, name="describe_dashboard"),
    path(f"{_ONE}tiles/new/", tiles.new_tile, name="new_tile"),
    path(f"{_ONE}tiles/ask/", panels.ask_tile, name="ask_tile"),
    path(f"{_ONE}tiles/<slug:tile_id>/", panels.tile, name="tile"),
    path(f"{_ONE}tiles/<slug:tile_id>/preview", panels.preview_tile, name="preview_tile"),
    path(f"{_ONE}tiles/<slug:tile_id>/delete", tiles.drop_tile, name="drop_tile"),
    path(f"{_ONE}words", compose.keep_words, name="keep_words"),
    path(f"{_ONE}layout", compose.put_layout, name="put_layout"),
    path(f"{_ONE}duplicate", views.duplicate_dashboard, name="duplicate_dashboard"),
    path(f"{_ONE}delete", views.drop_dashboard, name="drop_dashboard"),
    path(f"{_ONE}restore", views.undrop_dashboard, name="undrop_dashboard"),
    path(f"{_ONE}versions/", versions.version_list, name="dashboard_versions"),
    path(f"{_ONE}versions/<int:number>/", versions.version, name="dashboard_version"),
    path(
        f"{_ONE}versions/<int:number>/restore", versions.revert_dashboard, name="revert_dashboard"
    ),
]
