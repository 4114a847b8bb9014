"""Clauses: the wordings of whole sentences in captions, each with the claim that it makes.

Read `parts` first. Example: "N CLASSES meet in WHOLE" says how many classes the patch has.
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

CLAUSES = table(r"""
smaller = LIST (@follow|@come next|@come after that|@rank behind|@come behind|@stand behind) with
    PARTS
smaller = LIST (@take up|@cover|@occupy|@claim|@fill|@make up|@account for|@spread
    over|@add|@contribute|@supply|@provide|@hold) PARTS(| of WHOLE)
smaller = PARTS(| of WHOLE) ((go|goes) to|(is|are) covered by|(is|are) taken up by|(is|are) occupied
    by|(is|are) given over to|(is|are) filled by|(is|are) left to|(is|are) reserved for|(is|are)
    held by|(is|are) made up of) LIST
smaller = (one also finds|one can also make out|the eye also meets|there (is|are) also|WHOLE also
    includes|WHOLE further comprises|WHOLE leaves room for|WHOLE finds room for|WHOLE makes room
    for|WHOLE also holds|WHOLE also has|WHOLE also contains) PARTS of LIST
little = LIST (@take up|@cover|@occupy|@claim|@fill|@hold|@make up|@account for) (only|just|merely)
    BITS(| of WHOLE)
little = (only|just|merely) BITS (of WHOLE |)(is|are) (covered by|taken up by|occupied by|left
    to|given over to|filled by|devoted to|held by) LIST
little = LIST (@play|@have) (only|just) (a minor|a marginal|a subordinate|a small|an incidental)
    part in WHOLE
little = LIST @be (confined|limited|reduced|restricted) to BITS(| of WHOLE)
little = LIST (@remain|@stay) (minor|marginal|small|slight|modest) in (extent|area|size|scale)
little = (WHOLE also (has|holds|contains)|there (is|are) also) BITS of LIST
trace = (traces|slivers|specks|dots|scraps|hints|mere traces|tiny traces) of LIST (can be made
    out|occur|are present|turn up|are found|appear|can be spotted) (too|as well|also|besides)
trace = WHOLE also (holds|contains|includes|has|bears) (traces|slivers|specks|dots|scraps|hints|mere
    traces|tiny traces) of LIST
rest = (a (part|portion|section|fraction|share) of WHOLE|part of WHOLE|some of WHOLE) (belongs to
    none of these classes|is covered by none of these classes|has no class assigned|has no class|is
    left without a class|falls outside all classes|remains unclassified|remains without a class|lies
    outside these classes|is unlabeled|stays unlabeled|goes unlabeled)
nothing = no part of WHOLE belongs to any (of the land cover classes|land cover class|of the
    nineteen classes)
nothing = none of the (nineteen |)(land cover classes|classes|land covers) (occurs|is found|is
    present|can be seen) (in|across|anywhere in) WHOLE
nothing = WHOLE (holds|contains) (none of|nothing of) the (nineteen |)(land cover
    classes|classes|land covers)
climate = (the|the local) climate( here|) is (classed|described|mapped|given|listed|recorded) as
    QUOTED
climate = the (place|area|location|site|spot) (lies in|belongs to|falls within|has) DESCRIBED
climate = the climate zone is (called |given as |)QUOTED
climate = DESCRIBED (prevails here|prevails|is typical of the place|reigns here|is the rule here)
uniform = no (boundary|border|dividing line) (of any kind |)(crosses|runs through|divides|cuts
    through|breaks) WHOLE
uniform = (nothing else|no other class) (interrupts|breaks up|disturbs) (it|this cover|this surface)
uniform = WHOLE is (uniform|the same|of one kind|homogeneous) (throughout|all over|from edge to
    edge|everywhere)
mosaic = WHOLE (is|forms|resembles|looks like|amounts to) a
    (mosaic|patchwork|puzzle|jigsaw|quilt|checkerboard) of (many |)(small REGIONS|little
    REGIONS|scattered REGIONS)
mosaic = (many small|many little|scattered small) REGIONS (give WHOLE the look of|turn WHOLE
    into|make WHOLE into|lend WHOLE the look of) a (mosaic|patchwork|puzzle|jigsaw|quilt)
fragmented = WHOLE is (strongly|highly|much|heavily) (fragmented|broken
    up|divided|parceled|splintered|cut up)
fragmented = the (pattern|cover|mosaic|fabric) of WHOLE is (strongly|highly|heavily) fragmented
fragmented = (many|numerous) (separate|scattered|distinct) REGIONS break up WHOLE
blocks = (a few|only a few|few but|a handful of) large (blocks|areas|pieces|units|bodies) (make
    up|form|share|compose|fill) WHOLE
