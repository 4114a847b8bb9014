"""Wordings of what the picture is: as a clause on the whole, behind a word for the picture, and as
what a picture shows. They fill in the classes.

Kinds as in `gist`. Example: CLAUSES["most"] says "{items} dominate {w}"
"""

from __future__ import annotations

from builder.captions.phrases import Phrase

CLAUSES = {
    "entire": Phrase(
        "[{items} ~[fills|covers|occupies|takes up|blankets|stretches over|extends over"
        "|spreads over]"
        " [all of|the whole of|the entire extent of|every part of|every corner of"
        "|the full extent of"
        "|every bit of] {w}[| without a gap|"
        "| without a break| without interruption| from edge to edge| from one side to the other"
        "| from end to end]"
        "|[every part|every corner|every bit|the entirety|the full extent|the whole|all] of {w}"
        " [is covered by|belongs to|consists of|is taken up by|is occupied by] {items}"
        "|{w} is <entirely> [covered by|made up of|taken up by|filled by|given over to|occupied by"
        "|blanketed by]"
        " {items}[|| from edge to edge| from one side to the other| without a break]"
        "|[nothing but|nothing other than] {items} [can be seen|is to be seen|can be found"
        "|can be made out|meets the eye|comes into view|is to be found]"
        " [in|across|throughout|anywhere in] {w}]"
    ),
    "nearly": Phrase(
        "[{items} ~[fills|covers|occupies|takes up|blankets] [nearly|almost|practically"
        "|virtually|all but|just about] [all|the whole|every part] of {w}"
        "|[nearly|almost|practically|virtually|just about] [all|the whole|every part] of {w} [is"
        " covered by|belongs to|consists of|is taken up by|is occupied by] {items}]"
    ),
    "most": Phrase(
        "[{items} ~[dominates|characterizes|shapes|defines|typifies|marks] {w}"
        "|{items} ~[sets|determines] the character of {w}|{items} ~gives {w} its character"
        "|{items} ~leaves ~its mark on {w}|{items} ~sets the tone in {w}"
        "|{items} ~is [dominant|predominant|prevalent] [in|across|throughout] {w}"
        "|{items} ~plays the [leading|main|principal|dominant] [role|part] in {w}"
        "|{items} ~[determines|governs] the [look|appearance] of {w}"
        "|{items} ~[prevails|predominates] [in|across|throughout] {w}"
        "|{items} ~[covers|occupies|takes up|fills|blankets|makes up|accounts for|forms"
        "|spreads over|extends over|stretches across|spreads across|extends across|constitutes"
        "|lies across|ranges over|is spread over|is found on|claims|holds]"
        " <most> of {w}"
        "|<most> of {w} [is covered by|is taken up by|belongs to|consists of|is occupied by"
        "|is given over to|is filled by|is blanketed by|is made up of"
        "|is claimed by|is composed of|goes to|is formed by] {items}"
        "|{w} is [dominated by|<mostly> covered by|<mostly> made up of|<mostly> taken up by"
        "|<mostly> given over to|<mostly> occupied by|shaped by|characterized by|marked by"
        "|defined by|typified by|<mostly> filled by|<mostly> composed of] {items}"
        "|{w} [consists|is composed] <mostly> of {items}"
        "|the [dominant|prevailing|predominant|principal|main|chief] [class|land cover|cover"
        "|land cover class|feature|ground cover|kind of land cover] [of|in|across] {w}"
        " is {items}"
        "|{items} ~is the [dominant|prevailing|predominant|principal|main] [class|land cover|cover"
        "|land cover class|feature] [of|in|across] {w}"
        "|what [dominates|prevails in|fills <most> of|covers <most> of|characterizes|shapes"
        "|defines|stands out in|predominates in] {w} is {items}"
        "|<most> of what [can be seen|is visible|one sees|meets the eye|comes into view|is shown]"
        " in {w} is {items}]"
    ),
    "shared": Phrase(
        "[{items} [cover|make up|fill|take up|account for|occupy|share|form|together occupy"
        "|spread over|extend over|stretch across|together cover|together fill|jointly cover"
        "|together make up|together form|together take up|together account for"
        "|constitute|are spread over|are found on|between them cover|between them occupy"
        "|between them make up|claim|hold|jointly occupy|jointly account for]"
        " <most> of {w}"
        "|{items} [dominate|shape|characterize|define|typify|mark|jointly dominate|jointly shape]"
        " {w}"
        "|{items} [set|determine] the character of {w}|{items} give {w} its character"
        "|{items} leave their mark on {w}|{items} set the tone in {w}"
        "|{items} are [dominant|predominant|prevalent] [in|across|throughout] {w}"
        "|{items} play the [leading|main|principal|dominant] [role|part] in {w}"
        "|{items} [determine|govern] the [look|appearance] of {w}"
        "|{items} [prevail|predominate] [in|across|throughout] {w}"
        "|<most> of {w} [is shared by|is covered by|is taken up by|belongs to"
        "|consists of|is occupied by|is given over to|is filled by|is made up of"
        "|is claimed by|is composed of|goes to] {items}"
        "|{w} is [dominated by|<mostly> shared by|<mostly> covered by|<mostly> made up of"
        "|<mostly> taken up by|<mostly> given over to|shaped by|characterized by|marked by"
        "|defined by|typified by|<mostly> filled by|<mostly> composed of] {items}"
        "|{w} [consists|is composed] <mostly> of {items}"
        "|the [main|principal|leading|dominant|chief|prevailing|predominant] [classes|land covers"
        "|covers|land cover classes|features|ground covers|kinds of land cover]"
        " [of|in|across] {w} are {items}"
        "|{items} are the [main|principal|dominant|prevailing|predominant] [classes|land covers"
        "|covers|land cover classes|features] [of|in|across] {w}"
        "|<most> of what [can be seen|is visible|one sees|meets the eye|comes into view|is shown]"
        " in {w} is {items}]"
    ),
    "lead": Phrase(
        "[the <largest> [class|cover|land cover|part|land cover class] [of|in|across] {w}"
        " is {items}"
        "|{items} ~[takes up|makes up|covers|occupies|accounts for|fills|forms] the <greatest>"
        " [part|share|portion|single part|single share] of {w}"
        "|{items} ~[comes first|ranks first] [by area|in area|in extent] [in|across] {w}"
        "|{items} ~is the most [widespread|extensive|common|prominent] [class|cover"
        "|land cover|land cover class] [of|in|across] {w}"
        "|no other [class|cover|land cover|land cover class] [covers|takes up|fills"
        "|occupies] as much of {w} as {items}"
        "|{items} ~[heads|leads|tops] the list of [classes|covers|land covers] [in|of] {w}]"
    ),
    "top": Phrase(
        "[the <largest> [classes|covers|land covers|parts|land cover classes] [of|in"
        "|across] {w} are {items}"
        "|{items} [come first|rank first] [by area|in area|in extent] [in|across] {w}"
        "|{items} [take up|make up|occupy|cover|account for|fill] the <greatest> [shares|parts"
        "|portions] of {w}"
        "|{items} are the most [widespread|extensive|common|prominent] [classes|covers"
        "|land covers|land cover classes] [of|in|across] {w}]"
    ),
    "sole": Phrase(
        "[{items} ~is the only [class|land cover|land cover class] [in|of] {w}"
        "|{items} alone ~[covers|occupies] a part of {w}]"
    ),
    "mixed": Phrase(
        "no [single|one] [class|cover|land cover] [dominates|prevails in|predominates in"
        "|takes up most of|covers most of] {w}, which {items} share with [others|other"
        " classes|further classes|other land covers]"
    ),
    "share": Phrase(
        "[{items} ~[covers|occupies|takes up|fills|blankets|makes up|accounts for|forms"
        "|spreads over|extends over|stretches across] {share} of {w}"
        "|{share} of {w} [is covered by|is taken up by|belongs to|consists of|is occupied by"
        "|is given over to|is filled by] {items}]"
    ),
}
_DOMINATED = (
    "[{land} [dominated by|shaped by|characterized by|marked by|<mostly> given over to"
    "|<mostly> covered by|<mostly> made up of|<mostly> taken up by|<mostly> occupied by"
    "|that is <mostly> covered by|that consists <mostly> of|typified by|defined by"
    "|<mostly> filled by|<mostly> composed of|that is <mostly> given over to"
    "|that belongs <mostly> to|<mostly> consisting of|blanketed <mostly> by] {items}"
    "|{land} [where|in which] {items} [~[dominates|prevails|predominates|is dominant|sets the tone"
    "|is predominant]|~[covers|occupies|takes up|fills|accounts for] <most> of the"
    " [surface|space|ground|area|terrain]|~plays the [leading|main] [role|part]]"
    "|{land} with {items} as [the|its] [main|dominant|principal|prevailing|chief] "
)
OBJECTS = {
    "entire": Phrase(
        "[nothing but|nothing other than|an unbroken expanse of|an unbroken cover of|only"
        "|a [single|complete|continuous|seamless] [cover|expanse|surface] of] {items}"
    ),
    "nearly": Phrase("[almost|practically|virtually|next to|nearly] nothing but {items}"),
    "most": Phrase(f"{_DOMINATED}[class|cover|feature|land cover]]"),
    "shared": Phrase(f"{_DOMINATED}[classes|covers|features|land covers]]"),
    "lead": Phrase(
        "[{land} with {items} as [the|its] <largest> [cover|part|class|land cover]"
        "|{land} whose <largest> [part|cover|class|land cover] is {items}"
        "|{land} [where|in which] {items} ~[takes|makes] up the <greatest> [part|share|portion]]"
    ),
    "top": Phrase(
        "[{land} with {items} as [the|its] <largest> [covers|parts|classes|land covers]"
        "|{land} whose <largest> [parts|covers|classes|land covers] are {items}"
        "|{land} [where|in which] {items} [take|make] up the <greatest> [parts|shares|portions]]"
    ),
}
# Behind words that name the picture: "in this image, ...", "the image was taken in ..., and ...".
PLAIN = {
    "entire": Phrase(
        "[nothing but {items} [can be seen|is to be seen|can be found|meets the eye"
        "|comes into view]"
        "|{items} ~covers [all of the surface|every part of the surface|the entire surface]"
        "|[all of|every part of] the surface [is covered by|belongs to|consists of] {items}]"
    ),
    "nearly": Phrase(
        "[[almost|practically|virtually|nearly] nothing but {items} [can be seen|is to be seen"
        "|meets the eye|comes into view]"
        "|{items} ~covers [nearly|almost|practically|virtually|just about] all of the surface"
        "|[nearly|almost|practically|virtually] all of the surface [is covered by|belongs to"
        "|consists of] {items}]"
    ),
    "most": Phrase(
        "[{items} ~[covers|occupies|takes up|fills|accounts for] <most> of what [is in view"
        "|lies in view|can be seen|meets the eye]"
        "|{items} ~[dominates|prevails|predominates]|{items} ~sets the tone"
        "|{items} ~plays the [leading|main|principal] [role|part]"
        "|{items} ~[covers|occupies|takes up|fills|accounts for] <most> of the"
        " [surface|space|ground|area|terrain]"
        "|<most> of the [surface|space|ground|area|terrain] [is covered by|is taken up by"
        "|belongs to|consists of|is occupied by|goes to|is filled by] {items}"
        "|<most> of what [can be seen|is visible|one sees|meets the eye] is {items}"
        "|what [dominates|prevails|predominates|stands out] is {items}]"
    ),
    "lead": Phrase(
        "[the <largest> [class|cover|land cover|part] is {items}"
        "|{items} ~[takes up|makes up|covers|occupies|accounts for] the <greatest>"
        " [part|share|portion] of the [surface|space|ground|area|terrain]"
        "|{items} ~[comes first|ranks first] [by area|in area|in extent]"
        "|no other [class|cover|land cover] [covers|takes up|fills|occupies] as much [ground|space]"
        " as {items}]"
    ),
    "top": Phrase(
        "[the <largest> [classes|covers|land covers|parts] are {items}"
        "|{items} [take up|make up|occupy|cover|account for] the <greatest> [shares|parts|portions]"
        " of the [surface|space|ground|area|terrain]"
        "|{items} [come first|rank first] [by area|in area|in extent]]"
    ),
    "sole": Phrase("{items} ~is the only [class|land cover|land cover class]"),
    "mixed": Phrase(
        "no [single|one] [class|cover|land cover] [dominates|prevails|predominates], and {items}"
        " share the [ground|surface|space] with [others|other classes|further classes]"
    ),
    "share": Phrase(
        "[{items} ~[covers|occupies|takes up|fills|accounts for] {share} of the"
        " [surface|space|ground|area|terrain]"
        "|{share} of the [surface|space|ground|area|terrain] [is covered by|is taken up by"
        "|belongs to|consists of|is occupied by] {items}]"
    ),
}
PLAIN["shared"] = PLAIN["most"]
LAND = Phrase(
    "{an}[landscape|area|region|place|stretch|expanse|location|environment|site|tract"
    "|zone|locality|territory|district|setting|scene|part of the earth's surface]"
)
