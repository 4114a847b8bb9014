"""Clauses: the wordings of whole sentences in captions, each with the claim that it makes.

Read `parts` first. Example: "N CLASSES meet in WHOLE" says how many classes the patch has.
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

CLAUSES = table(r"""
smaller = LIST (@follow|@come next) with PARTS
smaller = LIST (@take up|@cover|@occupy|@fill|@make up|@account for|@spread over|@extend
    over|@constitute|@stretch over|@be spread over|@claim|@hold) PARTS(| of WHOLE)
smaller = PARTS(| of WHOLE) ((go|goes|belong|belongs) to|(consist|consists) of|(is|are)
    (covered by|taken up by|occupied by|given over to|filled by|left to|made up of|claimed by)) LIST
smaller = (one also (finds|sees|comes across|notices|observes|notes)|one can also (make
    out|recognize|spot|discern|discover)|there (is|are) also|also (visible|present)
    (is|are)|(next|then) (come|comes)) AREAS of LIST
smaller = WHOLE (also (includes|holds|has|contains|takes in|features|encompasses)|is also home
    to|further (comprises|includes)|leaves room for) AREAS of LIST
smaller = AREAS of LIST (can be (seen|found|made out|recognized)|(is|are)
    (visible|present|found|apparent)|appears?|occurs?) (too|as well|in addition|alongside|elsewhere
    in WHOLE|in other parts of WHOLE)
smaller = AREAS of LIST (complements? the pattern|(completes?|rounds? off) the (pattern|mix))
smaller = AREAS of LIST adds? to the (variety|mix)
little = LIST (@take up|@cover|@occupy|@fill|@make up|@account for|@claim|@hold)
    (only|just|merely|no more than) BITS(| of WHOLE)
little = (only|just|merely|no more than) BITS (of WHOLE |)(is|are) (covered by|taken up by|occupied
    by|given over to|left to|filled by|held by) LIST
little = LIST (@play|@have) (only|just) a (minor|marginal|small|modest|secondary|subordinate)
    (part|role) in WHOLE
little = LIST @be (confined|limited|restricted|reduced) to BITS(| of WHOLE)
little = LIST @be only (sparsely|marginally|sparingly) represented(| in WHOLE)
little = LIST (@appear|@occur|@be found|@be encountered) only in BITS of WHOLE
little = LIST (@remain|@be) (small|modest|limited) in (extent|area|size)
little = LIST (@take up|@claim|@occupy|@cover) (little|very little|hardly any) (space|ground)
little = (little|very little|not much|only a little) of WHOLE (is (covered by|taken up by|given over
    to)|belongs to|consists of) LIST
little = (WHOLE also (has|holds|contains|includes|shows|hosts)|there (is|are) also|one also
    (finds|sees)|one may also (notice|spot)|also (visible|present) (is|are)|last
    (come|comes)|finally there (is|are)) SPOTS of LIST
little = SPOTS of LIST (can be (seen|found|made out|recognized|spotted)|(is|are)
    (visible|present)|appears?|occurs?) (too|as well|in addition)
little = SPOTS of LIST (completes?|rounds? off) the pattern
little = SPOTS of LIST adds? (detail|to the variety)
trace = TRACES of LIST (can be (made out|found|detected|spotted)|occur|appear|exist|show up|are
    (present|found|visible|discernible)) (too|as well|also)
trace = TRACES of LIST (can also be detected|are also there|are recorded too|are on the map too)
trace = (there are also|one can also (make out|detect)|also present are|one may also spot|there are,
    finally,|lastly, there are|one further detects) TRACES of LIST
trace = WHOLE also (holds|contains|includes|has|bears|carries|shows) TRACES of LIST
rest = ((a (part|portion|fraction|share)|part|some) of WHOLE) (belongs to none of these classes|is
    covered by none of these classes|has no class assigned|has no class|is left without a
    class|falls outside all classes|remains unclassified|is unclassified|remains without a
    class|lies outside these classes|is unlabeled|remains unlabeled|carries no class|is not covered
    by any class|belongs to no class|has no label|has been left unclassified|is blank on the map|has
    not been assigned to any class|has no entry on the map)
nothing = no part of WHOLE belongs to any (of the land cover classes|land cover class|of the
    nineteen classes)
