"""Meta Ads against its look-alike."""
