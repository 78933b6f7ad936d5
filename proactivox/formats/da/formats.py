"""Danish dates: months are written small."""

DATE_FORMAT = "j. b Y"
SHORT_DATE_FORMAT = "j. b Y"
DATETIME_FORMAT = "j. b Y, H.i"
SHORT_DATETIME_FORMAT = "j. b Y, H.i"
TIME_FORMAT = "H.i"
USE_THOUSAND_SEPARATOR = True
