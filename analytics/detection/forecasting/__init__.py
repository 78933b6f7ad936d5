"""What a day should have brought, from nothing but the days before it."""
