"""Predicates: what captions say of one class, each wording with the claim that it makes.

Read `parts` first. Example: "pastures" may "form a single region", "border inland waters", or both:
"pastures form a single region and border inland waters".
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

PREDICATES = table(r"""
regions = @form (a single|one|just one) CONNECTED REGION
regions = @come (as|in) (a single|one) CONNECTED REGION
regions = @be (in one piece|all of a piece|undivided|unbroken|a single CONNECTED REGION)
regions = @remain (undivided|unbroken|in one piece)
regions = @lie in (one piece|a single CONNECTED REGION)
regions = (@consist of|@be made up of) (one|a single|just one) CONNECTED REGION
regions = @be (all|gathered|united|joined) in (one|a single|just one) REGION
regions = @be not broken up
regions = @take the form of N SEPARATE REGIONS
regions = @be (split|divided|broken up|broken|separated|cut up) into N (SEPARATE |)REGIONS
regions = (@consist of|@come in|@appear in|@occur in|@break up into|@be made up of|@be
    found in) N SEPARATE REGIONS
regions = @be (spread|scattered|distributed|dispersed) (over|across|among) N SEPARATE REGIONS
regions = (@comprise|@have) N SEPARATE REGIONS
place of largest = @have (its|their) LARGEST (REGION|part|piece|single piece) NEAR
place of largest = @have (its|their) (main|principal) (REGION|part|piece) NEAR
place of largest = @be (at (its|their) |)most extensive NEAR
place of largest = @reach (its|their) greatest extent NEAR
size of largest = (@measure|@cover|@occupy|@take up) SHARE in (its|their) (LARGEST|largest single)
    REGION
size of largest = @have a LARGEST REGION of SHARE
place = LIES NEAR
half = (@lie|@be found|@be located|@stay|@remain|@be situated|@be contained) ENTIRELY
    (in|within|inside) the HALF
half = @keep (entirely|wholly|strictly|fully) to the HALF
half = @be (confined|restricted|limited) to the HALF
half = (@occur|@appear|@lie|@be found|@be present|@be visible) (only|solely|exclusively|nowhere but)
    (in|within) the HALF
half = @be absent (outside|beyond) the HALF
half = @be found nowhere outside the HALF
half = @belong ENTIRELY to the HALF
half = @fit (into|within|inside) the HALF
half = nowhere @leave the HALF
half = @do not (@leave|@go beyond|@extend beyond|@reach beyond|@occur outside|@spread beyond) the
    HALF
no edge = (@stop|@end) short of (all four edges|every edge|the edges of WHOLE)
no edge = @lie (entirely|wholly|fully) in the interior of WHOLE
no edge = @be set back from (all four edges|every edge|the edges of WHOLE)
no edge = (@lie|@remain|@stay) inside the (edges|margins|limits) of WHOLE
no edge = nowhere (@reach|@touch|@meet) (an edge|the edge of WHOLE|any of the edges)
no edge = @keep (its|their) distance from (all four edges|every edge|the edges of WHOLE)
no edge = (@keep|@stay|@remain) clear of (all four edges|every edge|the edges of WHOLE)
no edge = (@reach|@touch|@meet) (none of the (four |)edges|no edge of WHOLE)
no edge = @do not (@reach|@touch|@extend to|@run up to) (any edge|any of the four edges|the edges of
    WHOLE)
no edge = (@keep|@stay|@remain) away from (all four edges|every edge|the edges of WHOLE)
all edges = (@reach|@touch|@extend to|@come up to|@meet|@run up to|@stretch to|@spread to) (all four
    SIDES|every (edge|side|margin)|each of the four SIDES|all four of the SIDES)( of WHOLE|)
all edges = (@extend|@spread|@stretch|@run|@reach|@continue|@go) to the
    (edges|margins|borders|limits) of WHOLE (in every direction|in all directions|on all sides|on
    every side|all around)
all edges = (@continue|@extend|@run) right to (all four SIDES|every (edge|side|margin))( of WHOLE|)
edges = (@reach|@touch|@extend to|@come up to|@run up to|@meet|@stretch to|@extend as far as|@reach
    as far as|@continue to|@spread to|@run as far as|@stretch as far as|@end at|@lead up to|@extend
    all the way to|@stretch all the way to|@reach out to|@go as far as|@lead as far as|@continue as
    far as|@run right up to|@come right up to|@abut|@lie along|@lie against|@be bounded
    by|@adjoin|@come as far as|@go right up to|@carry on to|@run on to) the EDGES
    (edge|side|margin|border)(s|)( of WHOLE|)
