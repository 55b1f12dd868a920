"""Closed word classes that mention detection and resolution read."""

from __future__ import annotations

from typing import Final, Literal

__all__ = [
    "COUNTRY_ALIASES",
    "DOCUMENT_NOUNS",
    "FEMININE_NOUNS",
    "GROUP_NOUNS",
    "MASCULINE_NOUNS",
    "NAMED_BODIES",
    "NICKNAMES",
    "ORG_SUFFIXES",
    "PEOPLES",
    "PEOPLE_ENDINGS",
    "PERSONAL",
    "PRONOUNS",
    "QUANTIFIERS",
    "RELATIVES",
    "SAID_BODIES",
    "SPEECH_VERBS",
    "SUBORDINATORS",
    "TIME_NOUNS",
    "PronounFamily",
]

PronounFamily = Literal["he", "she", "it", "they", "i", "we", "you", "this"]

PRONOUNS: Final[dict[str, PronounFamily]] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "themself", "'em", "’em"), "they"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "i"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "we"),
    **dict.fromkeys(("you", "your", "yours", "yourself", "yourselves", "ya"), "you"),
    **dict.fromkeys(("this", "that", "these", "those"), "this"),
}  # fmt: skip

# Pronouns that take up a person.
PERSONAL: Final = frozenset(("he", "she", "i", "you"))
RELATIVES: Final = frozenset(("who", "whom", "whose", "which", "that"))

MASCULINE_NOUNS: Final = frozenset(
    "man men boy boys gentleman gentlemen guy guys lad fellow husband father dad daddy papa son brother uncle"
    " nephew grandfather grandpa"
    " grandson stepfather stepson king prince duke lord monk priest congressman councilman businessman spokesman"
    " salesman policeman"
    " fireman actor waiter host hero widower bridegroom groom boyfriend nobleman cameraman sportsman fisherman"
    " craftsman male"
    " bachelor father-in-law brother-in-law son-in-law postman footman squire lad wizard emperor sir".split()
)
FEMININE_NOUNS: Final = frozenset(
    "woman women girl girls lady ladies wife mother mom mum mommy mama mamma daughter sister aunt niece grandmother"
    " grandma"
    " granddaughter stepmother stepdaughter queen princess duchess nun congresswoman councilwoman businesswoman"
    " spokeswoman saleswoman"
    " policewoman actress waitress hostess heroine widow bride girlfriend noblewoman chairwoman maid housewife"
    " mistress governess"
    " goddess witch empress female mother-in-law sister-in-law daughter-in-law nanny madam ma'am housekeeper".split()
)

# Singular nouns that "they" may take up.
GROUP_NOUNS: Final = frozenset(
    "group team company committee government party family couple crowd police staff band council board army navy"
    " press public media"
    " campaign administration organization organisation agency commission court jury union majority minority crew"
    " community"
    " congress senate parliament cabinet department ministry firm corporation bank school university club class"
    " audience"
    " faculty coalition alliance opposition leadership management network newspaper".split()
)

TIME_NOUNS: Final = frozenset(
    "second seconds minute minutes hour hours day days week weeks weekend weekends month months year years decade"
    " decades century"
    " centuries today yesterday tomorrow tonight morning afternoon evening night midnight noon time times moment"
    " january february march"
    " april may june july august september october november december monday tuesday wednesday thursday friday"
    " saturday sunday"
    " mondays tuesdays wednesdays thursdays fridays saturdays sundays jan feb mar apr jun jul aug sep sept oct nov"
    " dec percent"
    " per-cent % am pm a.m. p.m. spring summer autumn winter".split()
)

SPEECH_VERBS: Final = frozenset(
    "say says said saying tell tells told telling add adds added adding ask asks asked asking reply replies replied"
    " answer answers"
    " answered cry cries cried exclaim exclaims exclaimed whisper whispers whispered shout shouts shouted murmur"
    " murmurs murmured mutter"
    " mutters muttered continue continues continued explain explains explained claim claims claimed argue argues"
    " argued note notes"
    " noted insist insists insisted write writes wrote observe observes observed remark remarks remarked respond"
    " responds responded"
    " return returned repeat repeats repeated declare declares declared announce announces announced believe"
    " believes believed"
    " think thinks thought suggest suggests suggested warn warns warned admit admits admitted state states"
    " stated".split()
)

# What may open a clause before its subject.
SUBORDINATORS: Final = frozenset(
    "that because if while as when although though after before since until unless whether than so once where"
    " whereas like".split()
)

# Words that stand for people when nothing follows them ("some say").
QUANTIFIERS: Final = frozenset("some many others most several few both all".split())

