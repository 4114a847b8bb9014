"""Clauses: the wordings of what the picture is, each with the claim that it makes.

Read `parts` first. Example: "LIST @dominate WHOLE" say that they cover most of it.
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

GISTS = table(r"""
entire = LIST (@fill|@cover|@occupy|@take up|@blanket|@stretch over|@extend over|@spread over) (all
    of|the whole of|the entire extent of|every part of|every corner of|the full extent of|every bit
    of) WHOLE(| without a gap| without a break| without interruption| from edge to edge| from one
    side to the other| from end to end)
entire = LIST @cover (all of|every part of) the surface
entire = LIST @cover the entire surface
entire = (all of|every part of) the surface (is covered by|belongs to|consists of) LIST
entire = nothing but LIST (can be seen|is to be seen|can be found|meets the eye|comes into view)
entire = (every part|every corner|every bit|the entirety|the full extent|the whole|all) of WHOLE (is
    covered by|belongs to|consists of|is taken up by|lies under|is occupied by) LIST
entire = WHOLE is ENTIRELY (covered by|made up of|taken up by|filled by|given over to|occupied
    by|blanketed by) LIST(| from edge to edge| from one side to the other| without a break)
entire = (nothing but|nothing other than) LIST (can be seen|is to be seen|can be found|can be made
    out|meets the eye|comes into view|is to be found) (in|across|throughout|anywhere in) WHOLE
nearly = LIST (@fill|@cover|@occupy|@take up|@blanket) (nearly|almost|practically|virtually|all
    but|just about) (all|the whole|every part) of WHOLE
nearly = (nearly|almost|practically|virtually|just about) (all|the whole|every part) of WHOLE (is
    covered by|belongs to|consists of|is taken up by|lies under|is occupied by) LIST
nearly = (almost|practically|virtually|nearly) nothing but LIST (can be seen|is to be seen|meets the
    eye|comes into view)
nearly = LIST @cover (nearly|almost|practically|virtually|just about) all of the surface
nearly = (nearly|almost|practically|virtually) all of the surface (is covered by|belongs to|consists
    of) LIST
most = LIST (jointly |)(@dominate|@shape) WHOLE
most = LIST (@characterize|@define|@typify|@mark|(@set|@determine) the character of) WHOLE
most = LIST (@leave|@put) (its|their) mark on WHOLE
most = LIST (@determine|@govern) the (look|appearance) of WHOLE
most = LIST @set the tone(| in WHOLE)
most = LIST @give WHOLE its character
most = LIST @be (dominant|predominant|prevalent) (in|across|throughout) WHOLE
most = LIST @play the (leading|main|principal|dominant) (role|part)(| in WHOLE)
most = LIST (@prevail|@predominate)(| (in|across|throughout) WHOLE)
most = LIST @dominate
most = LIST (@cover|@occupy|@take up|@fill|@blanket|@make up|@account for|@form|@spread over|@extend
    over|@stretch across|@spread across|@extend across|@constitute|@lie across|@range over|@be
    spread over|@be found on|@claim|@hold|@comprise) MOST of (WHOLE|the SURFACE)
most = MOST of (WHOLE|the SURFACE) (is covered by|is taken up by|belongs to|consists of|is occupied
    by|is given over to|lies under|is filled by|is blanketed by|is made up of|is held by|is claimed
    by|is composed of|goes to|is formed by) LIST
most = WHOLE is (dominated by|shaped by|characterized by|marked by|defined by|typified by|MOSTLY
    (covered by|made up of|taken up by|given over to|occupied by|filled by|composed of)) LIST
most = WHOLE (consists|is composed) MOSTLY of LIST
most = the (dominant|prevailing|predominant|principal|main|chief) (class|land
    cover|cover|land cover class|feature|ground cover|kind of land cover) (of|in|across)
    WHOLE is LIST
most = LIST @be the (dominant|prevailing|predominant|principal|main) (class|land cover|cover|land
    cover class|feature) (of|in|across) WHOLE
most = what (dominates|prevails in|fills MOST of|covers MOST of|characterizes|shapes|defines|stands
    out in|predominates in) WHOLE is LIST
most = what (dominates|prevails|predominates|stands out) is LIST
most = LIST (@cover|@occupy|@take up|@fill|@account for) MOST of what (is in view|lies in
    view|can be seen|meets the eye)
most = MOST of what (can be seen|is visible|one sees|meets the eye|comes into view|is shown)(| in
    WHOLE) is LIST
