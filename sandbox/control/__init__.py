"""What tests can see and turn: settings, faults, counters, changes to the records."""
