"""What Proactivox publishes about privacy: versions, what changes, who is told and who accepts."""
