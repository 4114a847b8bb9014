"""Predicates: what captions say of one class, each wording with the claim that it makes.

Read `parts` first. Example: "pastures" may "form a single region", "border inland waters", or both:
"pastures form a single region and border inland waters".
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

PREDICATES = table(r"""
regions = (@form|@make up|@make) (a single|one|just one|one single) CONNECTED REGION
regions = @come (as|in) (a single|one) CONNECTED REGION
regions = @be (all of a piece|in one piece|undivided|unbroken|a single CONNECTED REGION)
regions = (@hold|@hang) together (as|in) (one|a single) CONNECTED REGION
regions = (@lie|@stay|@remain) in one piece
regions = @be (gathered|united|joined) in (one|a single) CONNECTED REGION
regions = @be (split|divided|broken up|separated|parted|cut up|subdivided|splintered) into N
    (SEPARATE |)REGIONS
regions = (@consist of|@come in|@appear in|@occur in|@break into|@break up into|@be made up of|@be
    found in|@be present in) N SEPARATE REGIONS
regions = @be (spread|scattered|distributed|strewn|dispersed) over N SEPARATE REGIONS
place of largest = @have (its|their) LARGEST (REGION|part|piece|single piece) NEAR
place of largest = @have (its|their) (main|principal|chief) (REGION|part|piece|body) NEAR
place of largest = @be most extensive NEAR
place of largest = @reach (its|their) greatest extent NEAR
size of largest = (@reach|@measure|@cover) SHARE in (its|their) LARGEST REGION
size of largest = @have SHARE in (its|their) LARGEST REGION
place = LIES NEAR
half = (@lie|@be found|@be located|@stay|@remain|@sit|@be situated|@be contained) ENTIRELY
    (in|within|inside) the HALF
half = @keep (entirely|wholly|strictly|fully) to the HALF
half = @be (confined|restricted|limited|bound) to the HALF
half = @do not (@leave|@go beyond|@stray from|@extend beyond|@reach beyond) the HALF
no edge = (@keep|@stay|@remain) clear of (all four edges|every edge|the edges of WHOLE)
no edge = (@reach|@touch|@meet) (none of the (four |)edges|no edge of WHOLE)
no edge = @do not (@reach|@touch|@extend to|@run up to) (any edge|any of the four edges|the edges of
    WHOLE)
no edge = (@keep|@stay|@remain) away from (all four edges|every edge|the edges of WHOLE)
all edges = (@reach|@touch|@extend to|@come up to|@meet|@run out to|@stretch to) (all four
    SIDES|every MARGIN|all the SIDES|each of the four SIDES|all SIDES|the SIDES all around)( of
    WHOLE|)
edges = (@reach|@touch|@extend to|@come up to|@run up to|@meet|@run out to|@stretch to|@attain|@abut
    on|@end at|@lead up to|@continue to) the EDGES (edge|side|margin|rim|border|fringe|limit)(s|)(
    of WHOLE|)
all edges but = (@reach|@touch|@extend to|@come up to|@meet|@run out to|@stretch to) (every|each)
    MARGIN (but|except|save|other than|apart from) the EDGE one
whole edge = (@line|@follow|@run along|@fill|@take up|@occupy|@hug|@cover) the
    (whole|entire|complete|full) EDGE MARGIN
along = (@line|@follow|@run along|@occupy|@hug|@skirt|@take up) the EDGE MARGIN (for|over) LENGTH
along = (@reach|@touch|@meet) the EDGE MARGIN, along which (it|they)
    (@run|@extend|@stretch|@continue|@lie) (for|over) LENGTH
spans columns = (@stretch|@extend|@reach|@run|@continue) from the (western to the eastern|eastern to
    the western|left to the right) MARGIN
spans columns = (@cross|@traverse|@span|@cut across) WHOLE (from (west to east|east to west|side to
    side|left to right)|horizontally|sideways)
spans rows = (@stretch|@extend|@reach|@run|@continue) from the (northern to the southern|southern to
    the northern|upper to the lower) MARGIN
spans rows = (@cross|@traverse|@span|@cut across) WHOLE (from (north to south|south to north|top to
    bottom)|vertically)
touches all = TOUCHES OTHER
touches all = @have OTHER for a neighbor
touches all = @be in contact with OTHER
touches all = @be bordered by OTHER
touches none = TOUCHES none of the other KINDS
touches none = @have no neighbor among the other KINDS
touches none = @keep apart from OTHER
only = TOUCHES (only|just|nothing but|no class but|no class other than) B
only = @have (only|just|nothing but) B (as (its|their) neighbor|for a neighbor|beside
    (it|them)|around (it|them))
only = @have no (other neighbor than|neighbor other than|neighbor but|neighbor apart from) B
touches each = TOUCHES BLIST
touches each = TOUCHES BLIST
touches each = (@lie|@be|@sit|@appear) BESIDE BLIST
touches each = @share a BOUNDARY with BLIST
touches each = @be (bordered|flanked|fringed|edged) by BLIST
touches each = (@come|@run|@stretch|@reach) up to BLIST
touches each = @give way to BLIST
touches each = @pass into BLIST
touches each = @be in contact with BLIST
touches each = @have a BOUNDARY with BLIST
touches each = @be joined by BLIST
enclosed = @be (surrounded|enclosed|encircled|ringed|hemmed in|framed) (entirely |completely |wholly
    |on all sides |)by B
enclosed = @lie (entirely|wholly|completely) (within|inside) B
boundary = (@meet|@border|@touch|@adjoin|@abut|@face) B (along|over) (a
    (line|boundary|stretch|front|border) of |)LENGTH
boundary = @share a(KIND) BOUNDARY of LENGTH with B
boundary = @share LENGTH of (boundary|border) with B
boundary = @have a(KIND) BOUNDARY of LENGTH with B
longest = (@have|@share) (its|their) longest BOUNDARY with B
longest = (@border|@meet|@touch|@adjoin) B along (its|their) longest BOUNDARY
longest = (@border|@meet|@touch|@adjoin) B (more than any other class|longer than any other
    class|most of all)
apart = @do not (@touch|@meet|@border|@adjoin|@reach|@neighbor) B
apart = (@keep|@stay|@remain|@lie) (apart|away|separate) from B
apart = @have no (contact|boundary|border) with B
apart = (@keep|@stay|@remain) clear of B
seen = LIES SEEN B
ratio = @be (about|roughly|around|approximately|some) TIMES as (extensive|large|big|widespread) as B
ratio = (@cover|@take up|@occupy) (about|roughly|around|approximately|some) TIMES the
    (area|space|surface|ground) of B
equal = @be about as (extensive|large|big) as B
equal = (@cover|@take up|@occupy) about as much (ground|area|space|surface) as B
equal = (@rival|@match|@equal) B (in area|in extent|in size)
rank = @be the NTH(LARGEST) (class|of the classes|cover|of the covers|surface)
rank = (@rank|@come|@stand) PLACE (by area|in area|by extent|in size|by size)
smallest = @be the (smallest|least extensive) (class|of the classes|cover|of the covers|surface)
smallest = (@come|@rank) last (by area|in area|by extent|in size|by size)
""")
