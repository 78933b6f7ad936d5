"""What a member was told, on their own page: read, done, and away to the thing itself."""
