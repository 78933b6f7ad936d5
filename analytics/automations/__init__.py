"""Automations: when this, then that, done safely; `rule` to `lift` are pure, the rest keeps and shows."""