nothing = none of the (nineteen |)(land cover classes|classes|land covers) (occurs|is found|is
    present|can be seen) (in|across|anywhere in) WHOLE
nothing = WHOLE (holds|contains) (none of|nothing of) the (nineteen |)(land cover
    classes|classes|land covers)
climate = (the|the local) climate( here|) is (classed|described|mapped|given|listed|classified) as
    QUOTED
climate = QUOTED is the (climate (zone|type|class)|type of climate)(| here| of the place)
climate = the (place|location|site) lies (within|in) the QUOTED (climate|climatic) zone
climate = the (place|area|location|site) (lies in|belongs to) the climate zone QUOTED
climate = the (place|area|location|site|region) has DESCRIBED
climate = one (finds|meets|encounters|can expect) DESCRIBED here
climate = the climate zone is (given as |)QUOTED
climate = DESCRIBED (prevails here|is typical of the (place|area)|is the rule here|reigns here|is
    found here|is usual here|is the norm here|is characteristic of the place|can be expected here|is
    encountered here)
uniform = no (boundary|border|dividing line) (of any kind |)(crosses|runs through|divides|cuts
    through|breaks) WHOLE
uniform = (nothing else|no other class) (interrupts (it|this cover|this surface)|breaks (it|this
    cover|this surface) up)
uniform = WHOLE shows no (variation|internal boundaries|division|other class|change|contrast)
uniform = WHOLE is (uniform|the same|homogeneous|consistent|unvarying) (throughout|all over|from
    edge to edge|everywhere)
mosaic = WHOLE (is|forms|resembles|looks like) a (mosaic|patchwork|jumble|medley|quilt) of
    (many |)(small REGIONS|scattered REGIONS)
mosaic = (many small|scattered small|numerous small) REGIONS (give WHOLE the look of|turn WHOLE
    into|lend WHOLE the look of) a (mosaic|patchwork|jumble|medley|quilt)
fragmented = WHOLE is (strongly|highly|heavily|considerably|finely) (fragmented|broken
    up|divided|subdivided|partitioned|segmented)
fragmented = the (pattern|cover|land cover) of WHOLE is
    (strongly|highly|heavily|considerably|finely) fragmented
fragmented = (many|numerous) (separate|scattered|distinct) REGIONS (break up|fragment|subdivide)
    WHOLE
fragmented = WHOLE (breaks up|falls) into (many|numerous) (separate|scattered|distinct) REGIONS
blocks = (a few|only a few|few but|a handful of) (large|broad|extensive|sizable)
    (blocks|areas|pieces|stretches) (make up|form|share|fill|compose|build up) WHOLE
blocks = WHOLE is (made up|composed) of (a few|only a few|a handful of)
    (large|broad|extensive|sizable) (blocks|areas|pieces|stretches)
blocks = the (pattern|arrangement|layout|structure) of WHOLE is
    (simple|coarse|plain|clear|orderly|uncomplicated)
compact = one (large|vast|broad|single|huge|extensive|sizable) CONNECTED REGION (fills|takes
    up|covers|occupies|makes up) (more than|over) three (quarters|fourths) of WHOLE
compact = (more than|over) three (quarters|fourths) of WHOLE (lies in|belongs to|forms|is part
    of|makes up) one CONNECTED REGION
compact = one CONNECTED REGION (accounts for|extends over|stretches over|spreads over) (more
    than|over) three (quarters|fourths) of WHOLE
biggest region = the LARGEST CONNECTED REGION( of all| (of|in) WHOLE|) (belongs to|consists of|is
    made up of|is one of|is formed by|is taken up by|is covered by) A
biggest region = A (@form|@make up|@take up) the LARGEST CONNECTED REGION( of all| (of|in) WHOLE|)
longest of all = the longest BOUNDARY( of all| (of|in) WHOLE|) (lies|runs|is found|extends|is
    drawn|is the one|is that) between A and B
longest of all = no (other |)(boundary|border|dividing line) is (longer than|as long as) (the
    one|that) between A and B
longest of all = A and B (share|have|form|meet along|touch along) the longest BOUNDARY( of all|
    (of|in) WHOLE|)
longest of all = it is between A and B that the longest BOUNDARY (runs|lies|extends)
whole edge = the (whole|entire|full) EDGE MARGIN( of WHOLE|) (is lined by|belongs to|is taken up
    by|consists of|is occupied by|is covered by|is formed by|is filled by) A
