"""Clauses: the wordings of what the picture is, each with the claim that it makes.

Read `parts` first. Example: "LIST @dominate WHOLE" say that they cover most of it.
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.parts import table

GISTS = table(r"""
entire = LIST (@fill|@cover|@occupy|@take up|@blanket|@claim|@span) (all of|the whole of|the entire
    extent of|every part of|every corner of) WHOLE(| without a gap| without a break| without
    interruption| from edge to edge| from one side to the other)
entire = (every part|every corner|every pixel|the entirety|the full extent|each hectare|all) of
    WHOLE (is covered by|belongs to|consists of|is taken up by|lies under) LIST
entire = WHOLE is ENTIRELY (covered by|made up of|taken up by|filled by|given over to|blanketed by)
    LIST
entire = (nothing but|nothing other than) LIST (can be seen|can be made out|meets the eye|is to be
    found|comes into view) (in|across|throughout|anywhere in) WHOLE
nearly = LIST (@fill|@cover|@occupy|@take up|@blanket|@claim)
    (nearly|almost|practically|virtually|all but|just about) (all|the whole|every part|the entire
    extent) of WHOLE
nearly = (nearly|almost|practically|virtually|just about) (all|the whole|every part) of WHOLE (is
    covered by|belongs to|consists of|is taken up by|lies under) LIST
most = LIST (@dominate|@pervade|@rule|@govern|@shape|@characterize|@mark|@command|@overspread) WHOLE
most = LIST (@prevail|@predominate|@hold sway|@have the upper hand) (in|across|throughout) WHOLE
most = LIST (@cover|@occupy|@take up|@fill|@claim|@blanket|@make up|@account for|@form|@spread
    over|@extend over|@stretch across|@sprawl across|@lie over) MOST of WHOLE
most = MOST of WHOLE (is covered by|is taken up by|belongs to|consists of|is occupied by|goes to|is
    given over to|lies under|falls to|is filled by|is claimed by|is made up of) LIST
most = WHOLE is (dominated by|MOSTLY under|MOSTLY covered by|MOSTLY made up of|MOSTLY given over
    to|MOSTLY occupied by|ruled by|characterized by) LIST
most = WHOLE (consists|is composed|is made) MOSTLY of LIST
most = the (dominant|prevailing|predominant|principal|ruling|main|chief) (class|land
    cover|cover|surface|element|feature|ground cover) (of|in|across) WHOLE is LIST
most = it is LIST that (@dominate|@prevail in|@take up MOST of|@fill MOST of|@rule|@shape|@govern)
    WHOLE
most = what (dominates|prevails in|fills MOST of|covers MOST of|shapes|rules) WHOLE is LIST
most = LIST (cover|make up|fill|take up|account for|occupy|claim|share|divide between them|spread
    over|extend over|stretch across|together cover|together fill|jointly cover|jointly make
    up|between them fill|together occupy|combine to fill) MOST of WHOLE
most = LIST (dominate|shape|rule|govern|characterize|mark|command) WHOLE
most = LIST (prevail|predominate|hold sway) (in|across|throughout) WHOLE
most = MOST of WHOLE (is shared by|is divided between|is covered by|is taken up by|belongs
    to|consists of|is occupied by|goes to|lies under|falls to|is given over to|is filled by|is made
    up of) LIST
most = WHOLE is (dominated by|MOSTLY shared by|MOSTLY divided between|MOSTLY under|MOSTLY covered
    by|MOSTLY made up of|MOSTLY given over to|ruled by|characterized by) LIST
most = WHOLE (consists|is composed|is made) MOSTLY of LIST
most = the (main|principal|leading|dominant|chief|prevailing|foremost) (classes|land
    covers|covers|surfaces|elements|features|ground covers) (of|in|across) WHOLE are LIST
most = it is LIST that (dominate|prevail in|share MOST of|fill MOST of|make up MOST of|shape|rule)
    WHOLE
most = what (dominates|prevails in|fills MOST of|covers MOST of|shapes) WHOLE is LIST
lead = the LARGEST (class|cover|land cover|share|part|surface|element|ground cover) (of|in|across)
    WHOLE is LIST
lead = LIST (@take up|@make up|@cover|@hold|@have|@occupy|@claim|@fill|@form) the LARGEST
    (part|share|portion|area|single part|single share|slice) of WHOLE
lead = LIST (@lead|@come first|@rank first|@stand first|@take the lead) (by area|in area|in
    extent|by extent|by size) (in|across) WHOLE
lead = LIST @be the most (widespread|extensive|common|prominent|expansive) (class|cover|surface|land
    cover|element) (of|in|across) WHOLE
lead = no other (class|cover|surface|land cover|element) (covers|takes
    up|reaches|holds|fills|occupies) as much of WHOLE as LIST
lead = it is LIST that (@take up|@make up|@cover|@hold|@claim|@have) the LARGEST
    (part|share|portion|slice) of WHOLE
top = the LARGEST (classes|covers|land covers|parts|surfaces|elements|ground covers) (of|in|across)
    WHOLE are LIST
top = LIST (lead|come first|rank first|stand first|take the lead) (by area|in area|in extent|by
    extent|by size) (in|across) WHOLE
top = LIST (hold|have|take up|make up|occupy|claim|fill) the LARGEST
    (shares|parts|portions|areas|slices) of WHOLE
top = LIST are the most (widespread|extensive|common|prominent|expansive)
    (classes|covers|surfaces|land covers|elements) (of|in|across) WHOLE
top = it is LIST that (hold|take up|make up|claim|have) the LARGEST (parts|shares|portions|slices)
    of WHOLE
sole = LIST @be the only (class|land cover|cover) (in|of) WHOLE
sole = LIST (alone @have|alone @hold) a part of WHOLE
mixed = no (single|one) (class|cover|surface|element) (dominates|prevails in|rules|commands|takes up
    most of|covers most of) WHOLE, which LIST (share|divide) with (others|other classes|further
    classes|further covers)
size = LIST (@cover|@occupy|@take up|@fill|@claim|@blanket|@make up|@account for|@form|@spread
    over|@extend over|@stretch across|@lie over) SHARE of WHOLE
size = SHARE of WHOLE (is covered by|is taken up by|belongs to|consists of|is occupied by|goes
    to|lies under|falls to|is given over to|is filled by) LIST
entire = PICTURE SHOWS (nothing but|nothing other than|an unbroken expanse of|an unbroken cover of|a
    (seamless|closed|single|complete|continuous) (cover|expanse|sheet|surface) of) LIST
nearly = PICTURE SHOWS (almost|practically|virtually|next to|nearly) nothing but LIST
most = PICTURE SHOWS LAND (dominated by|MOSTLY under|MOSTLY of|ruled by|governed by|pervaded
    by|shaped by|characterized by|marked by|MOSTLY given over to|MOSTLY covered by|MOSTLY made up
    of|MOSTLY occupied by|that is MOSTLY under|that consists MOSTLY of) LIST
lead = PICTURE SHOWS LAND with LIST as (the|its) LARGEST (cover|part|class|share|element|surface)
lead = PICTURE SHOWS LAND whose LARGEST (part|cover|class|share|element|surface) is LIST
lead = PICTURE SHOWS LAND in which LIST (@take|@make) up the LARGEST (part|share)
lead = PICTURE SHOWS LAND led by LIST
top = PICTURE SHOWS LAND with LIST as (the|its) LARGEST
    (covers|parts|classes|shares|elements|surfaces)
top = PICTURE SHOWS LAND whose LARGEST (parts|covers|classes|shares|elements|surfaces) are LIST
top = PICTURE SHOWS LAND led by LIST
""")
