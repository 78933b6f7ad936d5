"""Mails members what they wished to have by mail: many things in one mail, each thing once."""
