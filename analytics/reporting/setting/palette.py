"""The colours of print: those of static/css/tokens.css in daylight, which a test holds equal."""

TEXT = "#1c1a17"
SOFT = "#57524a"
FAINT = "#69645a"
GRID = "#ebe8e2"
LINE = "#9d988d"
# Any two differ also for who lacks red, green or blue cones.
SERIES = ("#2447c6", "#de7622", "#2da1a3", "#780067", "#6d4806", "#66625b")
