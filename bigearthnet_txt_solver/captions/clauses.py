"""Clauses: the wordings of whole sentences in captions, each with the claims that it makes.

Read `parts` first. Example: "N CLASSES meet here" says how many classes the patch has.
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

CLAUSES = table(r"""
country, season, climate = WHOLE was SHOT (in|over) COUNTRY (in|during) SEASON(, in ZONE|)
country, season, climate = SHOT (in|during) SEASON, WHOLE (shows|covers|depicts) (a place|an area|a
    piece of ground|a square of land or water) in COUNTRY(, in ZONE|)
country, season, climate = here COUNTRY is seen (in|during) SEASON(, in ZONE|)
country, season, climate = it is SEASON in this (scene|image|view|picture) (from|of) COUNTRY(, in
    ZONE|)
country, season, climate = (this|here) is an? SEASON (scene|image|view|picture) (from|of|over)
    COUNTRY(, in ZONE|)
country, season, climate = the (overpass|acquisition|recording) took place (in|during) SEASON, over
    COUNTRY(, in ZONE|)
country, season, climate = WHOLE lies in COUNTRY and was SHOT in SEASON(, in ZONE|)
country, season = COUNTRY in SEASON: that is the setting of WHOLE
country, season, climate = WHOLE comes from COUNTRY, where it was SHOT (in|during) SEASON(, in
    ZONE|)
country, season, climate = the place is in COUNTRY, the time of year is SEASON(, in ZONE|)
climate = the (climate|climate here|local climate) is (classed|described|mapped|given) as QUOTED
climate = the (place|area|location|site) lies in ZONE
climate = the climate zone is (called |)QUOTED
climate = DESCRIBED (prevails here|prevails|is typical of the place)
classes = N CLASSES (share|make up|divide|fill|appear in|occur in|are found in|are present in|can be
    told apart in) WHOLE
classes = WHOLE (holds|contains|shows|includes|displays|comprises|is made up of|is divided among|is
    composed of) N CLASSES
classes = N CLASSES (meet|come together|lie side by side|are found together) (here|in WHOLE)
classes = (there are|one finds|one can tell apart) N CLASSES in WHOLE
one class = WHOLE (holds|contains|shows|includes) (only|just|no more than) (one|a single) CLASS
one class = (only|just) (one|a single) CLASS (occurs|appears|is present|is found) in WHOLE
no primary, leading = no (class|single class|land cover class) (covers|takes up|reaches|holds) (more
    than|over) (a quarter|25%) of WHOLE; the LARGEST (class |one |)is ITEMS
no primary, leading = the LARGEST class, (with less than|though not above|yet below|but no more
    than) (a quarter|25%) of WHOLE, is ITEMS
no primary, leading = WHOLE has no (dominant|leading|prevailing|main) class: the LARGEST (of them
    |class |)is ITEMS
primary, most = ITEMS (dominates?|prevails? in|makes? up most of|covers? most of|takes? up most
    of|occup(y|ies) the greater part of|fills? more than half of) WHOLE
primary, most = (most|the greater part|more than half) of WHOLE (is covered by|is taken up
    by|belongs to|consists of|is occupied by|goes to) ITEMS
primary, most = WHOLE is (dominated by|for the most
    part|mostly|mainly|largely|predominantly|chiefly) ITEMS
primary, most = the (dominant|prevailing|predominant) (class|land cover|cover) of WHOLE is ITEMS
primary, leading = the (LARGEST class|main land cover|leading class|LARGEST land cover) (of WHOLE
    |)is ITEMS
primary, leading = ITEMS (makes?|takes?) up the (largest|biggest|main) (part|share|portion) of WHOLE
primary, leading = ITEMS (leads? by area|comes? first by area|covers? the largest area|has the
    largest share|have the largest share)
primary, most = (together, |between them, |jointly, |)ITEMS (cover|make up|fill|take up|account
    for|occupy) (most|the greater part|more than half) of WHOLE
primary = the (main|principal|leading|most important) (classes|land cover classes|types of land
    cover|covers) (of WHOLE |)are ITEMS
