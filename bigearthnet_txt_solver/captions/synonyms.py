"""Synonyms: the words that the grammar of captions lets stand for one another.

Example: "LARGEST = (largest|biggest)"; a part may name parts above it.
"""

from __future__ import annotations

SYNONYMS = r"""
FRAME =
    (scene|image|patch|picture|view|frame|square|section|snapshot|excerpt|landscape|panorama|cutout)
PICTURE = (((the|this) (scene|image|picture|view|snapshot|satellite image|photograph|satellite
    view|aerial view|satellite picture|satellite scene|frame)))
SHOWS =
    (shows|depicts|presents|captures|displays|reveals|portrays|pictures|records|exhibits|features)
CLASSES = (land cover classes|classes of land cover|types of land cover|kinds of land cover|land
    covers|sorts of land cover|categories of land cover)
CONNECTED = (connected|continuous|unbroken|contiguous|coherent|undivided|uninterrupted)
SEPARATE = (separate|distinct|disconnected|individual|detached|isolated|unconnected)
REGION = (region|area|piece|stretch|block|tract|expanse|body)
REGIONS = (regions|areas|pieces|stretches|parts|parcels|plots|tracts)
LARGEST = (largest|most extensive|biggest|widest|greatest)
TOUCHES = (@border|@touch|@adjoin|@meet|@abut|@flank|@neighbor|@fringe|@edge)
BESIDE = (next to|beside|alongside|by the side of|right next to|close against|up against)
ENTIRELY = (entirely|wholly|completely|exclusively|altogether|solely|fully)
BOUNDARY = (boundary|border|common boundary|common border|frontier|shared border|shared
    boundary|dividing line)
LIES = (@lie|@sit|@appear|@be found|@be located|@be situated|@be set|@be placed|@be seen|@be
    visible|@show up|@be spotted)
MOST = (most|the greater part|the better part|the larger part|the bulk|the majority|the lion's
    share|the main part)
MARGIN = (edge|side|margin|rim|border|fringe)
MOSTLY = (mostly|mainly|largely|predominantly|chiefly|principally|primarily|for the most part|above
    all|in the main|by and large|overwhelmingly)
WHOLE = ((the|this) FRAME)
PARTS = ((smaller|lesser|more modest|more limited)
    (parts|areas|shares|stretches|portions|tracts|expanses|sections|slices)|a (smaller|lesser|more
    modest|more limited) (part|area|share|stretch|portion|tract|expanse|section|slice))
BITS = ((small|minor|slight|narrow|tiny|little|marginal)
    (parts|areas|shares|portions|bits|fractions|corners|pockets)|a
    (small|minor|slight|narrow|tiny|little|marginal)
    (part|area|share|portion|bit|fraction|corner|pocket))
"""
