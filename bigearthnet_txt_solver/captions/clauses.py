"""Clauses: the wordings of whole sentences in captions, each with the claim that it makes.

Read `parts` first. Example: "N CLASSES meet in WHOLE" says how many classes the patch has.
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

CLAUSES = table(r"""
smaller = LIST (@follow|@come next) with PARTS
smaller = LIST (@take up|@cover|@occupy|@fill|@make up|@account for|@spread over|@extend
    over|@contribute|@constitute|@be found on|@stretch over|@be spread over) PARTS(| of WHOLE)
smaller = PARTS(| of WHOLE) ((go|goes) to|(is|are) covered by|(is|are) taken up by|(is|are) occupied
    by|(is|are) given over to|(is|are) filled by|(is|are) left to|(is|are) made up of) LIST
smaller = (one also finds|one can also make out|one also sees|there (is|are) also|WHOLE also
    includes|WHOLE further comprises|WHOLE leaves room for|WHOLE makes room for|WHOLE also
    holds|WHOLE also has|WHOLE also contains|WHOLE is also home to|WHOLE also takes in) AREAS of
    LIST
smaller = AREAS of LIST (can be seen|can be found|can be made out|(is|are) visible|(is|are)
    present|(is|are) found) (too|as well|elsewhere in WHOLE|in other parts of WHOLE)
little = LIST (@take up|@cover|@occupy|@fill|@make up|@account for) (only|just|merely) BITS(| of
    WHOLE)
little = (only|just|merely) BITS (of WHOLE |)(is|are) (covered by|taken up by|occupied by|given over
    to|left to) LIST
little = LIST (@play|@have) (only|just) a (minor|marginal|small|modest) (part|role) in WHOLE
little = LIST @be (confined|limited|restricted) to BITS(| of WHOLE)
little = LIST @be only (sparsely|weakly|modestly) represented(| in WHOLE)
little = LIST (@appear|@occur|@be found) only in BITS of WHOLE
little = LIST (@remain|@be) (small|modest) in (extent|area|size)
little = (WHOLE also (has|holds|contains|includes)|there (is|are) also|one also finds|one also sees)
    SPOTS of LIST
little = SPOTS of LIST (can be seen|can be found|can be made out|(is|are) visible|(is|are) present)
    (too|as well)
trace = (traces|slivers|specks|tiny traces|small traces|mere traces|faint traces|scattered traces)
    of LIST (can be made out|occur|are present|are found|appear|can be found) (too|as well|also)
trace = (there are also|one can also make out|one can also detect) (traces|slivers|specks|tiny
    traces|small traces|mere traces|faint traces|scattered traces) of LIST
trace = WHOLE also (holds|contains|includes|has) (traces|slivers|specks|tiny traces|small
    traces|mere traces|faint traces|scattered traces) of LIST
rest = (a (part|portion|fraction|share) of WHOLE|part of WHOLE|some of WHOLE) (belongs to none of
    these classes|is covered by none of these classes|has no class assigned|has no class|is left
    without a class|falls outside all classes|remains unclassified|is unclassified|remains without a
    class|lies outside these classes|is unlabeled|remains unlabeled|carries no class|is not covered
    by any class|belongs to no class|has no label|has been left unclassified)
nothing = no part of WHOLE belongs to any (of the land cover classes|land cover class|of the
    nineteen classes)
nothing = none of the (nineteen |)(land cover classes|classes|land covers) (occurs|is found|is
    present|can be seen) (in|across|anywhere in) WHOLE
nothing = WHOLE (holds|contains) (none of|nothing of) the (nineteen |)(land cover
    classes|classes|land covers)
climate = (the|the local) climate( here|) is (classed|described|mapped|given|listed|classified) as
    QUOTED
climate = the (place|area|location|site) (lies in|belongs to) the climate zone QUOTED
climate = the (place|area|location|site|region) has DESCRIBED
climate = the climate zone is (given as |)QUOTED
climate = DESCRIBED (prevails here|is typical of the place|is typical of the area|is the rule here)
uniform = no (boundary|border|dividing line) (of any kind |)(crosses|runs through|divides|cuts
    through|breaks) WHOLE
uniform = (nothing else|no other class) (interrupts|breaks up) (it|this cover|this surface)
uniform = WHOLE shows no (variation|internal boundaries|division)
uniform = WHOLE is (uniform|the same|of one kind|homogeneous) (throughout|all over|from edge to
    edge|everywhere)
mosaic = WHOLE (is|forms|resembles|looks like) a (mosaic|patchwork|jumble|collection) of (many
    |)(small REGIONS|scattered REGIONS)
mosaic = (many small|scattered small|numerous small) REGIONS (give WHOLE the look of|turn WHOLE
    into|lend WHOLE the look of) a (mosaic|patchwork|jumble|collection)
fragmented = WHOLE is (strongly|highly|heavily|considerably|finely) (fragmented|broken
    up|divided|subdivided|partitioned|segmented)
