"""Predicates: what captions say of one class, each wording with the claim that it makes.

Read `parts` first. Example: "pastures" may "form a single region", "border inland waters", or both:
"pastures form a single region and border inland waters".
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

PREDICATES = table(r"""
regions = (@form|@make up) (a single|one|just one|only one) CONNECTED REGION
regions = @come (as|in) (a single|one) CONNECTED REGION
regions = @be (in one piece|undivided|unbroken|a single CONNECTED REGION)
regions = (@hold|@hang) together (as|in) (one|a single) CONNECTED REGION
regions = @lie in (one piece|a single CONNECTED REGION)
regions = (@consist of|@be made up of) (one|a single|just one) CONNECTED REGION
regions = @take the form of N SEPARATE REGIONS
regions = @be (split|divided|broken up|separated|subdivided) into N (SEPARATE |)REGIONS
regions = (@consist of|@come in|@appear in|@occur in|@break up into|@be made up of|@be found in) N
    SEPARATE REGIONS
regions = @be (spread|scattered|distributed|dispersed) (over|across) N SEPARATE REGIONS
place of largest = @have (its|their) LARGEST (REGION|part|piece|single piece) NEAR
place of largest = @have (its|their) (main|principal) (REGION|part|piece) NEAR
place of largest = @be most extensive NEAR
place of largest = @reach (its|their) greatest extent NEAR
size of largest = (@reach|@measure) SHARE in (its|their) LARGEST REGION
size of largest = @have SHARE in (its|their) LARGEST REGION
place = LIES NEAR
half = (@lie|@be found|@be located|@stay|@remain|@be situated|@be contained) ENTIRELY
    (in|within|inside) the HALF
half = @keep (entirely|wholly|strictly|fully) to the HALF
half = @be (confined|restricted|limited) to the HALF
half = (@occur|@appear|@lie|@be found|@be present|@be visible) only (in|within) the HALF
half = @be absent outside the HALF
half = @do not (@leave|@go beyond|@extend beyond|@reach beyond) the HALF
no edge = (@stop|@end) short of (all four edges|every edge|the edges of WHOLE)
no edge = @lie entirely in the interior of WHOLE
no edge = (@keep|@stay|@remain) clear of (all four edges|every edge|the edges of WHOLE)
no edge = (@reach|@touch|@meet) (none of the (four |)edges|no edge of WHOLE)
no edge = @do not (@reach|@touch|@extend to|@run up to) (any edge|any of the four edges|the edges of
    WHOLE)
no edge = (@keep|@stay|@remain) away from (all four edges|every edge|the edges of WHOLE)
all edges = (@reach|@touch|@extend to|@come up to|@meet|@run up to|@stretch to|@spread to) (all four
    SIDES|every MARGIN|each of the four SIDES|all SIDES)( of WHOLE|)
all edges = (@extend|@spread|@stretch) to the (edges|margins|borders) of WHOLE (in every
    direction|in all directions)
edges = (@reach|@touch|@extend to|@come up to|@run up to|@meet|@stretch to|@extend as far as|@reach
    as far as|@continue to|@spread to|@run as far as|@stretch as far as|@end at|@lead up to|@extend
    all the way to|@stretch all the way to|@reach out to|@go as far as) the EDGES
    (edge|side|margin|border)(s|)( of WHOLE|)
all edges but = (@reach|@touch|@extend to|@come up to|@meet|@run up to|@stretch to) (every|each)
    MARGIN (but|except|other than|apart from) the EDGE one
whole edge = (@line|@follow|@run along|@fill|@take up|@occupy|@cover) the (whole|entire|full) EDGE
    MARGIN
along = (@line|@follow|@run along|@extend along|@stretch along) the EDGE MARGIN for LENGTH
along = (@reach|@touch|@meet) the EDGE MARGIN along LENGTH
spans columns = (@link|@connect) the (western and the eastern|western with the eastern|left and the
    right) MARGIN
spans columns = (@stretch|@extend|@reach|@run|@continue) (|all the way )from the (western to the
    eastern|eastern to the western|left to the right) MARGIN