whole edge = (all along|along all of) the EDGE MARGIN( of WHOLE|) (@lie|@run|@stretch|@extend|@be
    found|@be seen) A
whole edge = nothing but A (lies|is found|is seen|can be seen) along the EDGE MARGIN( of WHOLE|)
shares edge = the EDGE MARGIN( of WHOLE|) is (shared by|divided between|split between|lined by|taken
    up by|occupied by|made up of|covered by) SEVERAL
shares edge = (along|at) the EDGE MARGIN( of WHOLE|) (lie|are found|one finds|one sees|one
    meets|there are) SEVERAL
shares edge = SEVERAL (share|line|occupy|meet at|divide up|take up|make up|lie along|reach) the EDGE
    MARGIN( of WHOLE|)
shares edge = SEVERAL are the classes (along|at|on) the EDGE MARGIN( of WHOLE|)
classes = N CLASSES (share|make up|appear in|occur in|are found in|are present in|coexist in|are
    represented in|can be (distinguished|identified|recognized|seen|told apart|counted) in|are
    visible in|come together in|meet in|divide up|compose|build up) WHOLE
classes = WHOLE (holds|contains|includes|comprises|is made up of|is divided among|is composed
    of|brings together|combines|encompasses|features|unites|displays|has|hosts|shows|counts|falls
    into) N CLASSES
classes = (there are|one finds|one counts|one can tell apart|one can distinguish|one can see|one
    meets|one can identify|it is possible to tell apart) N CLASSES in WHOLE
classes = the number of CLASSES in WHOLE (is|comes to|amounts to) N
total regions = (in all|altogether|in total|all told|overall|taken together), N CONNECTED REGIONS
    (make up|form|can be counted in|lie in|compose|build up|share|fill) WHOLE
total regions = WHOLE (breaks up|is divided|can be divided|is split) into N CONNECTED REGIONS
total regions = the number of CONNECTED REGIONS (in WHOLE |)(is|comes to|amounts to) N
mean region = on average, (a|one) (single|separate|typical) REGION (measures|covers|takes
    up|occupies) SHARE
mean region = (the average|the mean) REGION (measures|covers|takes up|occupies) SHARE
mean region = the (mean|average) size of a (single|separate) REGION is SHARE
mean region = a (single|separate) REGION (measures|covers|takes up) SHARE on average
even = the classes have (nearly even|fairly even|rather even|well balanced|similar|comparable)
    shares( of WHOLE|)
even = WHOLE is (shared|divided|distributed|split) (fairly|rather|quite|nearly) evenly
    (among|between) the classes
even = no class (clearly |markedly |)(outweighs|dwarfs) the others
even = the classes are (fairly|rather|quite|nearly) evenly (matched|balanced)
even = the classes (differ|vary) (little|only slightly) in (area|size|extent)
uneven = the (areas|extents|shares) of the classes (vary widely|vary considerably|vary greatly|are
    unbalanced)
uneven = the (shares|areas|extents) of the classes are ((very |quite |rather
    |)uneven|lopsided|unequal)
uneven = WHOLE is (shared|divided|distributed) (very |quite |rather |)unevenly (among|between) the
    classes
uneven = the classes (differ (widely|strongly|greatly|considerably|markedly|substantially)|are far
    apart|are unequal|contrast strongly) in (area|size|extent)
density = (on|for|in) (every|each) hectare(, there are|, one finds) DIGITS meters of
    (boundary|border)(| on average)
density = each hectare (has|holds|contains) DIGITS meters of (boundary|border)(| on average)
density = the (edge density|density of edges|density of boundaries) (is|comes to|amounts to) DIGITS
    meters per hectare
boundaries = LINES have a (total|combined|joint) length of LENGTH
boundaries = (in all|altogether|in total|all told|taken together), LINES ADDUP LENGTH
boundaries = LINES ADDUP LENGTH (in all|altogether|in total|all told)
""")
# Behind a clause and a comma.
TAILS = table(r"""
smaller = (with|together with|along with|accompanied by|complemented by|followed by|supplemented
    by|alongside|joined by|in addition to)
    AREAS of LIST
little = (with|together with|along with|accompanied by|complemented by|followed by|supplemented
    by|alongside|joined by|in addition to)
    SPOTS of LIST
""")
