"""Synonyms: the words that the grammar of captions lets stand for one another.

Example: "LARGEST = (largest|biggest)"; a part may name parts above it.
"""

from __future__ import annotations

SYNONYMS = r"""
FRAME = (scene|image|picture|view|area|landscape|square|frame|satellite image|patch|satellite
    scene|satellite view|satellite picture|place|site|photograph|section|tile|snapshot|satellite
    photo|satellite photograph|terrain|excerpt|window|overhead view|image tile|locality|map
    square|photo|satellite snapshot)
PICTURE = ((the|this) (scene|image|picture|view|satellite image|photograph|satellite view|satellite
    picture|satellite scene|frame|photo|overhead view|overhead image|snapshot|satellite
    photo|satellite photograph|overhead picture|tile|image tile|satellite snapshot|excerpt))
SHOWS = (shows|depicts|presents|captures|displays|reveals|portrays|features|takes
    in|covers|encompasses|contains|records|documents|offers a look at|brings into
    view|pictures|exhibits|illustrates|gives a view of|looks down on|provides a view of|lets one
    see|frames|offers a glimpse of|allows a look at|represents|gives an impression of|makes visible)
SEES = (PICTURE SHOWS|what (one sees|can be seen|is seen|comes into view|meets the eye|is shown|is
    visible|lies before one|appears) (here |)is)
CLASSES = (land cover classes|classes of land cover|types of land cover|kinds of land cover|land
    cover types|categories of land cover|forms of land cover|different land covers|different
    classes)
CONNECTED =
    (connected|continuous|unbroken|contiguous|coherent|undivided|uninterrupted|cohesive
    |closed|seamless)
SEPARATE = (separate|distinct|disconnected|individual|detached|isolated|unconnected|discrete
    |stand-alone|disjoint|different)
REGION = (region|area|piece|stretch|block|tract|expanse|zone|section|unit)
REGIONS = (regions|areas|pieces|stretches|parts|parcels|tracts|blocks|fragments|zones|sections
    |units|pockets)
LARGEST = (largest|most extensive|biggest|most sizable)
GREATEST = (largest|greatest|biggest|most substantial)
BESIDE = (next to|beside|alongside|right next to|adjacent to|directly beside|close
    beside|immediately beside|immediately next to|side by side with|right beside)
ENTIRELY = (entirely|wholly|completely|fully|exclusively|solely)
BOUNDARY = ((common |shared |)(boundary|border)|dividing line)
LIES = (@lie|@be found|@be located|@be situated|@sit|@appear|@be visible|@occur|@be positioned|@be
    centered|@be placed|@be seen|@be set|@show up|@be discernible)
MOST = (most|the greater part|the better part|the larger part|the bulk|the majority|the main
    part|the major part|more than half|over half|much|a large part|the larger portion|the major
    portion|the larger share|the main portion|the chief part|the principal part|the main share|more
    than one half|the bigger part|a good half|the predominant part|a majority|the best part)
MARGIN = (edge|side|margin|border|limit|boundary)
SIDES = (edges|sides|margins|borders|limits|boundaries)
MOSTLY = (mostly|mainly|largely|predominantly|chiefly|primarily|for the most part|in large part|in
    the main|principally|to a large extent|for the greater part|above all|in great part|to a great
    extent|first and foremost)
KINDS = (classes|covers|land covers|land cover classes|land cover types|ground covers)
SORTOF = (class|cover|land cover|land cover class|land cover type|ground cover)
LINES = (the (boundaries|borders|dividing lines|boundary lines) between (the classes|classes|the
    covers|the land covers|one class and the next)|all (boundaries|borders|dividing lines) between
    (the classes|classes|the covers)|the (class boundaries|class borders|boundaries of the classes))
ADDUP = (measure|add up to|come to|amount to|total|sum to|have a length of|reach|make)
TOUCHES = (@border on|@abut on|@border|@touch|@adjoin|@meet|@abut|@neighbor|@join|@flank|@be
    adjacent to|@be contiguous with|@make contact with|@share an edge with|directly
    (@adjoin|@border))
GROUND = (area|landscape|terrain|surface)
WHOLE = ((the|this) FRAME|the GROUND (shown here|in view|shown|seen here|pictured here|captured
    here|on view|under study|imaged here)|the
    (visible|pictured|imaged|observed|photographed|surveyed|depicted|displayed|mapped|portrayed
    |scanned|recorded|captured|examined|studied)
    (GROUND|section|stretch|site|place)|the (whole|entire)
    (scene|picture|area|frame|view|tile|image|landscape))
SURFACE = (surface|space|ground|area)
OTHER = (all of the other KINDS|all the others|every other SORTOF|all other KINDS|each of the other
    KINDS|all the remaining KINDS|the rest of the KINDS|every remaining SORTOF|each of the
    others)
SMALLER = (smaller|more modest|less extensive|more limited|lesser|less sizable)
PARTS = (SMALLER (parts|shares|portions|fractions)|a SMALLER (part|share|portion|fraction))
AREAS = (SMALLER (areas|stretches|tracts|expanses|patches|sections|zones|parcels)|a SMALLER
    (area|stretch|tract|expanse|patch|section|zone|parcel))
SMALL = (small|minor|tiny|modest|very small|marginal|limited|slight|slender|very modest)
BITS = (SMALL (parts|shares|portions|fractions)|a SMALL (part|share|portion|fraction))
SPOTS = ((small|tiny|very small|little|minor|modest|limited)
    (areas|pockets|pieces|spots|bits|fragments|patches|parcels|plots)|a (small|tiny|very
    small|little|minor|modest|limited)
    (area|pocket|piece|spot|bit|fragment|patch|parcel|plot))
TRACES = ((tiny |small |mere |faint |scattered |bare |isolated |minute |scant |)traces
    |(tiny |fine |)slivers|(single |tiny |)specks|flecks|scraps|dots)
"""