fragmented = the (pattern|cover|land cover) of WHOLE is
    (strongly|highly|heavily|considerably|finely) fragmented
fragmented = (many|numerous) (separate|scattered|distinct) REGIONS break up WHOLE
blocks = (a few|only a few|few but|a handful of) (large|broad|extensive|sizable)
    (blocks|areas|pieces|stretches) (make up|form|share|fill) WHOLE
blocks = WHOLE is (made up|composed) of (a few|only a few|a handful of)
    (large|broad|extensive|sizable) (blocks|areas|pieces|stretches)
blocks = the (pattern|arrangement|layout|structure) of WHOLE is (simple|coarse|plain|clear)
compact = one (large|vast|broad|single|huge|extensive|sizable) CONNECTED REGION (fills|takes
    up|covers|occupies|makes up) more than three quarters of WHOLE
compact = more than three quarters of WHOLE (lie in|belong to|form) one CONNECTED REGION
biggest region = the LARGEST CONNECTED REGION( of all| of WHOLE|) (belongs to|consists of|is made up
    of) A
biggest region = no CONNECTED REGION (of WHOLE |)is (larger|bigger|more extensive) than one of A
longest of all = the longest BOUNDARY( of all| of WHOLE|) (lies|runs|is found|extends) between A and
    B
longest of all = no (boundary|border|dividing line) is longer than (the one|that) between A and B
longest of all = A and B (share|have) the longest BOUNDARY( of all| of WHOLE|)
whole edge = the (whole|entire|full) EDGE MARGIN( of WHOLE|) (is lined by|belongs to|is taken up
    by|consists of|is occupied by|is covered by) A
whole edge = all along the EDGE MARGIN( of WHOLE|) (@lie|@run|@stretch|@extend) A
shares edge = the EDGE MARGIN( of WHOLE|) is (shared by|divided between|split between|lined by|taken
    up by) LIST
shares edge = along the EDGE MARGIN( of WHOLE|) (lie|are found|are seen|one finds|one sees) LIST
shares edge = LIST (share|line|occupy|meet at) the EDGE MARGIN( of WHOLE|)
classes = N CLASSES (share|make up|appear in|occur in|are found in|are present in|coexist in|are
    represented in|can be distinguished in|can be identified in|can be recognized in|can be seen
    in|are visible in|can be told apart in|come together in|meet in) WHOLE
classes = WHOLE (holds|contains|includes|comprises|is made up of|is divided among|is composed
    of|brings together|combines|encompasses|features) N CLASSES
classes = (there are|one finds|one counts|one can tell apart|one can distinguish) N CLASSES in WHOLE
total regions = (in all|altogether|in total|all told), N CONNECTED REGIONS (make up|form|can be
    counted in|lie in) WHOLE
total regions = WHOLE (breaks up|is divided|can be divided|is split) into N CONNECTED REGIONS
total regions = the number of CONNECTED REGIONS (in WHOLE |)(is|comes to|amounts to) N
mean region = on average, (a|one) (single|separate) REGION (measures|covers|takes up) SHARE
mean region = the (mean|average) size of a (single|separate) REGION is SHARE
mean region = a (single|separate) REGION (measures|covers|takes up) SHARE on average
even = the classes have (nearly even|fairly even|rather even|well balanced|similar|comparable)
    shares( of WHOLE|)
even = WHOLE is (shared|divided|distributed|split) (fairly|rather|quite|nearly) evenly
    (among|between) the classes
even = no class (clearly |)outweighs the others
uneven = the (areas|extents|shares) of the classes (vary widely|vary considerably|vary greatly|are
    unbalanced)
uneven = the (shares|areas|extents) of the classes are (very |quite |rather |)uneven
uneven = WHOLE is (shared|divided|distributed) (very |quite |rather |)unevenly (among|between) the
    classes
uneven = the classes (differ widely|differ strongly|differ greatly|differ considerably|differ
    markedly|differ substantially) in (area|size|extent)
boundaries = the (boundaries|borders|dividing lines) between the classes have a (total|combined)
    length of LENGTH
boundaries = (in all|altogether|in total|all told), the (boundaries|borders|dividing lines) between
    the classes (measure|add up to|come to|amount to|total|sum to) LENGTH
boundaries = the (boundaries|borders|dividing lines) between the classes (measure|add up to|come
    to|amount to|total|sum to) LENGTH (in all|altogether|in total)
density = (on|for) every hectare(, there are|, one finds|, one counts) DIGITS meters of boundary(|
    on average)
density = the (edge density|density of edges|density of boundaries) (is|comes to|amounts to) DIGITS
    meters per hectare
""")
# Behind a clause and a comma.
TAILS = table(r"""
smaller = (with|together with|along with|accompanied by|complemented by|followed by|supplemented
    by|alongside) AREAS of LIST
little = (with|together with|along with|accompanied by|complemented by|followed by|supplemented
    by|alongside) SPOTS of LIST
""")
