"""Danish dates: months are written small."""

from accounts.number_formats import decimal_separator, group_separator

DATE_FORMAT = "j. b Y"
SHORT_DATE_FORMAT = "j. b Y"
DATETIME_FORMAT = "j. b Y, H.i"
SHORT_DATETIME_FORMAT = "j. b Y, H.i"
TIME_FORMAT = "H.i"
USE_THOUSAND_SEPARATOR = True
# Both are the reader's own or the workspace's where one of them chose.
DECIMAL_SEPARATOR = decimal_separator
THOUSAND_SEPARATOR = group_separator
NUMBER_GROUPING = 3
