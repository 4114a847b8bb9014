"""Synonyms: the words that the grammar of captions lets stand for one another.

Example: "LARGEST = (largest|biggest)"; a part may name parts above it.
"""

from __future__ import annotations

SYNONYMS = r"""
FRAME = (scene|image|picture|view|area|landscape|square|frame|satellite image|patch|satellite
    scene|satellite view|satellite picture|place|site|photograph|section|tile|snapshot|satellite
    photo|satellite photograph|terrain|overhead view|overhead image|image tile|locality|map
    square|photo|satellite snapshot)
PICTURE = ((the|this) (scene|image|picture|view|satellite image|photograph|satellite view|satellite
    picture|satellite scene|frame|photo|overhead view|overhead image|snapshot|satellite
    photo|satellite photograph|overhead picture|tile|image tile|satellite snapshot))
SHOWS = (shows|depicts|presents|captures|displays|reveals|portrays|features|takes
    in|covers|encompasses|contains|records|documents|offers a look at|brings into
    view|pictures|exhibits|illustrates|gives a view of|looks down on|provides a view of|frames
    |offers a glimpse of|allows a look at|represents|gives an overview of)
SEES = (PICTURE SHOWS|what (one sees|can be seen|is seen|comes into view|meets the eye|is shown|is
    visible|appears) (here |)is)
CLASSES = (land cover classes|classes of land cover|types of land cover|kinds of land cover|land
    cover types|categories of land cover|forms of land cover|different land covers|different
    classes)
CONNECTED =
    (connected|continuous|unbroken|contiguous|undivided|uninterrupted|cohesive|seamless|coherent)
SEPARATE = (separate|distinct|disconnected|individual|detached|isolated|unconnected|discrete
    |stand-alone|disjoint|different)
REGION = (region|area|piece|stretch|block|tract|expanse|zone|section)
REGIONS = (regions|areas|pieces|stretches|parts|tracts|blocks|zones|sections|expanses)
LARGEST = (largest|most extensive|biggest|most sizable)
GREATEST = (largest|greatest|biggest|most substantial)
BESIDE = (next to|beside|alongside|right next to|adjacent to|directly beside|close
    beside|immediately beside|immediately next to|side by side with|right beside)
ENTIRELY = (entirely|wholly|completely|fully|exclusively|solely)
BOUNDARY = ((common |shared |)(boundary|border))
LIES = (@lie|@be found|@be located|@be situated|@sit|@appear|@be visible|@occur|@be positioned|@be
    centered|@be seen|@be set|@show up)
MOST = (most|the greater part|the better part|the larger part|the bulk|the majority|the main
    part|the major part|more than half|over half|much|a large part|the larger portion|the major
    portion|the larger share|the main portion|the chief part|the
    lion's share|the principal part|the main share|more
    than one half|the bigger part|a good half|the best part)
MARGIN = (edge|side|margin|border|boundary)
SIDES = (edges|sides|margins|borders)
MOSTLY = (mostly|mainly|largely|predominantly|chiefly|primarily|for the most part|in large part|in
    the main|principally|to a large extent|for the greater part|in great part|to a great
    extent|in large measure)
KINDS = (classes|covers|land covers|land cover classes|land cover types|ground covers)
SORTOF = (class|cover|land cover|land cover class|land cover type|ground cover)
LINES = (the (boundaries|borders|dividing lines|boundary lines) between (the classes|classes|the
    covers|the land covers|one class and the next)|all (boundaries|borders|dividing lines) between
    (the classes|classes|the covers)|the (class boundaries|class borders|boundaries of the classes))
ADDUP = (measure|add up to|come to|amount to|total|sum to|have a length of|reach|make)
TOUCHES = (@border on|@abut on|@border|@touch|@adjoin|@meet|@abut|@neighbor|@be
    adjacent to|@be contiguous with|@make contact with|@share an edge with|directly
    (@adjoin|@border))
GROUND = (area|landscape|terrain|ground|scenery)
WHOLE = ((the|this) FRAME|the GROUND (shown here|in view|shown|seen here|pictured here|captured
    here|on view|under study|imaged here)|the
    (visible|pictured|imaged|observed|photographed|surveyed|depicted|mapped|recorded|studied
    |captured|displayed|portrayed|examined) (area|landscape|terrain|section|site|ground|scenery)|the
    (whole|entire) (scene|picture|area|frame|view|tile|image|landscape))
SURFACE = (surface|space|ground|area|terrain)
OTHER = (all of the other KINDS|all the others|every other SORTOF|all other KINDS|each of the other
    KINDS|all the remaining KINDS|the rest of the KINDS|every remaining SORTOF|each of the
    others)
SMALLER = (smaller|more modest|less extensive|more limited|comparatively small|relatively small|less
    substantial|more restricted)
PARTS = ((SMALLER|lesser) (parts|shares|portions|fractions)|a (SMALLER|lesser) (part|share|portion
    |fraction))
AREAS = (SMALLER (areas|stretches|tracts|expanses|patches|sections|zones)|a SMALLER
    (area|stretch|tract|expanse|patch|section|zone))
SMALL = (small|minor|tiny|modest|very small|marginal|limited|very modest)
BITS = (SMALL (parts|shares|portions|fractions)|a SMALL (part|share|portion|fraction))
SPOTS = ((small|tiny|very small|little|minor|modest)
    (areas|pockets|spots|fragments|patches|stretches|tracts|sections|zones)|a (small|tiny|very
    small|little|minor|modest)
    (area|pocket|spot|fragment|patch|stretch|tract|section|zone))
TRACES = ((tiny |small |mere |faint |scattered |bare |isolated |minute |scant |)traces
    |(tiny |fine |)slivers|(single |tiny |)specks|flecks|scraps|dots|(tiny |small )bits)
"""