edges = (@reach|@touch|@meet|@extend to|@run up to|@come up to|@stretch to|@adjoin) the
    (edge|margin) (of WHOLE |)in the COMPASSES
all edges but = (@reach|@touch|@extend to|@come up to|@meet|@run up to|@stretch to) (every|each)
    MARGIN (but|except|other than|apart from|save for|with the exception of|aside from) the EDGE one
whole edge = (@line|@follow|@run along|@fill|@take up|@occupy|@cover|@lie along|@extend along)
    the (whole|entire|full) EDGE MARGIN
whole edge = (@lie|@run|@extend|@stretch) along the EDGE MARGIN (from end to end|in full|over its
    full length|without a gap)
whole edge = (@line|@follow|@occupy|@cover|@take up) all of the EDGE MARGIN
whole edge = (@claim|@keep|@have) the (whole |entire |full |)EDGE MARGIN to (itself|themselves)
whole edge = (@claim|@keep|@have) the EDGE MARGIN entirely to (itself|themselves)
whole edge = @be alone (along|at|on) the EDGE MARGIN
along = (@line|@follow|@run along|@extend along|@stretch along|@lie along|@occupy|@continue along)
    the EDGE MARGIN for LENGTH
along = (@take up|@occupy|@cover) LENGTH of the EDGE MARGIN
along = (@reach|@touch|@meet|@adjoin|@abut) the EDGE MARGIN (along|over|on a length of|over a length
    of) LENGTH
spans columns = (@link|@connect) the ACROSS MARGIN
spans columns = @form a (link|connection) between the (western and the eastern|left and the right)
    MARGIN
spans columns = (@stretch|@extend|@reach|@run|@continue|@lead|@pass|@go|@spread) (|all the way )from
    the (western to the eastern|eastern to the western|left to the right|right to the left) MARGIN
spans columns = (@cross|@traverse|@span|@run across|@pass through|@cut across|@extend
    across|@stretch across|@reach across|@run through|@go across|@lead across) WHOLE from (west to
    east|east to west|side to side|left to right|one side to the other)
spans columns = (@span|@run|@stretch across) the (whole|full|entire) width of WHOLE
spans rows = (@link|@connect) the DOWN MARGIN
spans rows = @form a (link|connection) between the (northern and the southern|upper and the lower)
    MARGIN
spans rows = (@stretch|@extend|@reach|@run|@continue|@lead|@pass|@go|@spread) (|all the way )from
    the (northern to the southern|southern to the northern|upper to the lower|lower to the upper)
    MARGIN
spans rows = (@cross|@traverse|@span|@run across|@pass through|@cut across|@extend across|@stretch
    across|@reach across|@run through|@go across|@lead across) WHOLE from (north to south|south to
    north|top to bottom|bottom to top)
spans rows = (@span|@run|@stretch across) the (whole|full|entire) height of WHOLE
touches all = TOUCHES OTHER
touches all = (@share|@form) a BOUNDARY with OTHER
touches all = @lie BESIDE OTHER
touches all = @have OTHER as (its|their) neighbors
touches all = @come into contact with OTHER
touches all = @be in (direct |)contact with OTHER
touches all = @be bordered by OTHER
touches none = TOUCHES none of the other KINDS
touches none = @have no neighbor among the other KINDS
touches none = @share no (edge|boundary|border) with any other SORTOF
touches none = @be in contact with none of the other KINDS
touches none = @lie apart from (all|every one) of the other KINDS
only = TOUCHES (only|nothing but|no class but|no class other than) B
only = @have (only|nothing but) B as (its|their) neighbor
only = @have B as (its|their) only neighbor
only = @have no (other neighbor than|neighbor other than|neighbor but|neighbor apart from) B
only = @be in contact (only|solely) with B
only = @share a BOUNDARY (only|solely) with B
only = @be bordered by B alone
only = TOUCHES B and no other SORTOF
touches each = TOUCHES BLIST
touches each = (@lie|@be situated|@be located|@be found|@run|@stretch|@extend) BESIDE BLIST
touches each = @share a BOUNDARY with BLIST
touches each = @be (bordered|flanked|adjoined) by BLIST
touches each = (@back onto|@end at) BLIST
touches each = @count BLIST among (its|their) neighbors
touches each = (@reach|@extend) as far as BLIST
touches each = @share an edge with BLIST
touches each = @lie up against BLIST
touches each = (@come|@run|@stretch|@extend|@reach) up to BLIST
touches each = @give way to BLIST
touches each = @be in (direct |)contact with BLIST
touches each = @come into contact with BLIST
touches each = (@run|@extend) alongside BLIST
touches each = (@lie against|@border directly on) BLIST
touches each = @form a BOUNDARY with BLIST
enclosed = @be (surrounded|enclosed|encircled|ringed|framed) (entirely |completely |wholly |fully
    |on all sides |on every side |)by B