most = LIST (share|(together|jointly|between them) cover|(together|between them) (occupy|fill|make
    up|form|take up|account for)|jointly (occupy|account for)) MOST of WHOLE
most = MOST of WHOLE is shared by LIST
most = WHOLE is MOSTLY shared by LIST
most = the (main|principal|leading|dominant|chief|prevailing|predominant) (classes|land
    covers|covers|land cover classes|features|ground covers|kinds of land cover)
    (of|in|across) WHOLE are LIST
most = LIST are the (main|principal|dominant|prevailing|predominant) (classes|land
    covers|covers|land cover classes|features) (of|in|across) WHOLE
lead = the LARGEST (class|cover|land cover|part|land cover class)(| (of|in|across) WHOLE) is
    LIST
lead = LIST (@take up|@make up|@cover|@occupy|@account for|@fill|@form) the GREATEST
    (part|share|portion|single part|single share) of (WHOLE|the SURFACE)
lead = LIST (@come first|@rank first) (by area|in area|in extent)(| (in|across) WHOLE)
lead = LIST @be the most (widespread|extensive|common|prominent) (class|cover|land
    cover|land cover class) (of|in|across) WHOLE
lead = no other (class|cover|land cover|land cover class) (covers|takes up|fills|occupies)
    as much (of WHOLE|ground|space) as LIST
lead = LIST (@head|@lead|@top) the list of (classes|covers|land covers) (in|of) WHOLE
top = the LARGEST (classes|covers|land covers|parts|land cover classes)(| (of|in|across)
    WHOLE) are LIST
top = LIST (come first|rank first) (by area|in area|in extent)(| (in|across) WHOLE)
top = LIST (take up|make up|occupy|cover|account for|fill) the GREATEST (shares|parts|portions) of
    (WHOLE|the SURFACE)
top = LIST are the most (widespread|extensive|common|prominent) (classes|covers|land
    covers|land cover classes) (of|in|across) WHOLE
sole = LIST @be the only (class|land cover|land cover class)(| (in|of) WHOLE)
sole = LIST alone (@cover|@occupy) a part of WHOLE
mixed = no (single|one) (class|cover|land cover) (dominates|prevails in|predominates
    in|takes up most of|covers most of) WHOLE, which LIST share with (others|other classes|further
    classes|other land covers)
mixed = no (single|one) (class|cover|land cover) (dominates|prevails|predominates), and LIST share
    the (ground|surface|space) with (others|other classes|further classes)
size = LIST (@cover|@occupy|@take up|@fill|@blanket|@make up|@account for|@form|@spread over|@extend
    over|@stretch across) SHARE of (WHOLE|the SURFACE)
size = SHARE of (WHOLE|the SURFACE) (is covered by|is taken up by|belongs to|consists of|is occupied
    by|lies under|is given over to|is filled by) LIST
entire = SEES (nothing but|nothing other than|an unbroken expanse of|an unbroken cover of|only|a
    (single|complete|continuous|seamless) (cover|expanse|surface) of) LIST
nearly = SEES (almost|practically|virtually|next to|nearly) nothing but LIST
most = SEES LAND (dominated by|shaped by|characterized by|marked by|typified by|defined by|MOSTLY
    (given over to|covered by|made up of|taken up by|occupied by|filled by|composed of|consisting
    of)|that is MOSTLY (covered by|given over to)|that consists MOSTLY of|that belongs MOSTLY
    to|blanketed MOSTLY by) LIST
most = SEES LAND (where|in which) LIST (@dominate|@prevail|@predominate|@be
    (dominant|predominant)|@set the tone|(@cover|@occupy|@take up|@fill|@account for) MOST of the
    SURFACE|@play the (leading|main) (role|part))
most = SEES LAND with LIST as (the|its) (main|dominant|principal|prevailing|chief)
    (class|cover|feature|land cover|classes|covers|features|land covers)
lead = SEES LAND with LIST as (the|its) LARGEST (cover|part|class|land cover)
lead = SEES LAND whose LARGEST (part|cover|class|land cover) is LIST
lead = SEES LAND (where|in which) LIST (@take|@make) up the GREATEST (part|share|portion)
top = SEES LAND with LIST as (the|its) LARGEST (covers|parts|classes|land covers)
top = SEES LAND whose LARGEST (parts|covers|classes|land covers) are LIST
top = SEES LAND (where|in which) LIST (take|make) up the GREATEST (parts|shares|portions)
""")
