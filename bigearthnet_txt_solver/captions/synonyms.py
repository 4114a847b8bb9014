"""Synonyms: the words that the grammar of captions lets stand for one another.

Example: "LARGEST = (largest|biggest)"; a part may name parts above it.
"""

from __future__ import annotations

SYNONYMS = r"""
FRAME = (scene|image|picture|view|area|landscape|square|frame|satellite image|patch|satellite
    scene|satellite view|satellite picture|place|site|photograph|section|tile)
PICTURE = ((the|this) (scene|image|picture|view|satellite image|photograph|satellite view|satellite
    picture|satellite scene|frame|photo|overhead view|overhead image))
SHOWS = (shows|depicts|presents|captures|displays|reveals|portrays|features|takes
    in|covers|encompasses|contains|records|documents|offers a look at|brings into view)
SEES = (PICTURE SHOWS|what (one sees|can be seen|is seen|comes into view|meets the eye|is shown)
    (here |)is)
CLASSES = (land cover classes|classes of land cover|types of land cover|kinds of land cover|land
    cover types|categories of land cover|forms of land cover|different land covers|different
    classes)
CONNECTED =
    (connected|continuous|unbroken|contiguous|coherent|undivided|uninterrupted|compact|cohesive
    |closed)
SEPARATE = (separate|distinct|disconnected|individual|detached|isolated|unconnected|discrete)
REGION = (region|area|piece|stretch|block|tract|expanse|zone|section)
REGIONS = (regions|areas|pieces|stretches|parts|parcels|tracts|blocks|fragments|zones|sections)
LARGEST = (largest|most extensive|biggest)
GREATEST = (largest|greatest|biggest)
TOUCHES = (@border on|@abut on|@border|@touch|@adjoin|@meet|@abut|@neighbor|@join|@flank)
BESIDE = (next to|beside|alongside|right next to|adjacent to|directly beside|close beside)
ENTIRELY = (entirely|wholly|completely|fully|exclusively)
BOUNDARY = (boundary|border|common boundary|common border)
LIES = (@lie|@be found|@be located|@be situated|@sit|@appear|@be visible|@occur|@be positioned|@be
    centered|@be placed|@be seen)
MOST = (most|the greater part|the better part|the larger part|the bulk|the majority|the main
    part|the major part|more than half|over half|much|a large part|the larger portion|the major
    portion|the larger share|the main portion)
MARGIN = (edge|side|margin|border)
SIDES = (edges|sides|margins|borders)
MOSTLY = (mostly|mainly|largely|predominantly|chiefly|primarily|for the most part|in large part)
KINDS = (classes|covers|land covers|land cover classes|land cover types)
SORTOF = (class|cover|land cover|land cover class|land cover type)
WHOLE = ((the|this) FRAME|the (area|landscape) (shown here|in view|shown|in the image|in the
    picture|in the frame)|the
    (visible|pictured|imaged|observed|photographed|surveyed|depicted|displayed|mapped|portrayed)
    (area|landscape)|the (scene|area|image|landscape) as a whole)
OTHER = (all of the other KINDS|all the others|every other SORTOF|all other KINDS|each of the other
    KINDS|all the remaining KINDS)
PARTS = ((smaller|more modest|less extensive|more limited) (parts|shares|portions)|a (smaller|more
    modest|less extensive|more limited) (part|share|portion))
AREAS = ((smaller|more modest|less extensive|more limited) (areas|stretches|tracts|expanses)|a
    (smaller|more modest|less extensive|more limited) (area|stretch|tract|expanse))
BITS = ((small|minor|tiny|modest|very small|marginal|limited|slight)
    (parts|shares|portions|fractions)|a (small|minor|tiny|modest|very small|marginal|limited|slight)
    (part|share|portion|fraction))
SPOTS = ((small|tiny|very small|little) (areas|pockets|pieces|spots|bits|fragments)|a
    (small|tiny|very small|little) (area|pocket|piece|spot|bit|fragment))
"""
