"""Erasure of a person: tried first, carried out by a job, searched for afterwards, certified."""