spans columns = (@cross|@traverse|@span|@run across) WHOLE from (west to east|east to west|side to
    side|left to right)
spans rows = (@link|@connect) the (northern and the southern|northern with the southern|upper and
    the lower) MARGIN
spans rows = (@stretch|@extend|@reach|@run|@continue) (|all the way )from the (northern to the
    southern|southern to the northern|upper to the lower) MARGIN
spans rows = (@cross|@traverse|@span|@run across) WHOLE from (north to south|south to north|top to
    bottom)
touches all = TOUCHES OTHER
touches all = @share a BOUNDARY with OTHER
touches all = @be in contact with OTHER
touches all = @be bordered by OTHER
touches none = TOUCHES none of the other KINDS
touches none = @have no neighbor among the other KINDS
touches none = @have no (contact|border) with any other SORTOF
only = TOUCHES (only|just|nothing but|no class but|no class other than) B
only = @have (only|just|nothing but) B as (its|their) neighbor
only = @have B as (its|their) only neighbor
only = @have no (other neighbor than|neighbor other than|neighbor but|neighbor apart from) B
touches each = TOUCHES BLIST
touches each = (@lie|@be situated|@be located|@be found) BESIDE BLIST
touches each = @share a BOUNDARY with BLIST
touches each = @be (bordered|flanked) by BLIST
touches each = (@come|@run|@stretch|@extend|@reach) up to BLIST
touches each = @give way to BLIST
touches each = @pass into BLIST
touches each = @be in (direct |)contact with BLIST
touches each = @come into contact with BLIST
touches each = (@run|@extend) alongside BLIST
touches each = (@lie against|@merge into|@border directly on) BLIST
touches each = @form a BOUNDARY with BLIST
enclosed = @be (surrounded|enclosed|encircled) (entirely |completely |wholly |on all sides |)by B
enclosed = @lie (entirely|wholly|completely) (within|inside) B
boundary = (@meet|@border|@touch|@adjoin|@abut) B along (a (line|boundary|stretch|border) of
    |)LENGTH
boundary = @share a(KIND) BOUNDARY of LENGTH with B
boundary = @share a BOUNDARY with B that (measures|extends over) LENGTH
boundary = @share a BOUNDARY with B that is LENGTH long
boundary = (@meet|@border|@touch|@adjoin) B over a (distance|length) of LENGTH
boundary = @share LENGTH of (boundary|border) with B
boundary = @form a(KIND) BOUNDARY of LENGTH with B
longest = (@have|@share) (its|their) longest BOUNDARY with B
longest = (@border|@meet|@touch|@adjoin) B along (its|their) longest BOUNDARY
apart = @do not (@touch|@meet|@border|@adjoin|@reach) B
apart = (@keep|@stay|@remain|@lie) apart from B
apart = @have no (contact|border|common border) with B
apart = (@keep|@stay|@remain) away from B
seen = LIES SEEN B
ratio = @be (about|roughly|around|approximately) TIMES as (extensive|large|big|widespread) as B
ratio = (@cover|@take up|@occupy) (about|roughly|around|approximately) TIMES the
    (area|space|surface) of B
ratio = @be (about|roughly|around|approximately) TIMES the size of B
equal = @be about as (extensive|large|big|widespread) as B
equal = (@cover|@take up|@occupy) about as much (ground|area|space|surface) as B
equal = (@match|@equal) B in (area|extent|size)
rank = @be the NTH(LARGEST) (class|of the classes|land cover|of the land covers)
rank = (@rank|@come) PLACE (by area|in area|by extent|in size|by size|by coverage|in terms of area)
rank = @take PLACE place (by area|in area|by size)
smallest = @cover the least (ground|area|space)( of all classes|)
smallest = (@cover|@occupy|@take up) less (ground|area|space) than any other (class|land cover)
smallest = @be the (smallest|least extensive) (class|of the classes|land cover|of the land covers)
smallest = (@come|@rank) last (by area|in area|by extent|in size|by size|by coverage|in terms of
    area)
""")
