"""Google Analytics: visits read whole, restated, flagged, parked."""