primary, most = WHOLE (consists mainly of|is mainly made up of|is mostly|is largely|is shared mainly
    by|is chiefly) ITEMS
secondary = ITEMS (follows?|comes? next|comes? after that|adds? to this|joins? in|is also
    present|are also present|(is|are) found as well)
secondary = (smaller|lesser|secondary|further) (parts|shares|areas) (of WHOLE |)(are covered
    by|belong to|are taken up by|go to|consist of) ITEMS
secondary = ITEMS (takes? up|occup(y|ies)|covers?|has|have|holds?) (smaller|lesser|secondary)
    (parts|shares)( of WHOLE|)
sizes = WHOLE (also|further|moreover|in addition) (holds|contains|includes|shows|comprises|has) OFS
sizes = (besides|beyond that|next to this|alongside), WHOLE (holds|contains|includes|shows) OFS
sizes = TURN
marginal = (only|just|merely) (marginal|minor|small) (areas|parts|shares|portions) (of WHOLE
    |)(belong to|are covered by|go to|consist of) ITEMS
marginal = ITEMS (takes? up|covers?|occup(y|ies)|fills?|holds?) (only|just|merely|no more than) (a
    marginal|a minor|a small) (area|share|part)( each|)
marginal = (to a marginal extent|in small amounts|in minor shares|on small areas), WHOLE also
    (holds|contains|includes|shows) ITEMS
marginal = (smallest|least) in area(, in WHOLE,|) (is|are) ITEMS
marginal = ITEMS (stays?|remains?) (below|under) (5%|a twentieth) of WHOLE( each|)
entire = A (covers?|fills?|occup(y|ies)|takes? up) (the entire|the whole|all of the|the complete)
    (scene|image|patch|picture|view|frame|square)(: ALL|)
entire = (all|the whole|every pixel|every hectare|every part|the entirety|the full extent) of WHOLE
    (is|belongs to|is covered by|consists of) A(: ALL|)
entire = WHOLE is ENTIRELY (covered by|made up of|taken up by|filled by|given to) A(: ALL|)
entire = WHOLE (shows|contains|holds|includes) (nothing but|nothing other than|only|solely) A(:
    ALL|)
entire = (nothing but|only) A (is|are) (found|seen|present|visible) in WHOLE(: ALL|)
entire = (nothing but|only) A (appears?|occurs?) in WHOLE(: ALL|)
only class, size = A (is|are) the only class (present|that occurs|to be found) (in WHOLE |)and
    (covers?|takes? up|occup(y|ies)|extends? over) SIZE
rest = SHARE of WHOLE (belongs to none of (these|the) classes|is covered by none of (these|the)
    classes|has no class assigned|has no class|is left without a class|falls outside all
    classes|remains unclassified|lies outside the classes)
nothing = no part of WHOLE belongs to any (of the land cover classes|land cover class)
nothing = none of the (nineteen |)(land cover classes|classes) (occurs|is found|is present) in WHOLE
total regions = (in all|altogether|in total|all told|all classes taken together), N CONNECTED
    REGIONS (make up|form|can be counted in|lie in) WHOLE
total regions = WHOLE (falls apart|breaks up|is divided|can be divided) into N CONNECTED REGIONS(
    SUM|)
total regions = the number of CONNECTED REGIONS (in WHOLE |)(is|comes to|amounts to) N
mean region = on average, (an?|one) CONNECTED REGION (measures|covers|holds|has) SHARE
mean region = the (mean|average) size of an? CONNECTED REGION is SHARE
mean region = SHARE is the (mean|average) size of an? CONNECTED REGION
biggest region = the LARGEST CONNECTED REGION( of all| of WHOLE|) (is|belongs to|consists of) A (and
    (covers|measures|takes up)|with) SIZE
biggest region = no CONNECTED REGION is larger than one of A (with|of) SIZE
biggest region = (at|with) SIZE, one REGION of A is the LARGEST (of all|in WHOLE|of WHOLE)
mosaic = WHOLE (is|forms|shows|looks like) a (mosaic|patchwork|puzzle) of (many |)small REGIONS
mosaic = (many |)small REGIONS (give WHOLE the look of|turn WHOLE into|make WHOLE) a
    (mosaic|patchwork|puzzle)
