"""Predicates: what captions say of one class, each wording with the claims that it makes.

Read `parts` first. Example: "pastures" may "form a single region", "border inland waters", or both:
"pastures form a single region and border inland waters".
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

PREDICATES = table(r"""
regions = forms? (a single|one|just one) CONNECTED REGION
regions = comes? (as|in) (a single|one|an?) CONNECTED REGION
regions = (is|are) (all of a piece|in one piece|one CONNECTED REGION|undivided)
regions = holds? together (as|in) (one|a single) CONNECTED REGION
regions = makes? up (one|a single) CONNECTED REGION
regions = (is|are) (split|divided|broken up|separated|parted) into N SEPARATE REGIONS
regions = consists? of N SEPARATE REGIONS
regions = comes? in N SEPARATE REGIONS
regions = (is|are) (spread|scattered|distributed) over N SEPARATE REGIONS
regions = appears? (as|in) N SEPARATE REGIONS
place of largest, size of largest = (has|have) (its|their) LARGEST (REGION|part), (of|with) SHARE,
    NEAR
place of largest = (has|have) (its|their) LARGEST (REGION|part) NEAR
size of largest = (reach(es)?|has|have|covers?) SHARE in (its|their) LARGEST REGION
place = (lies?|(is|are) found|(is|are) located|(is|are) situated|sits?) NEAR
half = (lies?|(is|are) found|(is|are) located|stays?|remains?) ENTIRELY (in|within) the HALF
half = keeps? (entirely |wholly |)to the HALF
half = (is|are) (confined|restricted|limited) to the HALF
no edge = (keeps?|stays?) clear of (all four edges|every edge|the edges of WHOLE)
no edge = reach(es)? (none of the (four |)edges|no edge of WHOLE)
no edge = (does|do) not (reach|touch|extend to) (any edge|any of the four edges|the edges of WHOLE)
all edges = (reach(es)?|touch(es)?|extends? to|comes? up to) (all four edges|every edge|all the
    edges)( of WHOLE|)
edges = (reach(es)?|touch(es)?|extends? to|comes? up to|runs? up to) the EDGES
    (edge|side|margin|limit)s?( of WHOLE|)
whole edge = (lines?|follows?|runs? along|fills?|takes? up) the (whole|entire|complete|full) EDGE
    MARGIN
along = (lines?|follows?|runs? along|occup(y|ies)) the EDGE MARGIN (for|over) LENGTH
spans columns = (stretch(es)?|extends?|reach(es)?|runs?) (from the western to the eastern|from the
    eastern to the western|from the left to the right) edge
spans columns = cross(es)? WHOLE from (west to east|east to west|side to side)
spans rows = (stretch(es)?|extends?|reach(es)?|runs?) (from the northern to the southern|from the
    southern to the northern|from the upper to the lower) edge
spans rows = cross(es)? WHOLE from (north to south|south to north|top to bottom)
touches all = TOUCHES (all|every one of the|all of the) other classes
touches none = TOUCHES none of the other classes
touches some = TOUCHES N of the (other |)M( other|) classes
only = TOUCHES (only|just|nothing but|no class but) B
only = (has|have) only B as (its|their) neighbor
touches each = TOUCHES BLIST
touches each = (lies?|is|are) next to BLIST
touches each = shares? a BOUNDARY with BLIST
boundary = (meets?|borders?|touch(es)?|adjoins?) B (along|over) (a (line|boundary|stretch|front) of
    |)LENGTH
boundary = shares? a(KIND) BOUNDARY of LENGTH with B
boundary = shares? LENGTH of BOUNDARY with B
boundary = (has|have) a(KIND) BOUNDARY of LENGTH with B
longest, boundary = (has|have) (its|their) longest BOUNDARY, LENGTH, with B
longest, boundary = (has|have) (its|their) longest BOUNDARY with B [(]LENGTH[)]
longest = (has|have) (its|their) longest BOUNDARY with B
apart = (does|do) not (touch|meet|border|adjoin|reach) B
seen = (lies?|(is|are) found|(is|are) located|(is|are) situated|sits?|(is|are) set) SEEN B
ratio = (is|are) (about|roughly|around|approximately) TIMES as (extensive|large) as B
ratio = covers? (about|roughly|around|approximately) TIMES the area of B
equal = (is|are) about as (extensive|large) as B
equal = covers? about as much (land|ground|area|space) as B
rank = (is|are) the NTH(LARGEST) (class|of the classes|class by area)
rank = ranks? PLACE by area
""")