blocks = WHOLE is (made up|composed|built up) of (a few|only a few|a handful of) large
    (blocks|areas|pieces|units|bodies)
blocks = the (pattern|arrangement|layout|structure) of WHOLE is (simple|coarse|plain|clear)
compact = one (large|vast|broad|huge|single) CONNECTED REGION (fills|takes up|covers|holds|occupies)
    more than three quarters of WHOLE
compact = more than three quarters of WHOLE (lie in|belong to|form|make up) one CONNECTED REGION
biggest region = the LARGEST CONNECTED REGION( of all| of WHOLE|) (belongs to|consists of|is made up
    of|is one of) A
biggest region = no CONNECTED REGION (of WHOLE |)is (larger|bigger|more extensive|wider) than one of
    A
longest of all = the longest BOUNDARY( of all| of WHOLE|) (lies|runs|is found|extends|stretches)
    between A and B
longest of all = no (boundary|border|dividing line) is longer than (the one|that) between A and B
longest of all = A and B (share|have) the longest BOUNDARY( of all| of WHOLE|)
whole edge = the (whole|entire|complete|full) EDGE MARGIN( of WHOLE|) (is lined by|belongs to|is
    taken up by|consists of|is occupied by|falls to|is held by) A
whole edge = all along the EDGE MARGIN( of WHOLE|) (@lie|@run|@stretch|@extend) A
shares edge = the EDGE MARGIN( of WHOLE|) is (shared by|divided among|divided between|split
    between|lined by|made up of|taken up by) LIST
shares edge = along the EDGE MARGIN( of WHOLE|) (lie|run|are found|stretch|are seen) LIST
shares edge = LIST (share|divide|line|occupy|meet at) the EDGE MARGIN( of WHOLE|)
classes = N CLASSES (share|make up|divide|fill|appear in|occur in|are found in|are present in|can be
    told apart in|come together in|meet in) WHOLE
classes = WHOLE (holds|contains|includes|comprises|is made up of|is divided among|is composed
    of|brings together|unites|combines) N CLASSES
classes = (there are|one finds|one counts|one can tell apart|the eye can tell apart) N CLASSES in
    WHOLE
total regions = (in all|altogether|in total|all told|all in all), N CONNECTED REGIONS (make
    up|form|can be counted in|lie in|compose) WHOLE
total regions = WHOLE (falls apart|breaks up|is divided|can be divided|is split) into N CONNECTED
    REGIONS
total regions = the number of CONNECTED REGIONS (in WHOLE |)(is|comes to|amounts to) N
mean region = on average, (a|one) (single|separate) REGION (measures|covers|holds|has|takes up)
    SHARE
mean region = the (mean|average) size of a (single|separate) REGION is SHARE
mean region = a (single|separate) REGION (measures|covers|has|takes up) SHARE on average
even = the classes (have|take|hold) (nearly even|fairly even|rather even|well
    balanced|similar|comparable) shares( of WHOLE|)
even = WHOLE is (shared|divided|distributed|split) (fairly|rather|quite|nearly) evenly
    (among|between) the classes
even = no class (clearly |)outweighs the others
uneven = the (shares|areas|extents) of the classes are (very |quite |rather |)uneven
uneven = WHOLE is (shared|divided|distributed) (very |quite |rather |)unevenly (among|between) the
    classes
uneven = the classes (differ widely|differ strongly|differ much|differ greatly) in
    (area|size|extent)
boundaries = (in all|altogether|in total|all told), the (boundaries|borders|dividing lines) between
    the classes (measure|add up to|come to|run for|amount to|reach) LENGTH
boundaries = the (boundaries|borders|dividing lines) between the classes (measure|add up to|come
    to|run for|amount to|reach) LENGTH (in all|altogether|in total)
density = (on|for) every hectare(, there are|, one finds|, one counts) DIGITS meters of boundary(|
    on average)
density = the (edge density|density of edges|density of boundaries) (is|comes to|amounts to|reaches)
    DIGITS meters per hectare
""")
# Behind a clause and a comma.
TAILS = table(r"""
smaller = (with|beside|next to|alongside|together with|along with|accompanied by|complemented
    by|joined by|followed by|supplemented by|in addition to|as well as|supported by|completed
    by|rounded off by) PARTS of LIST
little = (with|beside|next to|alongside|together with|along with|accompanied by|complemented
    by|joined by|followed by|supplemented by|in addition to|as well as|supported by|completed
    by|rounded off by) BITS of LIST
""")
