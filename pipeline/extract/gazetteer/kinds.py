"""The kinds of names in the packaged gazetteer.

They are bits of integers, not an `enum.Flag`, whose arithmetic takes ten times as long: every name
of every document is looked up.
"""

Kind = int

COUNTRY: Kind = 1  # and other places that everybody knows: US states, regions, capitals
CITY: Kind = 2  # 100,000 people or more
TOWN: Kind = 4
CLUB: Kind = 8
BODY: Kind = 16  # parties, authorities, courts, unions, media
COMPANY: Kind = 32  # and bands
AMBIGUOUS: Kind = 64  # also a common word, a surname or a first name
PRODUCT: Kind = 128
EVENT: Kind = 256  # and feasts

NOTHING: Kind = 0
PLACE: Kind = COUNTRY | CITY | TOWN
ORGANIZATION: Kind = CLUB | BODY | COMPANY
THING: Kind = PRODUCT | EVENT