enclosed = @lie (entirely|wholly|completely|fully) (within|inside|surrounded by|enclosed by) B
enclosed = @have B on (all sides|every side)
enclosed = @be embedded in B
boundary = (@meet|@border|@touch|@adjoin|@abut) B along (a (line|boundary|stretch|border) of
    |)LENGTH
boundary = @share a(KIND) BOUNDARY of LENGTH with B
boundary = @share a BOUNDARY with B that (measures|extends over) LENGTH
boundary = @share a BOUNDARY with B that is LENGTH long
boundary = (@meet|@border|@touch|@adjoin) B over a (distance|length) of LENGTH
boundary = @share LENGTH of (boundary|border) with B
boundary = @form a(KIND) BOUNDARY of LENGTH with B
boundary = (@run|@lie|@extend|@stretch) BESIDE B for LENGTH
boundary = @be in contact with B (for|over|along) LENGTH
boundary = (@border|@adjoin|@flank|@abut|@follow) B for LENGTH
boundary = (@meet|@touch) B on a front of LENGTH
boundary = @be (bordered|flanked) by B (for|over|along) LENGTH
longest = @share (its|their) longest BOUNDARY with B
longest = (@border|@meet|@touch|@adjoin) B along (its|their) longest BOUNDARY
apart = @do not (@touch|@meet|@border|@adjoin|@reach) B
apart = (@keep|@stay|@remain|@lie) apart from B
apart = @share no common border with B
apart = (@keep|@stay|@remain) away from B
apart = (@lie|@remain) (separated|set apart|detached) from B
apart = @be (separated|set apart|detached) from B
apart = nowhere (@touch|@meet|@border|@adjoin|@reach) B
apart = @be not in contact with B
apart = @share no (boundary|border|edge) with B
apart = @be nowhere (next to|beside) B
apart = @do not @come (up to|into contact with) B
seen = LIES SEEN B
ratio = @be NEARLY TIMES as (extensive|large|big|widespread) as B
ratio = (@cover|@take up|@occupy|@fill) NEARLY TIMES (the (area|space|surface|extent) of|as much
    (space|surface|ground|area) as) B
ratio = @have NEARLY TIMES (the (area|space|surface|extent) of|as much (space|surface|ground|area)
    as) B
ratio = @be NEARLY TIMES the size of B
equal = @be about as (extensive|large|big|widespread) as B
equal = (@cover|@take up|@occupy) about as much (ground|area|space|surface) as B
equal = (@match|@equal) B in (area|extent|size|coverage)
equal = @be (similar|about equal|close) to B in (area|extent|size)
equal = @have about the same (area|extent|size) as B
rank = @be the NTH(LARGEST) (class|of the classes|land cover|of the land covers)
rank = (@rank|@come) PLACE (by area|in area|by extent|in size|by size|by coverage|in terms of
    area|in order of size)
rank = @be PLACE (by area|in area|by extent|in size|by size|by coverage|in terms of area|in order of
    size)
rank = (@hold|@occupy|@have) PLACE place (by area|in area|by size|in extent)
rank = @be PLACE among the (classes|land covers) (in|by) (area|size|extent)
rank = @take PLACE place (by area|in area|by size)
smallest = @cover the least (ground|area|space)( of all classes|)
smallest = (@cover|@occupy|@take up) less (ground|area|space) than any other (class|land cover)
smallest = @be the (smallest|least extensive) (class|of the classes|land cover|of the land covers)
smallest = (@come|@rank) last (by area|in area|by extent|in size|by size|by coverage|in terms of
    area)
smallest = @be last (by area|in area|by extent|in size|by size|by coverage|in terms of area)
smallest = @have the (smallest|least) (area|share|extent)( of all classes|)
smallest = @take last place (by area|in area|by size)
""")
