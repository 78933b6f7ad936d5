"""The words that made-up people, companies and places are put together from."""

# ruff: noqa: SIM905 - long lists read better as running words

FIRST_NAMES = (
    "Ada Aiko Alma Amir Anders Anja Anton Aria Astrid Ayo Bao Beatriz Bodil Bruno Camila Carlos "
    "Chen Clara Cyrus Dalia Daniel Dara Diego Dina Edda Eero Elena Elif Emil Esme Ewa Farah Felix "
    "Fiona Freja Gita Goran Greta Hamza Hana Hanne Hector Hugo Ida Idris Ilse Imani Ines Ivan Jae "
    "Jana Jonas Jules Kaito Kamala Karim Katja Keiko Kofi Lars Layla Leif Lena Leo Lin Liv Lucia "
    "Luka Magnus Maia Malik Marta Mateo Mei Mila Mira Nadia Naomi Nils Noor Nora Olga Omar Oscar "
    "Otto Paula Pavel Petra Priya Rafael Rana Rene Rita Rosa Ruben Saga Sami Sara Selma Signe "
    "Sofia Stefan Sven Tara Tariq Thea Tomas Uma Vera Viktor Wanda Xenia Yara Yusuf Zara Zoe"
).split()
LAST_NAMES = (
    "Abara Adler Aguilar Akita Albrecht Almeida Amundsen Arroyo Ashdown Baran Barlow Bauer Bendix "
    "Bergstrom Bianchi Blackwood Bondar Brandt Brekke Calder Campos Carver Castell Chandra Chow "
    "Cortes Crane Dalgaard Dangelo Dekker Delgado Demir Dietrich Dolan Duarte Eklund Engel "
    "Espinoza Fairchild Falk Farrow Fenwick Ferreira Finch Fischer Fontaine Forde Galvan Garnier "
    "Gerlach Ghosh Giordano Gray Grimaldi Gustafson Haddad Hagen Halloran Harju Hartmann Hayashi "
    "Hedlund Herrera Holm Horvat Ibarra Ilves Ishikawa Ivers Jansen Jaworski Juhl Kaplan Karlsen "
    "Keller Khatri Kimura Kline Kovac Kruger Lacroix Lang Larkin Laurent Lindqvist Lorenz Lund "
    "Madsen Maier Marchetti Mbeki Mercer Moreau Morita Nadeau Nakata Navarro Nielsen Nowak Oduya "
    "Okafor Olsson Ortega Osei Paulsen Pereira Petrov Quill Quist Rahman Ramos Rasmussen Rhodes "
    "Ricci Rojas Rosen Rowe Sachs Salazar Sandoval Schulte Sharma Silva Skov Soler Sorensen Stahl "
    "Suarez Takeda Tanaka Thorne Toivonen Torres Ueda Urban Valdez Varga Vega Vestergaard Vogel "
    "Wallin Weber Wexler Winter Yamada Yilmaz Zamora Ziegler"
).split()
COMPANY_HEADS = (
    "Alder Amber Anchor Apex Arbor Ardent Aspen Atlas Aurora Beacon Birch Bluff Boreal Bright "
    "Bristle Cairn Canopy Cardinal Cedar Cinder Clear Cobalt Copper Coral Crescent Crest Dale "
    "Delta Drift Eagle Echo Elder Ember Evergreen Falcon Fern Field Flint Forge Fox Garnet Glacier "
    "Gold Granite Grove Gull Harbor Hawk Hazel Heather Heron High Hollow Horizon Indigo Iron Ivory "
    "Jade Juniper Keel Kestrel Lake Larch Lark Laurel Linden Lumen Maple Marble Marsh Meadow Mesa "
    "Mill Mist Moss North Oak Onyx Opal Orchard Osprey Otter Peak Pearl Pebble Pike Pine Plover "
    "Prairie Quarry Quartz Raven Reed Ridge River Rowan Sable Sage Salt Sand Shale Silver Slate "
    "Spruce Steel Stone Storm Summit Swift Tern Thistle Tidal Timber Topaz Vale Vista Walnut Wave "
    "West Willow Wren Yarrow Zephyr"
).split()
COMPANY_TAILS = (
    "brook burn bury cliff cross dale fall field ford forge gate glen ham haven hill hurst land "
    "ley light line mark mere mill moor mount point port reach ridge rock run shore side stead "
    "stone ton vale view ville ward water way well wick wind wood works worth"
).split()
COMPANY_KINDS = (
    "Foods",
    "Packaging",
    "Logistics",
    "Energy",
    "Water",
    "Chemicals",
    "Plastics",
    "Dairy",
    "Machines",
    "Robotics",
    "Materials",
    "Labs",
    "Utilities",
    "Paper",
    "Metals",
    "Transport",
)
TITLES = (
    "Plant Manager",
    "Maintenance Lead",
    "Reliability Engineer",
    "Operations Director",
    "VP Operations",
    "Head of Engineering",
    "Procurement Manager",
    "Process Engineer",
    "Automation Engineer",
    "Quality Manager",
    "Facility Manager",
    "CTO",
    "COO",
    "Controls Technician",
    "Energy Manager",
    "Continuous Improvement Manager",
)
STREETS = "Mill Canal Station Harbor Foundry Market Quarry Orchard Depot River Park Bridge".split()
# (city, state, postal code, country, dialling prefix); region is the key
PLACES: dict[str, tuple[tuple[str, str | None, str, str, str], ...]] = {
    "North America": (
        ("Columbus", "OH", "43004", "United States", "+1 (614) 555-01"),
        ("Pittsburgh", "PA", "15201", "United States", "+1 (412) 555-01"),
        ("Milwaukee", "WI", "53202", "United States", "+1 (414) 555-01"),
        ("Boston", "MA", "02108", "United States", "+1 (617) 555-01"),
        ("Newark", "NJ", "07102", "United States", "+1 (973) 555-01"),
        ("Houston", "TX", "77002", "United States", "+1 (713) 555-01"),
        ("Detroit", "MI", "48201", "United States", "+1 (313) 555-01"),
        ("Charlotte", "NC", "28202", "United States", "+1 (704) 555-01"),
        ("Portland", "OR", "97204", "United States", "+1 (503) 555-01"),
        ("Toronto", "ON", "M5H 2N2", "Canada", "+1 (416) 555-01"),
    ),
    "Europe": (
        ("Düsseldorf", None, "40213", "Germany", "+49 211 5550 1"),
        ("Lyon", None, "69002", "France", "+33 4 5550 01"),
        ("Eindhoven", None, "5611 AB", "Netherlands", "+31 40 555 01"),
        ("Aarhus", None, "8000", "Denmark", "+45 8655 01"),
        ("Leeds", None, "LS1 4AP", "United Kingdom", "+44 113 496 01"),
        ("Milano", "MI", "20121", "Italy", "+39 02 5550 01"),
    ),
    "Other": (
        ("Melbourne", "VIC", "3000", "Australia", "+61 3 5550 01"),
        ("Singapore", None, "018956", "Singapore", "+65 6555 01"),
        ("São Paulo", "SP", "01001-000", "Brazil", "+55 11 5550 01"),
    ),
}
LOSS_REASONS = ("Price", "No decision", "Competitor", "Timing", "Missing feature", "N/A")
NEXT_STEPS = ("Send quote", "Book site visit", "Security review", "Call buyer", "NA", "Pilot")
