"""Answers as files for programs: asked for, written by a job, fetched while they are kept."""
