"""What they bought: plans and what each entitles to."""
