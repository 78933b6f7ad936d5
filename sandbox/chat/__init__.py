"""Chat channels behind incoming webhooks: Slack's, and Microsoft Teams' Workflows."""

from sandbox.chat import page, slack, teams
from sandbox.web.routing import Routes
from sandbox.world import World

slack_routes: Routes[World] = slack.routes
teams_routes: Routes[World] = teams.routes
page_routes: Routes[World] = page.routes
