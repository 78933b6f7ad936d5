"""What users do about their own login without waiting for anybody: take all along, or go."""
