"""Automations: when this, then that, done safely; deciding is pure, all else keeps and shows it."""
