"""Tells channels of Slack and Microsoft Teams that a workspace's admins have added."""