uniform = no (boundary|border) (of any kind |)(crosses|runs through|divides) WHOLE
uniform = (nothing else|no other class) (interrupts|breaks up) WHOLE
uniform = WHOLE is (uniform|the same|of one kind) (throughout|all over|from edge to edge)
uniform = there is no (boundary|border) (between classes |)(anywhere |)in WHOLE
fragmented = WHOLE is (strongly|highly|much) (fragmented|broken up|divided)
fragmented = the (pattern|cover|mosaic) of WHOLE is (strongly|highly) fragmented
blocks = (a few|only a few|few but) large (blocks|areas|pieces) (make up|form|share) WHOLE
blocks = WHOLE is (made up|composed) of (a few|only a few) large (blocks|areas|pieces)
blocks = the (pattern|arrangement) of WHOLE is (simple|coarse): (a few|only a few) large
    (blocks|areas|pieces)
compact = one (large|vast|broad) CONNECTED REGION (fills|takes up|covers|holds) more than three
    quarters of WHOLE
compact = more than three quarters of WHOLE (lie in|belong to|form) one CONNECTED REGION
even = the classes (have|take|hold) (nearly even|fairly even|rather even|well balanced|similar)
    shares( of WHOLE|)
even = WHOLE is (shared|divided) (fairly|rather|quite) evenly (among|between) the classes
even = no class (clearly |)outweighs the others by far
uneven = the (shares|areas) of the classes are (very |quite |rather |)uneven
uneven = WHOLE is (shared|divided) (very |quite |rather |)unevenly (among|between) the classes
uneven = the classes (differ widely|differ strongly|differ much) in (area|size|extent)
boundaries = (in all|altogether|in total|taken together|end to end), the (boundaries|borders)
    between (the |)classes (measure|add up to|come to|run for) LENGTH
boundaries = the (boundaries|borders) between (the |)classes (measure|add up to|come to|run for)
    LENGTH( SUM|)
boundaries = classes (meet|border on each other|touch) along LENGTH( of BOUNDARY|) SUM
density = (on|for) every hectare( of WHOLE|)(, there are|, one finds|, one counts) DIGITS meters of
    boundary( on average|)
density = the (edge density|density of edges) (is|comes to|amounts to) DIGITS (meters|m) per hectare
longest of all = the longest BOUNDARY( of all| of WHOLE|), (with |at |)LENGTH, (is|lies|runs)
    between A and B
longest of all = no (boundary|border) is longer than (the one|that) between A and B, (with|at)
    LENGTH
longest of all = A and B (share|have) the longest BOUNDARY( of all|), LENGTH
boundary = A and B (share|have in common) LENGTH of BOUNDARY
boundary = A and B (meet|touch|border on each other|adjoin) (along|over) LENGTH
boundary = the BOUNDARY (between|of) A and B (is|measures|runs for|has a length of) LENGTH( long|)
boundary = between A and B (runs|lies) (a BOUNDARY of |)LENGTH( of BOUNDARY|)
apart = (nowhere|at no point) do A and B (touch|meet|border on each other)
apart = A and B do not (touch|meet)
apart = A and B are apart
size = (together|taken together|jointly|between them), A and B (cover|take up|hold|account for|make
    up|amount to) SIZE
size = A and B (together|jointly|combined) (cover|take up|hold|account for|make up|amount to) SIZE
whole edge = the (whole|entire|complete) EDGE MARGIN( of WHOLE|) (is lined by|belongs to|is taken up
    by|consists of) A
whole edge = along the (whole|entire|complete) EDGE MARGIN( of WHOLE|) (lies?|runs?|stretch(es)?) A
edge = the EDGE MARGIN( of WHOLE|) is (shared by|lined by|made up of|divided among) ALONG
edge = along the EDGE MARGIN( of WHOLE|) (lie|run|are found) ALONG
seen = SEEN B (lies?|(is|are) found|(is|are) located|sits?|(is|are) situated) A
""")
