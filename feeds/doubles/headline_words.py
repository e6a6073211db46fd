"""What `headlines` knows of English words. In other languages headlines are the same when their words are."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen")
    )
}
SAME = {"%": "percent", "pct": "percent", "utd": "united", "govt": "government"}
IDLE = _words("a an the its his her their and is are was were be been being has have had")
"""Words that headlines have or leave out as they like."""
WEAK = IDLE | _words("""
    i you he she it we they me him her us them my your his its our their this that these those here there who what when where why how which whose
    s re ve ll in on at to of for from with by as into over under up down out off about after before until till since than then but or if so yet
    do does did can could will would shall should may might must not no yes all any some more most new now just also still get gets got
    live update updates updated latest breaking news briefing brief morning afternoon evening night today tonight yesterday tomorrow day days daily
    week weekly weekend month year hour hours minute minutes monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december
    welcome coverage summary recap roundup round wrap far know known need needs happened happens happening happen thank thanks following join joining joined
    reading good hello blog liveblog page pages front paper papers headline headlines story stories post posts thread key moment moments thing things
    point points question questions answer answers explained explainer analysis opinion comment comments letter letters editor
    picture pictures photo photos video videos watch listen gallery podcast quiz guide read see look heres thats best
    goal goals kick half full time v vs team teams lineup lineups line ups score scores result results report reports match preview review
    weather forecast outlook traffic travel market markets episode part chapter edition issue newsletter digest start end last first next previous
""")
"""Words that headlines of any day could have."""
TURNING = _words("""
    not no never nor none without un non anti ex former almost nearly barely hardly may might could would if unless until denies denied deny
    refuses refused fails failed fail rejects rejected avoids avoided false fake hoax alleged allegedly falsely before after against despite instead only
    dont doesnt didnt isnt arent wasnt werent wont cant cannot couldnt wouldnt shouldnt hasnt havent hadnt stop stops stopped ends ended end
    less more fewer first second third fourth fifth last next another other again fresh half quarter
    north south east west northern southern eastern western inner outer upper lower old new
    man mens men woman women womens boy girl boys girls youth junior senior reserve deputy vice acting
    son daughter wife husband brother sister mother father
""")
"""Words that make a headline say something else."""
LINKING = _words("as after when while amid following upon with over on in at for")
"""Words that stand for each other between what happened and why, when or where."""
ENDINGS = frozenset(
    frozenset(pair.split("/"))
    for pair in _words("/s /es /d /ed /ing y/ies y/ied y/ying e/ing s/ed s/d es/ed s/ing es/ing ed/ing d/ing ies/ied ies/ying ied/ying re/er res/ers")
)
"""Ends in which two forms of one word may differ."""
