"""Sentences of our own with the tone that a careful reader gives them: kind, text, label.

Where «marks» stand around words, the tone is that toward them. More than two thirds are the failures that users report
of lexicon tools (institution words, names, support and fight, harm that shrinks, negation, conditionals, speakers who
merely speak); the others are plain praise, blame and report.
"""

from __future__ import annotations

from typing import Final

__all__ = ["HARD_KINDS", "SENTENCES"]

HARD_KINDS: Final = (
    "institution",
    "name",
    "support and fight",
    "shrinking harm",
    "fading good",
    "negation",
    "hypothetical",
    "idiom",
    "merely speaks",
    "other's tone",
)

_RAW: Final = """
institution|0|The Justice Department published the schedule of hearings on Monday.
institution|0|The Security Council met for two hours.
institution|0|He sits on the Supreme Court of Nevada.
institution|0|The United Arab Emirates opened an embassy there in 1974.
institution|0|She joined the Peace Corps after college.
institution|0|The Federal Reserve left its interest rate where it was.
institution|0|The National Security Adviser flew to Vienna on Tuesday.
institution|0|The Affordable Care Act has ten titles.
institution|0|The Green Party holds its congress in May.
institution|0|The Department of Defense signed the lease on Friday.
institution|0|The First Lady landed at noon.
institution|0|The ferry crosses the Great Lakes in two days.
institution|0|The Fire Department has four stations in the county.
institution|0|Great Britain has four time zones on paper and one in use.
institution|0|The Super Bowl is played in February.
institution|0|The paper is printed in Fort Worth.
name|0|Joy told the court that the meeting began at noon.
name|0|Grace Hill and Hope Carter arrived on the same train.
name|0|Mr. Savage will chair the meeting on Thursday.
name|0|The letter was signed by Victor Best and Faith Strong.
name|0|Senator Will Pride represents the northern district.
name|0|Christian Gross took the minutes.
name|0|Mercy Okoro said the office moved in June.
name|0|Judge Dick Slaughter set the date for March.
name|0|Ms. Love lives in Ohio.
name|0|Happy Valley lies west of the river.
name|0|Patience Moody was born in Leeds.
name|0|Angela Bright and Rich Young share an office.
support and fight|0|The vote in support of the motion takes place on Tuesday.
support and fight|0|The fight is scheduled for the ninth of June in Las Vegas.
support and fight|0|Supporters of both parties were in the hall.
support and fight|0|The party supports the second reading of the bill.
support and fight|0|Members of the security forces stood at the gate.
support and fight|0|Interest on the loan is paid in March.
support and fight|0|The shares are held by a trust in Jersey.
support and fight|0|The battle of words between the two parties continued on Monday.
shrinking harm|1|Traffic deaths fell by a third last year.
shrinking harm|1|There were fewer deaths on the roads this winter.
shrinking harm|1|Fatalities have dropped sharply since the new law.
shrinking harm|1|Violent crime is down for the fifth year running.
shrinking harm|1|The new vaccine reduced infections among children.
shrinking harm|1|Unemployment declined to its lowest level in a decade.
shrinking harm|1|Poverty fell in every region.
shrinking harm|1|Hospital errors were cut by half.
shrinking harm|1|The programme prevented hundreds of suicides.
shrinking harm|1|Pollution in the bay has eased.
shrinking harm|1|The deal ended the violence in the valley.
shrinking harm|1|Homicides fell to a record low.
shrinking harm|1|The reform eliminated hunger in the camps.
shrinking harm|1|Fewer injuries were reported after the rule changed.
shrinking harm|1|The new drug lowers the risk of cancer.
shrinking harm|1|Tensions between the two countries eased.
shrinking harm|1|Burglaries dropped after the lights were mended.
shrinking harm|1|The treatment relieved her pain.
shrinking harm|1|The government slashed its debt.
shrinking harm|1|Child mortality and disease declined across the region.
shrinking harm|1|Deaths from malaria have halved since 2010.
shrinking harm|1|Complaints about the buses fell to a new low.
shrinking harm|1|Drug overdoses are down by a quarter.
shrinking harm|1|The new law curbed corruption.
shrinking harm|1|Child poverty was cut by half.
shrinking harm|1|There has been less violence since the ceasefire.
shrinking harm|1|The ceasefire halted the bloodshed.
shrinking harm|1|Workplace accidents have become fewer, and injuries declined.
fading good|-1|Confidence in the bank collapsed.
fading good|-1|Hopes of a settlement faded on Sunday.
fading good|-1|Public trust in the agency has fallen.
fading good|-1|Profits plunged in the third quarter.
fading good|-1|The minister's popularity is sinking.
fading good|-1|Growth slumped and exports fell.
fading good|-1|Morale in the force has plummeted.
fading good|-1|Consumer confidence dropped again in May.
fading good|-1|Trust between the two leaders has evaporated.
fading good|-1|Public safety declined under the new chief.
fading good|-1|Prosperity faded after the mine closed.
negation|-1|She can’t trust him any more.
negation|-1|The evidence isn’t credible.
negation|-1|Nobody was satisfied with the answer.
negation|1|There were no complaints, no delays and no mistakes.
negation|1|She didn’t disappoint the crowd.
negation|1|The fire caused no injuries and no damage.
negation|-1|The service wasn’t good.
negation|-1|It isn’t a great plan, and nobody likes it.
negation|-1|She hardly enjoyed the evening.
negation|-1|The company no longer inspires confidence.
negation|-1|They left without any hope.
negation|-1|I don’t think that the proposal is very good.
negation|-1|He has never been a reliable partner.
negation|-1|The report is not at all convincing.
negation|-1|Nothing about the hotel was pleasant.
negation|-1|The film rarely amuses.
negation|-1|They failed to win the trust of the voters.
negation|-1|The speech lacked warmth and charm.
negation|-1|There is no joy in this house.
negation|-1|That isn’t fair.
negation|-1|The new phone doesn’t work well.
negation|-1|Neither the food nor the music was good.
negation|1|The trip wasn’t bad at all.
negation|1|She had no trouble with the test and was never afraid.
negation|1|It was not a failure; the team did well.
negation|1|The jury cleared him of fraud.
negation|1|You couldn’t ask for a better teacher.
negation|-1|The ministers’ promises were worth nothing.
negation|-1|“No more lies”
negation|-1|The engineers found no proof at all that the pump works.
negation|0|There is no evidence of fraud.
hypothetical|0|If the talks fail, the ministers will meet again on Friday.
hypothetical|0|Whether the plan is good or bad will be decided in June.
hypothetical|0|Is the new mayor honest or corrupt?
hypothetical|0|Should the dam break, sirens will sound.
hypothetical|0|Would a better offer be made before Monday?
hypothetical|0|Unless the strike ends, trains will run hourly.
hypothetical|0|Was the fire an accident or a crime?
hypothetical|0|If elected, she would serve for four years.
idiom|-1|The project went off the rails in its second year.
idiom|-1|The council turned a blind eye to the leak.
idiom|-1|Her plan fell flat.
idiom|-1|Ministers passed the buck for weeks.
idiom|-1|The rescue was too little, too late.
idiom|-1|The ruling is a slap in the face for the families.
idiom|-1|His campaign is on the ropes.
idiom|-1|Critics say the new rules are a can of worms.
idiom|-1|The meal was nothing to write home about.
idiom|-1|The firm cooked the books for years.
idiom|1|Her speech hit it out of the park.
idiom|1|The new bakery is second to none.
idiom|1|The volunteers went above and beyond.
idiom|1|The clinic is a shot in the arm for the village.
idiom|1|The team came through with flying colours.
idiom|1|Talks are back on track and both sides found common ground.
merely speaks|0|«Lena Ortiz» said the fire killed nine people and left hundreds homeless.
merely speaks|0|“It was a terrible accident,” «Mr. Keller» told reporters.
merely speaks|0|«She» described the attack to the police.
merely speaks|0|The victims were identified by «Dr. Amara Osei», the coroner.
merely speaks|0|“We lost everything in the flood,” said «Ada Lund», a farmer.
merely speaks|0|«He» spoke at a conference on crime on Tuesday.
merely speaks|0|“The weather was wonderful,” «Tom Reyes» said.
merely speaks|0|«Police» said three people died in the crash.
merely speaks|0|«Ms. Tan» told the committee that the market had improved.
merely speaks|0|The storm was deadly, according to «Ruth Hale» of the weather service.
merely speaks|0|«The spokesman» said the war would be discussed on Friday.
merely speaks|0|Asked about the best restaurants, «Mr. Ito» listed four.
other's tone|-1|The nation mourned its beloved singer, and a judge jailed «his killer» for life.
other's tone|-1|«The governor» betrayed the loyal teachers who had trusted him.
other's tone|1|Doctors fighting a deadly epidemic thanked «Ms. Osei» for saving their clinic.
other's tone|1|«Lena Ortiz» won the award for exposing corruption and abuse.
other's tone|-1|«Pike» lied to honest, hard-working families.
other's tone|-1|The beautiful valley was poisoned by «the company».
other's tone|1|«She» rescued nine people from the burning hotel.
other's tone|1|Terrorists hate «Judge Amari» because she is fearless and just.
other's tone|-1|Campaigners praised the nurses and condemned «the minister» as a liar.
other's tone|1|Unlike her corrupt predecessor, «Mayor Lund» has been praised for her honesty.
other's tone|-1|«Senator Crane» was accused of fraud by a celebrated journalist.
other's tone|1|The crowd cheered «Amina Diallo» after years of war.
other's tone|-1|“«Reyes» is a disgrace,” said the popular coach.
other's tone|-1|A heroic firefighter accused «the mayor» of lying.
other's tone|1|“«She» is the bravest officer I know,” the disgraced colonel said.
other's tone|-1|Voters love the park but are furious with «Councillor Pike», who lied about it.
praise|1|The orchestra gave a superb performance.
praise|1|Readers love this charming little book.
praise|1|It was a wonderful day, and everyone was happy.
praise|1|The rescue workers were brave and generous.
praise|1|The new library is beautiful and welcoming.
praise|1|She won the prize for her brilliant work.
praise|1|The garden looks lovely in spring.
praise|1|I am delighted with the result!
praise|1|The treaty is a great success.
praise|1|The staff were kind and helpful.
praise|1|He is an excellent and honest lawyer.
praise|1|The talks were friendly and productive.
praise|1|Their first album is a masterpiece.
praise|1|The hotel was clean, and the breakfast was excellent.
blame|-1|The earthquake destroyed the town and killed hundreds.
blame|-1|The hotel was dirty and the staff were rude.
blame|-1|The ministry wasted millions on a useless system.
blame|-1|He was a cruel and corrupt ruler.
blame|-1|The film is dull, stupid and far too long.
blame|-1|The company lied to its customers.
blame|-1|Thousands suffered in the famine.
blame|-1|The attack was brutal and senseless.
blame|-1|I hate this terrible phone.
blame|-1|The bridge collapsed, and six people died.
blame|-1|Her arrogance angered the whole village.
blame|-1|The report is full of errors.
blame|-1|The scandal ruined his career.
blame|-1|The food was awful, but the view was nice; we were disappointed.
contrast|1|The first half was dull, but the ending is magnificent.
contrast|-1|The actors are charming, but the film is a boring mess.
contrast|1|Although the weather was awful, we had a wonderful time.
contrast|-1|Despite the kind words, the offer is an insult.
contrast|1|The road was bad; the village, however, is lovely.
contrast|-1|It looks beautiful, yet it is horribly uncomfortable.
report|0|The committee meets on the first Monday of the month.
report|0|The train leaves at ten and arrives at noon.
report|0|The report has forty pages and two maps.
report|0|The vote takes place on Wednesday.
report|0|He was born in Lagos in 1961.
report|0|The office is on the second floor.
report|0|The river flows through three counties.
report|0|Officials counted 4,000 ballots by midnight.
report|0|The two ministers spoke by telephone.
report|0|She studied law at the university.
"""


def _parsed(line: str) -> tuple[str, str, int, tuple[int, int] | None]:
    kind, label, marked = line.split("|", 2)
    text = marked.replace("«", "").replace("»", "")
    if "«" not in marked:
        return kind, text, int(label), None
    return kind, text, int(label), (marked.index("«"), marked.index("»") - 1)


SENTENCES: Final = tuple(map(_parsed, _RAW.strip().splitlines()))
