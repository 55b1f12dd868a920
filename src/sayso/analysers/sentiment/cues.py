"""Closed-class words and phrases that turn, strengthen or void a tone, and what news teaches a general lexicon.

The word lists are this project's own. Weights are on the scale of the VADER lexicon, -4..4.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BOOSTS",
    "BUTS",
    "CHAT_FORMS",
    "CLAUSE_OPENERS",
    "CONCESSIVES",
    "CONDITIONALS",
    "CORRECTIONS",
    "FALLS",
    "FUNCTION_WORDS",
    "GOODS",
    "HARMS",
    "NAME_FORMS",
    "NEGATORS",
    "PHRASES",
    "PRONOUNS",
    "REDUCERS",
    "SPEECH_VERBS",
    "VERBAL_NEGATORS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Word → how many words further on it still negates, unless the clause ends before.
NEGATORS: Final[dict[str, int]] = {
    **dict.fromkeys(
        "not never cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt hasnt havent "
        "hadnt"
        " aint neednt mustnt shant nor nothing nobody none neither nowhere".split(),
        8,
    ),
    **dict.fromkeys("no zero nary".split(), 4),
    **dict.fromkeys("without minus lacking lacked lacks lack".split(), 5),
    **dict.fromkeys("hardly barely scarcely rarely seldom".split(), 5),
}
NO_GROUNDS: Final = ("no evidence", "no proof", "no sign", "no signs", "no indication", "no reason to believe")
# Verbs, nouns and adjectives that say that what follows is not the case.
VERBAL_NEGATORS: Final[dict[str, int]] = {
    **dict.fromkeys("fail fails failed failing failure refuse refuses refused refusing unable unwilling".split(), 4),
    **dict.fromkeys("deny denies denied denying rejects rejected dismissed dismisses disputed disputes".split(), 4),
    **dict.fromkeys(NO_GROUNDS, 8),
    **dict.fromkeys("absence devoid bereft short-lived".split(), 4),
    **dict.fromkeys("cleared acquitted exonerated absolved free".split(), 4),
    **dict.fromkeys("doubt doubts doubted doubting".split(), 5),
    **dict.fromkeys(
        "avoid avoids avoided avoiding averted avert averting prevented prevent prevents preventing".split(), 4
    ),
}

_STRONG = (
    "absolutely amazingly awfully badly bitterly completely considerably dangerously decidedly deeply desperately "
    "dramatically"
    " enormously entirely especially exceedingly exceptionally extraordinarily extremely fiercely fully genuinely "
    "gravely greatly"
    " heavily highly hugely immensely incredibly intensely massively overwhelmingly particularly profoundly purely "
    "really remarkably"
    " seriously severely sharply significantly so strikingly strongly substantially such supremely terribly "
    "thoroughly totally"
    " tremendously truly unbelievably unusually utterly vastly very way widely wildly most sorely roundly"
)
_MILD = (
    "quite rather fairly pretty more much real huge major massive total complete utter absolute sheer outright "
    "enormous extreme"
    " tremendous serious severe deep profound great big true"
)
_DAMPENERS = (
    "almost slightly somewhat partly partially mildly marginally moderately kinda sorta occasionally little bit less "
    "least"
    " relatively mostly nearly vaguely faintly arguably supposedly allegedly purportedly reportedly apparently"
)
BOOSTS: Final[dict[str, float]] = {
    **dict.fromkeys(_DAMPENERS.split(), -0.293),
    **dict.fromkeys(_MILD.split(), 0.2),
    **dict.fromkeys(_STRONG.split(), 0.293),
}

BUTS: Final = _words("but however yet nevertheless nonetheless still")
CONCESSIVES: Final = _words("although though despite while whereas notwithstanding albeit")
CONDITIONALS: Final = _words(
    "if unless whether would could might may should hopefully hypothetically otherwise supposing"
)
CLAUSE_OPENERS: Final = _words("because since as who which when where after before until then so")

# "reduced the deaths": what they govern becomes less. "deaths fell": what precedes them does.
REDUCERS: Final = _words(
    "fewer less lower reduce reduces reduced reducing reduction reductions cut cuts cutting curb curbs curbed "
    "curbing halve halves"
    " halved halving decrease decreases decreased decreasing decline declines declining drop drops fall falls "
    "falling dip slump plunge"
    " end ends ended ending eliminate eliminates eliminated eliminating eradicate eradicates eradicated eradicating "
    "ease eases eased"
    " easing prevent prevents prevented preventing avert averts averted averting stop stops stopped stopping stem "
    "stemmed stems tackle"
    " tackles tackled tackling combat combats combating combatting shrink shrinks shrinking shrunk slash slashed "
    "slashes slashing lessen"
    " lessens lessened alleviate alleviates alleviated alleviating relieve relieves relieved mitigate mitigates "
    "mitigated mitigating"
    " minimise minimises minimised minimize minimizes minimized avoid avoids avoided avoiding remove removes removed "
    "removing lift lifts"
    " lifted overcome overcomes overcame defeat defeats defeated conquer conquered cure cures cured halt halts "
    "halted halting weaken"
    " weakens weakened weakening lowest lowering lowers lowered trim trims trimmed fewest rarer quell quells quelled "
    "defuse defuses defused"
    " reverse reverses reversed limit limits limited limiting contain contains contained"
)
FALLS: Final = _words(
    "fell fall falls falling fallen drop drops dropped dropping decline declines declined declining down dip dips "
    "dipped dipping"
    " decrease decreases decreased decreasing ease eases eased easing shrink shrinks shrank shrunk shrinking recede "
    "recedes receded"
    " receding plummet plummets plummeted plummeting plunge plunges plunged plunging slump slumps slumped tumble "
    "tumbles tumbled"
    " evaporating subside subsides subsided subsiding halve halved wane wanes waned waning fade fades faded fading "
    "dwindle dwindles dwindled"
    " dwindling evaporate evaporated evaporates slide slides slid sank sinks sinking sunk slip slips slipped "
    "slipping vanish vanished vanishes"
    " disappear disappeared disappears collapsed collapses abate abated abates averted prevented avoided eliminated "
    "eradicated"
    " reduced cut slashed ended lifted lower lowest contained over"
)
HARMS: Final[dict[str, float]] = {
    **dict.fromkeys(
        "death deaths fatality fatalities killing killings murder murders homicide homicides casualty casualties "
        "shooting shootings"
        " suicide suicides bombing bombings massacre massacres genocide terrorism torture rape rapes slaughter".split(),
        -2.6,
    ),
    **dict.fromkeys(
        "violence war wars crime crimes attack attacks assault assaults famine hunger starvation poverty corruption "
        "injury injuries"
        " disease diseases cancer epidemic pandemic racism abuse abuses fraud bloodshed crisis crises".split(),
        -2.2,
    ),
    **dict.fromkeys(
        "unemployment joblessness homelessness illness illnesses infection infections accident accidents crash "
        "crashes pollution"
        " emissions debt debts deficit deficits inflation recession tension tensions unrest conflict conflicts "
        "threat threats danger"
        " dangers risk risks losses loss damage bankruptcies bankruptcy foreclosures foreclosure layoffs theft "
        "thefts burglary"
        " burglaries robbery robberies overdoses overdose addiction discrimination harassment inequality suffering "
        "pain stress"
        " malnutrition drought fires wildfires flooding floods fears fear hostilities sanctions evictions eviction "
        "victims complaints"
        " errors mistakes delays delay waste cruelty extremism"
        " hatred harm hardship bullying shortages shortage".split(),
        -1.6,
    ),
    **dict.fromkeys("jobless layoff redundancies shortfall backlog congestion".split(), -1.0),
}
GOODS: Final[dict[str, float]] = {
    **dict.fromkeys(
        "confidence hope hopes trust profits profit growth popularity approval morale optimism prosperity safety "
        "happiness wealth"
        " freedom freedoms peace enthusiasm quality reputation credibility stability".split(),
        1.6,
    ),
    **dict.fromkeys("sales revenue earnings wages benefits funding jobs ratings exports productivity".split(), 0.6),
}

# What a general lexicon takes for praise or blame and news does not.
CORRECTIONS: Final[dict[str, float]] = {
    **dict.fromkeys(
        "united justice supreme security intelligence defense defence interest interests share shares party parties "
        "party's arms"
        " trusts vice capital fire fired straight novel please number numbers matter matters certain certainly "
        "significant"
        " agree agrees yes like likes liked play plays played playing player players natural super greeting care "
        "healthcare fund"
        " treasure treasury worth heaven god creation created create creates active energy chance engage engaged"
        " engaging cool clear clearly positive negative increase increased alert argument arguments demand demands "
        "demanded serious"
        " concerned pressure pressures debate resolve resolved secured secure shared sharing commitment committed grand"
        " challenge challenges competitive intellectual keen opportunity natural bright lower battery forced force "
        "forces low stop leave left"
        " dominion joint common well reserve reserves promise promises promised".split(),
        0.0,
    ),
    **dict.fromkeys(
        "support supports supported supporting supporter supporters backed backing endorsed endorsement".split(), 0.0
    ),
    **dict.fromkeys(
        "fight fights fighting fought fighter fighters battle battles battling battled strike strikes".split(), -0.5
    ),
    **dict.fromkeys(
        "protest protests protesters protested opposed opposes opposition critic critics rival rivals".split(), -0.5
    ),
}

# Several words together, with the weight of the whole; 0 voids the words' own.
PHRASES: Final[dict[str, float]] = {
    **dict.fromkeys(
        (
            "justice department,department of justice,ministry of justice,justice minister,chief justice,"
            "associate justice,"
            "supreme court,supreme leader,security council,national security,social security,homeland security,"
            "security forces,"
            "security guard,security guards,security adviser,security advisor,united states,united nations,"
            "united kingdom,"
            "united arab emirates,manchester united,united airlines,european union,great britain,great lakes,"
            "great plains,new hope,"
            "good friday,good morning america,affordable care act,patriot act,peace corps,nobel peace prize,"
            "nobel prize,peace process,"
            "peace talks,freedom of information,freedom caucus,freedom house,freedom party,liberty university,"
            "united front,"
            "defense department,department of defense,defence ministry,ministry of defence,defense secretary,"
            "defence secretary,"
            "war crimes tribunal,world war,world war i,world war ii,civil war,cold war,post-war,war memorial,"
            "war room,star wars,"
            "death penalty,death certificate,death row,life insurance,health care,child care,medical care,care home,"
            "day care,"
            "intensive care,best western,best buy,fire department,fire chief,fire service,fire brigade,fire station,"
            "crime scene,"
            "crime commission,crime agency,criminal justice,police force,air force,air strike,task force,labor force,"
            "labour force,"
            "work force,armed forces,special forces,joint chiefs,hate crime unit,poverty line,cancer research,"
            "central intelligence agency,intelligence committee,intelligence agencies,intelligence agency,"
            "intelligence officials,"
            "federal reserve,interest rate,interest rates,conflict of interest,public interest,market share,"
            "shares outstanding,"
            "labor party,labour party,conservative party,republican party,democratic party,tea party,green party,"
            "political party,"
            "vice president,vice chairman,vice chair,vice chancellor,kind of,sort of,as well as,as well,at best,"
            "at least,best known,"
            "well known,well over,more like,looks like,look like,looked like,sounds like,feels like,feel like,"
            "such as,like that,"
            "no doubt,no wonder,no matter,not only,not just,not merely,not to mention,nothing but,no less than,"
            "not least,in fact,"
            "pretty much,a great deal,good deal of,a good deal,for good,good many,a good many,a great many,"
            "as good as,so far so good,"
            "in the interest of,subject to,critical care,critical mass,super bowl,super tuesday,super pac,"
            "easter sunday,"
            "happy hour,fair game,trade fair,world's fair,state fair,fine print,fine art,fine arts,parking fine,"
            "mean that,means that,"
            "by means of,by no means,means of,kind words for,trust fund,trusts and,credit card,credit cards,"
            "credit rating,credit union,"
            "value added tax,face value,free trade,free market,free throw,free agent,free kick,free of charge,"
            "award for,champions league,"
            "premier league,victory parade,mental health,gross domestic product,gross national,gross profit,"
            "death toll,nothing short of,"
            "first lady,bad debt,bad debts,top secret,stand trial,secret service,guilty plea,wasting disease,"
            "ground zero,pain relief,"
            "pain killer,killer app,killer whale,drug abuse center,right wing,left wing,far right,hard drive,"
            "hard copy,hard line,"
            "miss world,miss universe,miss america,miss universe pageant,miss piggy,short cut,dead sea,dead heat,"
            "dead end street,works for,works at,works in,work for,lies west,lies east,lies north,lies south,lies on,"
            "lies in the,minutes of"
        ).split(","),
        0.0,
    ),
    **dict.fromkeys(
        (
            "well done,a breath of fresh air,second to none,over the moon,on cloud nine,on top of the world,"
            "a dream come true,"
            "a job well done,above and beyond,went above and beyond,go above and beyond,thumbs up,top notch,"
            "first class,world class,"
            "a feather in his cap,a feather in her cap,hit it out of the park,hits it out of the park,"
            "knocked it out of the park,"
            "with flying colors,with flying colours,a silver lining,a godsend,a shot in the arm,worth every penny,"
            "the best of the best,"
            "a class act,heart of gold,on a roll,a safe pair of hands,a step forward,a huge step forward,"
            "rave reviews,standing ovation,"
            "a standing ovation,stands head and shoulders above,head and shoulders above,can't wait,cannot wait,"
            "to die for,"
            "couldn't be happier,could not be happier,couldn't be better,could not be better,couldn't be prouder,"
            "could not be prouder,"
            "couldn't have asked for more,on the mend,sigh of relief,breathed a sigh of relief,turned the corner,"
            "turned a corner,"
            "light at the end of the tunnel,no small feat,nothing short of remarkable,game changer,game changing,"
            "paid tribute to,"
            "pay tribute to,pays tribute to,came up trumps,gold standard,singing her praises,singing his praises,"
            "no hard feelings"
        ).split(","),
        2.4,
    ),
    **dict.fromkeys(
        (
            "in the black,upper hand,the upper hand,on track,on the ball,cut the mustard,back on its feet,"
            "back on her feet,"
            "back on his feet,back on their feet,in good hands,no problem,no problems,in full swing,up to par,"
            "not bad,not bad at all,"
            "not too shabby,no complaints,common ground,gaining ground,gained ground,on the rise again,"
            "up and running,can't complain,"
            "can't go wrong,safe and sound,a win for,a boost for,a boost to,held their own,stood by,stands by,"
            "signs of life"
        ).split(","),
        1.5,
    ),
    **dict.fromkeys(
        (
            "a slap in the face,slap in the face,stab in the back,stabbed in the back,a stab in the back,"
            "thrown under the bus,"
            "threw under the bus,under the bus,adding insult to injury,add insult to injury,adds insult to injury,"
            "a slippery slope,"
            "off the rails,went off the rails,gone off the rails,on the rocks,up in flames,went up in flames,"
            "down the drain,"
            "last straw,the last straw,final straw,the final straw,kiss of death,a kick in the teeth,a bitter pill,"
            "bitter pill,"
            "dropped the ball,drop the ball,asleep at the wheel,house of cards,a house of cards,skating on thin ice,"
            "on thin ice,"
            "a train wreck,train wreck,dumpster fire,a dumpster fire,hit rock bottom,rock bottom,hand to mouth,"
            "at death's door,"
            "a ticking time bomb,ticking time bomb,a can of worms,can of worms,blood on his hands,blood on her hands,"
            "blood on their hands,smoke and mirrors,a wolf in sheep's clothing,snake oil,fell flat,falls flat,"
            "fall flat,"
            "left a lot to be desired,leaves a lot to be desired,leaves much to be desired,left much to be desired,"
            "leaves something to be desired,fell apart,falls apart,falling apart,sold a bill of goods,"
            "turned a blind eye,"
            "turning a blind eye,turn a blind eye,turns a blind eye,sweep under the rug,swept under the rug,"
            "under the rug,"
            "playing with fire,plays with fire,out of touch,out of control,out of his depth,out of her depth,"
            "out of their depth,"
            "race to the bottom,lame duck,white elephant,a laughing stock,laughing stock,paid lip service,"
            "pays lip service,"
            "lip service,crocodile tears,red herring,cooked the books,cook the books,hot water,in hot water,hush money,"
            "passed the buck,pass the buck,passing the buck,bite the dust,bit the dust,bites the dust,jumped the shark,"
            "a bridge too far,too little too late,too little and too late,nail in the coffin,"
            "another nail in the coffin,"
            "the writing is on the wall,a far cry from,far cry from,nothing to write home about,threw in the towel,"
            "throw in the towel,"
            "beyond the pale,rubs salt,rubbed salt,salt in the wound,a damp squib,damp squib,a nightmare,"
            "went belly up,gone belly up,"
            "witch hunt,a witch hunt,no confidence,vote of no confidence,ill at ease,worse for wear,at loggerheads,"
            "at each other's throats,"
            "lost his way,lost her way,lost its way,lost their way,in tatters,in ruins,in shambles,in a shambles,"
            "up in arms,"
            "cried foul,cries foul,fed up,sick and tired,waste of time,a waste of time,waste of money,"
            "a waste of money,yeah right"
        ).split(","),
        -2.2,
    ),
    "too little, too late": -2.2,
    **dict.fromkeys("worth nothing,worth little,not worth the paper,no use to anyone".split(","), -1.8),
    # These negate what follows as well.
    **dict.fromkeys(NO_GROUNDS, -1.2),
    **dict.fromkeys(
        "couldn't ask for,could not ask for,can't ask for,couldn't have asked for,could not have asked for".split(","),
        2.0,
    ),
    **dict.fromkeys(
        (
            "in the red,under fire,came under fire,comes under fire,under the weather,back to square one,a mixed bag,"
            "no laughing matter,"
            "raised eyebrows,raises eyebrows,red flag,red flags,in question,in doubt,no end in sight,not good enough,"
            "at a crossroads,on the ropes,on its knees,walking on eggshells,up in the air,on the fence,cold shoulder,"
            "the cold shoulder,"
            "cold feet,bad blood,tough pill to swallow,hard pill to swallow,long way to go,hard to swallow,no picnic,"
            "thumbs down,"
            "step backward,a step backward,step back from,stepped down amid,dragging its feet,dragging their feet,"
            "dragged their feet,"
            "dragged its feet,dragging his feet,dragging her feet,falls short,fell short,fall short,falling short,"
            "nowhere to go"
        ).split(","),
        -1.5,
    ),
}

# Capitalised at the head of a sentence these may still be a person.
NAME_FORMS: Final = _words(
    "joy hope grace faith charity mercy patience prudence felicity verity constance amity merry gay gaylord "
    "christian christine victor"
    " victoria dick will bill mark grant rich frank ernest earnest angel angela bliss melody harmony chance chase "
    "love lovely loving"
    " young strong savage slaughter payne paine moody sharp smart swift bright best worth wise goodman goodwin good "
    "gore hurt cruz hardy"
    " paradise sunny honor honour justice liberty noble pride princess precious sweet sterling blessing blessed "
    "blythe destiny fortune"
    " dolores lucky happy jolly jewel pearl ruby true comfort clement benedict bonny coy dear cross crook killer "
    "ravage brave trump lowe"
    " darling champion crown gallant proudfoot merritt merit rose violet ivy daisy lance rob pat sue drew flint "
    "stark cain cruel"
)
SPEECH_VERBS: Final = _words(
    "said says say told tells added adds asked asks replied answered noted explained argued insisted claimed "
    "recalled wrote writes"
    " announced admitted agreed declared stated remarked testified warned is was has had will would did does"
)
# Signs of a register in which capitals are emphasis and not names.
CHAT_FORMS: Final = _words(
    "lol lmao omg haha hahaha hehe yay ugh wow xoxo im i'm ur u thx pls plz gonna wanna gotta dont cant ya yeah awww "
    "aww btw tbh smh wtf"
)
# Words that say how a sentence is built, or when: whatever their company in the ratings, no evidence of a tone.
FUNCTION_WORDS: Final = _words(
    "a an the this that these those and or nor of in on at by to from for with about into over under between "
    "among as than then he she it they we i you him her them us me his its their our my your who whom which what "
    "when where how there here is are was were be been being am has have had do does did will shall said says say "
    "told asked one two three four five six ten first second third last next hour hours day days week weeks month "
    "months year years monday tuesday wednesday thursday friday saturday sunday mr ms mrs dr also both each some "
    "any all other another same such very"
)
PRONOUNS: Final = _words(
    "he him his himself she her hers herself they them their theirs themselves it its itself i me my we us our you "
    "your who whom whose"
)
