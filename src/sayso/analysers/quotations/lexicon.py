"""Words that bring speech: verbs of saying, in the forms that attributions use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["BE", "PRONOUNS", "SPEECH_VERBS", "UTTERANCE_VERBS", "is_speech_verb", "is_word", "says_at"]

BE: Final = frozenset(["is", "are", "was", "were", "am", "'s", "’s", "'re", "’re", "'m", "’m", "be", "been", "being"])
PRONOUNS: Final = frozenset(["i", "you", "he", "she", "it", "we", "they", "who"])

_REGULAR: Final = """
accuse acknowledge add address admit advise affirm agree allege announce answer appeal argue ask assert assure bark
bawl beg bellow blast boast brag call caution challenge chant charge chide chuckle cite claim clarify comment complain
concede conclude confess confide confirm continue counter cry declare decry demand demur denounce deny describe
disclose drawl echo elaborate emphasise emphasize enthuse estimate exclaim explain express fume gasp groan growl grumble
grunt gush hint hiss howl imply indicate inform inquire enquire insist instruct interject interrupt intone jest joke
lament laugh lecture maintain marvel mention moan mock mumble murmur muse mutter narrate note object observe offer opine
order persist plead pledge point pray predict press proclaim promise pronounce propose protest purr quip quote reason
recall recite reckon recommend recount reflect refuse reiterate relate remark remember remind repeat reply report
request respond retort reveal roar rule scoff scold scream shout shriek sigh smile snap snarl snort sneer sob
specify speculate stammer state stress stutter suggest summarise summarize surmise swear sympathise taunt tease
testify thank theorise theorize thunder tweet threaten urge utter venture voice vow wail warn whimper whine whisper
wonder yell
""".split()
_IRREGULAR: Final = """
say says said saying tell tells told telling write writes wrote written writing think thinks thought speak speaks spoke
spoken read reads swear swore sworn begin began begins go goes went sing sang cried cries crying replied replies
replying denied denies denying clarified testified testifies quipped quipping
""".split()


def _forms(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return verb, verb + "es", verb + "ed", verb + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    doubled = verb + verb[-1]
    return verb, verb + "s", verb + "ed", verb + "ing", doubled + "ed", doubled + "ing"


_WITH_BACK: Final = frozenset(["fire", "fired", "hit", "shot", "bit"])  # verbs of saying only before “back”
UTTERANCE_VERBS: Final = frozenset(
    """say says said saying ask asks asked asking tell tells told telling reply replies replied answer answers answered
    shout shouts shouted shouting whisper whispers whispered yell yells yelled cry cries cried scream screamed add adds
    added think thinks thought wonder wonders wondered write wrote go goes went""".split()
)
SPEECH_VERBS: Final[frozenset[str]] = frozenset([*_IRREGULAR, *(form for verb in _REGULAR for form in _forms(verb))])


def is_speech_verb(word: str) -> bool:
    """Whether a lower-case word is a form of a verb that brings speech."""
    return word in SPEECH_VERBS


def says_at(words: Sequence[str], place: int) -> bool:
    """Whether a verb that brings speech stands at a place among lower-case words: said, or fired before “back”."""
    word = words[place]
    return word in SPEECH_VERBS or (word in _WITH_BACK and words[place + 1 : place + 2] == ["back"])


def is_word(token: str) -> bool:
    """Whether a token has a letter or digit, unlike a mark or a stop."""
    return any(map(str.isalnum, token))