# Nouns that with a name before them name an organisation ("the Roe campaign").
NAMED_BODIES: Final = frozenset(
    "campaign administration camp team foundation government organization organisation family".split()
)

# Plurals that name peoples, believers and parties: by their ends, and others.
PEOPLE_ENDINGS: Final = ("ans", "crats", "erners", "ists", "ites", "landers", "lims", "yorkers")
PEOPLES: Final = frozenset(
    "afghans arabs bangladeshis catholics conservatives czechs danes finns filipinos filipinas greeks hebrews hindus"
    " hispanics independents iraqis israelis jews kashmiris kurds latinas latinos liberals londoners maoris moderates"
    " nazis pakistanis parisians poles progressives protestants quakers saudis scots serbs shiites sikhs slovaks"
    " somalis sunnis swedes tatars thais tories turks uighurs uyghurs vermonters whigs yazidis".split()
)

# Bodies that "the" points back to: no text says "the company" of none in particular.
SAID_BODIES: Final = frozenset(
    "company firm newspaper paper magazine agency group organization organisation bank charity union association"
    " retailer airline carmaker automaker publisher broadcaster network nonprofit institute institution watchdog"
    " foundation regulator manufacturer startup operator".split()
)

# What is written or shown speaks for whoever made it.
DOCUMENT_NOUNS: Final = frozenset(
    "report reports statement statements article articles piece document documents memo memos analysis study brief"
    " filing submission"
    " commentary column editorial letter letters email emails post posts tweet tweets tally survey review paper"
    " interview story account"
    " headline blog website testimony speech remarks comments comment op-ed audit release book"
    " essay eyes words voice".split()
)

ORG_SUFFIXES: Final = frozenset(
    "inc corp corporation co company ltd limited llc plc group ag sa gmbh nv holdings incorporated lp llp spa".split()
)

COUNTRY_ALIASES: Final[dict[str, str]] = {
    "us": "united states",
    "usa": "united states",
    "america": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "un": "united nations",
    "eu": "european union",
    "gop": "republican party",
    "uae": "united arab emirates",
    "d.c": "washington",
    "dprk": "north korea",
    "ussr": "soviet union",
    "union of soviet socialist republics": "soviet union",
}

_NICKNAME_GROUPS: Final = (
    "william bill billy will willie liam", "robert bob bobby rob robbie bert", "richard dick rick ricky rich",
    "james jim jimmy jamie",
    "john jack johnny jon", "jonathan jon", "joseph joe joey", "michael mike mick mickey", "thomas tom tommy",
    "edward ed eddie ted teddy ned",
    "theodore ted teddy", "charles charlie chuck", "henry harry hank hal", "david dave davey", "daniel dan danny",
    "samuel sam sammy",
    "benjamin ben benny", "andrew andy drew", "anthony tony", "christopher chris kit", "matthew matt",
    "nicholas nick", "patrick pat paddy",
    "peter pete", "philip phil", "ronald ron ronnie", "donald don donnie", "kenneth ken kenny", "stephen steve",
    "steven steve",
    "timothy tim timmy", "gregory greg", "jeffrey jeff", "lawrence larry", "gerald gerry jerry", "jeremiah jerry",
    "leonard len leo lenny",
    "frederick fred freddy", "francis frank", "franklin frank", "george georgie", "walter walt", "raymond ray",
    "vincent vince", "douglas doug",
    "alexander alex sandy", "albert al bert", "alan al", "arthur art", "zachary zach", "joshua josh", "jacob jake",
    "bernard bernie",
    "eugene gene", "louis lou", "martin marty", "mitchell mitch", "nathaniel nate nathan", "russell russ",
    "stanley stan", "terence terry",
    "elizabeth liz lizzy lizzie beth betsy betty eliza bess", "margaret maggie meg peggy madge",
    "katherine kate kathy katie kit kay",
    "catherine kate cathy katie kit kay", "katharine kate kathy katie", "patricia pat patty tricia",
    "deborah deb debbie", "barbara barb",
    "susan sue susie", "jennifer jen jenny", "rebecca becky", "victoria vicky tori", "alexandra alex sandra",
    "christina chris tina",
    "christine chris tina", "jacqueline jackie", "judith judy", "mary molly polly", "martha patty",
    "dorothy dot dolly", "frances fran",
    "virginia ginny", "abigail abby", "amanda mandy", "cynthia cindy", "pamela pam", "samantha sam",
    "theresa terry tess", "kimberly kim",
)  # fmt: skip


def _nicknames() -> dict[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for group in _NICKNAME_GROUPS:
        full, *short = group.split()
        for name in short:
            known.setdefault(full, set()).add(name)
            known.setdefault(name, set()).add(full)
    return {name: frozenset(others) for name, others in known.items()}


NICKNAMES: Final = _nicknames()
