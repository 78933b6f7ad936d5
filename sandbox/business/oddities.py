"""Values that real data holds and careless loaders lose."""

from typing import Any

# Fields of a lead that replace the plain ones.
LEADS: tuple[dict[str, Any], ...] = (
    {"LastName": "None", "FirstName": "NA", "Name": "NA None"},
    {"LastName": "Null", "FirstName": "N/A", "Name": "N/A Null", "Company": "NA"},
    {"LastName": "O'Brien", "FirstName": "Sean", "Email": "sean.o'brien@tidewater.example"},
    {"Description": "nul here \x00 and after it"},
    {"Description": 'He said "call me",\nthen hung up.\r\nNext line', "Title": 'The "Boss", CEO'},
    {"Company": "Café Zoë 🚀 GmbH", "LastName": "Ångström", "FirstName": "José 🙂"},
    {"Title": "12345678901234567890", "Company": "007", "PostalCode": "00501"},
    {"Description": "\\.\n\\N\n\\copy", "Title": "\\N"},
    {"Title": '=HYPERLINK("https://evil.example","x")', "Company": "+1+1"},
    {"LastName": "True", "FirstName": "False", "Title": "1e5"},
    {"Email": "UPPER.Case+tag@Mixed.Example", "Title": " leading and trailing "},
    {"Description": "\ttab\u2028line separator\ufeffbom", "Title": "nan"},
    {"Company": "a,b;c|d^e`f\tg", "Title": "'"},
    {"LastName": "李", "FirstName": "小龍", "Name": "李小龍", "Company": "株式会社サンプル"},
    {"Email": None, "Phone": None, "FirstName": None, "LeadSource": None},
    {"Description": "<script>alert(1)</script> & co", "Company": "<b>Bold</b> & Sons"},
)
OPPORTUNITIES: tuple[dict[str, Any], ...] = (
    {"Name": "NA"},
    {"Name": 'Line "A", building 2', "Amount": None},
    {"Description": "nul\x00inside", "NextStep": "None"},
    {"Name": "Größe 🚀 Pilot", "Description": "two\nlines\r\nand more"},
    {"Name": "1234567890", "Amount": 0.0},
    {"NextStep": "\\.", "Description": "\\.\n"},
    {"NextStep": "n/a", "Amount": 99_999.99},
)


def spots(count: int, kinds: int) -> dict[int, int]:
    """Which of `count` rows are odd, and in which way; every kind appears where rows allow."""
    step = max(7, count // (kinds * 3))
    return {place: number % kinds for number, place in enumerate(range(5, count, step))}
