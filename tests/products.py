"""The whole product as subprocesses, for journeys and for faults."""
