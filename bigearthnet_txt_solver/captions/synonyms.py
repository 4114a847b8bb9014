"""Synonyms: the words that the grammar of captions lets stand for one another.

Example: "LARGEST = (largest|biggest)"; a part may name parts above it.
"""

from __future__ import annotations

SYNONYMS = r"""
FRAME =
    (scene|image|patch|picture|view|frame|square|section|snapshot|excerpt|landscape|panorama
    |cutout|photo|vista|plot|canvas|window|extract|setting|site|tableau)
PICTURE = (((the|this) (scene|image|picture|view|snapshot|satellite image|photograph|satellite
    view|aerial view|satellite picture|satellite scene|frame|shot|overhead view|photo)))
SHOWS =
    (shows|depicts|presents|captures|displays|reveals|portrays|pictures|records|exhibits|features
    |unveils|discloses|lays
    out|brings into view|offers)
CLASSES = (land cover classes|classes of land cover|types of land cover|kinds of land cover|land
    covers|sorts of land cover|categories of land cover|varieties of land cover|ground covers|forms
    of land cover)
CONNECTED =
    (connected|continuous|unbroken|contiguous|coherent|undivided|uninterrupted|cohesive|compact
    |joined-up|seamless)
SEPARATE = (separate|distinct|disconnected|individual|detached|isolated|unconnected|discrete)
REGION = (region|area|piece|stretch|block|tract|expanse|body|zone|mass|swath|unit)
REGIONS = (regions|areas|pieces|stretches|parts|parcels|plots|tracts|zones|fragments|sections|units)
LARGEST = (largest|most extensive|biggest|widest|greatest|broadest|amplest)
TOUCHES =
    (@border|@touch|@adjoin|@meet|@abut|@flank|@neighbor|@fringe|@edge|@join|@bound|@skirt|@contact)
BESIDE = (next to|beside|alongside|by the side of|right next to|close against|up against|adjacent
    to|side by side with|shoulder to shoulder with|in touch with)
ENTIRELY = (entirely|wholly|completely|exclusively|altogether|solely|fully|purely|utterly|totally)
BOUNDARY = (boundary|border|common boundary|common border|frontier|dividing line|line of
    contact|joint border|joint boundary)
LIES = (@lie|@sit|@appear|@be found|@be located|@be situated|@be set|@be placed|@be seen|@be
    visible|@show up|@be spotted|@rest|@be positioned|@emerge|@stand out|@nestle|@be to be found)
MOST = (most|the greater part|the better part|the larger part|the bulk|the majority|the lion's
    share|the main part|the major part|the best part)
MARGIN = (edge|side|margin|rim|border|fringe)
MOSTLY = (mostly|mainly|largely|predominantly|chiefly|principally|primarily|for the most part|above
    all|in the main|by and large|overwhelmingly|first and foremost|in large part)
SORT = (||present |depicted |whole )
KINDS = (classes|covers|surfaces|elements|land covers)
SORTOF = (class|cover|surface|element|land cover)
SIDES = (edges|sides|margins|rims|borders|fringes)
WHOLE = ((the|this) (SORT)(FRAME)|(the|this) FRAME(| at hand| before us| as a whole| on view| below|
    shown here))
OTHER = (all of the other KINDS|all the others|every other SORTOF|each of the other KINDS|every one
    of the other KINDS|all the remaining KINDS|the rest of the KINDS)
PARTS = ((smaller|lesser|slighter|slimmer|narrower|humbler|scantier|more modest|less extensive)
    (parts|areas|shares|stretches|portions|tracts|expanses|sections|slices|pieces|chunks|zones)|a
    (smaller|lesser|slighter|slimmer|narrower|humbler|scantier|more modest|less extensive)
    (part|area|share|stretch|portion|tract|expanse|section|slice))
BITS = ((small|minor|slight|narrow|tiny|little|marginal|modest|meager|scant|negligible|trifling)
    (parts|areas|shares|portions|bits|fractions|corners|pockets)|a
    (small|minor|slight|narrow|tiny|little|marginal|modest|meager|scant|negligible|trifling)
    (part|area|share|portion|bit|fraction|corner|pocket))
"""
