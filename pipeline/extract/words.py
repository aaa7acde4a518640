"""English words by which names are trimmed and labels are chosen.

The lists were written for docmill; they have general words only, no names of people.
"""


def word_set(words: str) -> frozenset[str]:
    """The words of a list with blanks between them."""
    return frozenset(words.split())


# Words that begin sentences, besides those of `NO_NAMES`.
STARTERS = word_set(
    "then when while after before although though however meanwhile since now later earlier also "
    "both only even still like than because until instead despite under over during although "
    "according about against between both can could will would should may might must did does"
)
# Before a person's name, but no part of it.
HONORIFICS = word_set(
    "mr mrs ms miss mx dr sir lord lady dame baron baroness prof professor rev reverend messrs "
    "madam mme mlle monsieur madame herr frau señor señora signor signora "
    "hon honourable honorable councillor cllr councilman councilwoman councilmember councilor "
    "assemblyman assemblywoman assemblymember alderwoman selectman selectmen rabbi imam sheikh "
    "rep sen gov sgt det cpl capt lt insp supt cmdr"
)
# Titles that only people have (unlike "Miss" in "Miss Universe").
COURTESY = word_set(
    "mr mrs ms messrs mme mlle monsieur herr frau señor señora councillor cllr councilman "
    "councilwoman councilmember councilor assemblyman assemblywoman assemblymember alderwoman "
    "selectman selectmen rabbi imam sheikh baroness sgt cpl"
)
# Titles that without a full stop are other words or names ("Amartya Sen", "Hon Hai").
SHORTENED = word_set("hon rep sen gov det")
# Titles that are abbreviated with a full stop; after others it ends a sentence.
ABBREVIATED = SHORTENED | word_set(
    "rt mr mrs ms dr messrs prof rev mme cllr sgt cpl capt lt insp supt cmdr gen col maj adm"
)
FEMININE = word_set("mrs ms miss lady dame baroness madam mme mlle madame frau señora signora")
MASCULINE = word_set("mr sir lord messrs monsieur herr señor signor")
# Offices and occupations: one word, or the last of several ("foreign secretary").
OFFICES = word_set(
    "president chancellor premier minister secretary senator congressman congresswoman governor "
    "mayor ambassador commissioner chairman chairwoman chair director chief executive officer "
    "taoiseach tánaiste ceann comhairle cathaoirleach "
    "representative delegate speaker alderman magistrate sheriff treasurer counsel "
    "corporal superintendent brigadier gen col maj adm deacon vicar pastor "
    "spokesman spokeswoman judge justice attorney general colonel captain major lieutenant "
    "sergeant admiral marshal commander inspector constable detective bishop archbishop "
    "cardinal reverend father coach manager boss striker midfielder defender goalkeeper keeper "
    "winger skipper fly-half scrum-half centre lock prop hooker flanker number-eight forward "
    "fullback full-back champion sprinter runner athlete player star singer songwriter rapper "
    "guitarist drummer bassist frontman actor actress comedian comic producer writer author "
    "novelist poet playwright composer conductor artist painter designer journalist reporter "
    "correspondent editor presenter broadcaster analyst economist strategist lawyer solicitor "
    "barrister scientist researcher founder co-founder owner tycoon entrepreneur billionaire "
    "leader deputy mp peer candidate chef professor lecturer teacher historian biologist "
    "physicist engineer expert guru spokesperson head husband wife son daughter brother sister "
    "friend colleague team-mate partner actors singers stars"
)
# Words of forms of address by office ("Mr. President", "the Presiding Officer"), not names.
ADDRESSED = word_set(
    "president vice-president speaker chairman chairwoman chairperson chair clerk moderator "
    "secretary treasurer judge justice minister senator congressman congresswoman governor mayor "
    "ambassador attorney general solicitor officer presiding honor honour honorable honourable "
    "majesty lordship ladyship excellency highness leader deputy acting chief prime vice madam mr "
    "commissioner administrator members"
)
# After a person's name, but no part of it.
POST_NOMINALS = word_set(
    "mp msp mep qc kc esq esquire md phd dphil dds cpa obe mbe cbe kbe dbe frs jd llb llm mba"
)
# Suffixes that stay in a name but are no surname.
SUFFIXES = word_set("jr sr junior ii iii iv")
# Words between an office and another ("Secretary of State"), or before one.
MODIFIERS = word_set(
    "of for the and rt vice deputy prime foreign home state shadow former ex chief senior junior "
    "defence defense finance health education trade interior treasury environment justice "
    "assistant acting outgoing new old late us uk eu british american french german russian"
)
PARTICLES = word_set(
    "de da di du del della dos das la le el al bin ibn van von der den ter ten y e st"
)
# A "name" of only these words is none.
NO_NAMES = word_set(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow gmt bst "
    "est edt pst cet mp mps msp msps mep meps am ams ceo cfo pc pcs tv tvs dvd dvds cd cds vcd "
    "gdp gnp vat ipo id ids it ict rss sms mms usb html http www url ip wi-fi wifi dab gps gsm "
    "cpu gprs umts xml hdtv lcd aids hiv dna tb thg epo mrsa internet web net budget cabinet "
    "government governments ministers minister prime home state house next english christmas "
    "easter oscar oscars grammy grammys bafta baftas olympics olympic i he she we they you his "
    "her its our their this that these those there here what which who when where why how if "
    "but and or not no yes all some a an the in on at by for with from to of as is was are were "
    "be been has had have do does did one two three four five six seven eight nine ten first "
    "second third last chart digital premiership shares points pct euros dollars pounds capt "
    "sgt vs manager director chairman lock prop qc kc esq phd obe mbe cbe "
    "president secretary chancellor chief captain col lt gov "
    "mum dad god lord sir mr mrs ms dr spam linux bluetooth broadband email e-mail wap adsl dsl "
    "taoiseach tánaiste ceann comhairle cathaoirleach lordships ladyships atty rt "
    "gpu ram hdmi dvi uhd oled fps rgb ecg mri pcr utc faq covid covid-19 sars-cov-2 ii iii "
    "q1 q2 q3 q4 h1 h2 voip podcast blog blogs mp3 mp3s pda pdas aka plc ltd inc jr sr chelski "
    "eurozone"
)
# Parts of a building, in addresses.
ROOMS = word_set("floor suite room apartment apt unit flat box po")
# Abbreviations of US states and Canadian provinces after a town ("Newark, NJ").
STATES = word_set(
    "AL AK AZ AR CA CO CT DC DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY BC AB MB SK NS NB NL PE "
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb "
    "Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo N.J N.Y N.H N.C S.C N.D S.D N.M W.Va R.I D.C "
    "N.J. N.Y. N.H. N.C. S.C. N.D. S.D. N.M. W.Va. R.I. D.C."
)
# The last word of an organization's name; those of `GENERIC` can be left out ("Qwest").
GENERIC = word_set(
    "inc corp corporation company co plc ltd limited llc ag sa nv gmbh group holdings holding "
    "communications technologies systems software industries international motors motor "
    "airlines airways party partners pharmaceuticals telecom "
    "telecommunications energy oil securities fc afc rfc"
)
ORGANIZATION_ENDS = GENERIC | word_set(
    "entertainment pictures studios records stores foods electronics "
    "bank agency association authority board bureau commission committee confederation congress "
    "corps council court department federation foundation forum fund institute institution "
    "league ministry office organisation organization parliament police school service services "
    "society studio syndicate team trust tribunal union unions university college academy "
    "orchestra ballet theatre magazine newspaper times herald tribune telegraph gazette post "
    "journal express news united rovers wanderers albion athletic athletics city-council "
    "research consulting consultancy labs laboratories networks network interactive games "
    "publishing museum gallery library hospital church clinic club brothers bros exchange bahn "
    "insurance assurance airline campaign alliance coalition centre center executive ombudsman "
    "treasury press assoc assocs assn apts productions films solutions ventures logistics "
    "aerospace robotics diagnostics therapeutics semiconductors chemicals brewery breweries "
    "brewing publications broadcasting properties resorts restaurants supermarkets analytics"
)
# Its first word, before "of" or "for".
ORGANIZATION_HEADS = word_set(
    "bank university institute institution ministry department office court house society "
    "council association federation academy church college school international centre center "
    "board commission committee subcommittee organisation organization league union royal national "
    "federal"
)
PLACE_ENDS = word_set(
    "street road avenue square lane terrace park island islands river lake bay sea ocean mountains "
    "mount valley desert county province district city town village airport station bridge "
    "tower stadium arena prison palace castle hotel beach hills heights peninsula coast border "
    "canal hall hill cathedral abbey cemetery harbour port canyon creek trail glacier plateau "
    "gorge reef lagoon fjord strait archipelago reservoir dam lighthouse basilica monastery shrine "
    "plaza boulevard highway parkway"
)
# The last word of names of events and of prizes.
EVENT_ENDS = word_set(
    "festival championship championships awards olympics paralympics marathon tournament expo"
)
PRIZE_ENDS = word_set("award prize medal trophy")
# Directly before a name: weak evidence for a place.
INTO = word_set("in near across throughout to from outside around")
SPEECH = word_set(
    "said says told added adds insisted believes explained argued admitted claimed thinks "
    "warned wrote denied replied continued commented recalled"
)
# Directly before the name of a body: "the website Full Fact", "his band Babyshambles".
KINDS_OF_BODIES = word_set(
    "company firm website newspaper charity retailer airline broadcaster publisher band giant "
    "supermarket chain manufacturer start-up startup subsidiary orchestra operator carrier maker"
)
# Directly after the name of a place, in lower case.
KINDS_OF_PLACES = word_set(
    "constituency suburb village province region district county peninsula valley borough"
)
QUARTERS = word_set("north south east central")  # "West" is a surname
TRADE = word_set(
    "shares stock profits shareholders sales customers shareholder plc subsidiary analyst analysts "
    "economist economists strategist"
)
# The last word of a club's name by which it is called alone, and which nobody has as a surname.
TEAMS = word_set("united rovers wanderers albion")
SIDE = word_set(
    "manager boss coach striker midfielder defender goalkeeper keeper captain skipper fans "
    "supporters chairman winger fly-half players side squad"
)
# A document with this many different ones of these is about sport.
SPORT = word_set(
    "match goal goals striker midfielder coach cup league fixture penalty season kick-off "
    "injury squad team game champions semi-final final half-time tackle try tries win victory "
    "defeat defender goalkeeper club clubs premiership transfer football rugby"
)
SPORT_ENOUGH = 4
# Peoples and faiths, which models take for places; also with a plural "s".
PEOPLES = word_set(
    "afghan african albanian algerian american angolan arab argentine argentinian armenian "
    "asian australian austrian azerbaijani bahraini bangladeshi basque bavarian belarusian "
    "belgian bengali bolivian bosnian brazilian breton british briton bulgarian burmese "
    "cambodian cameroonian canadian catalan caucasian chechen chilean chinese colombian "
    "congolese croat croatian cuban cypriot czech dane danish dutch ecuadorian egyptian english "
    "englishman eritrean estonian ethiopian european fijian filipino finn finnish french "
    "frenchman gambian georgian german ghanaian greek haitian hungarian icelandic indian "
    "indonesian iranian iraqi irish irishman israeli italian ivorian jamaican japanese "
    "jordanian kashmiri kazakh kenyan korean kosovan kurd kurdish kuwaiti kyrgyz latvian "
    "lebanese liberian libyan lithuanian macedonian malaysian maltese maori mexican moldovan "
    "mongolian montenegrin moroccan mozambican namibian nepalese nigerian norwegian omani "
    "pakistani palestinian panamanian paraguayan peruvian pole polish portuguese puerto-rican "
    "qatari romanian russian rwandan samoan saudi scot scots scottish scotsman senegalese serb "
    "serbian sicilian singaporean slovak slovakian slovene slovenian somali spaniard spanish "
    "sudanese swede swedish swiss syrian taiwanese tajik tamil tanzanian texan thai tibetan "
    "tongan tunisian turk turkish turkmen ugandan ukrainian uruguayan uzbek venezuelan "
    "vietnamese welsh welshman yemeni yugoslav zambian zimbabwean christian muslim jewish jew "
    "catholic protestant hindu sikh buddhist islamic islamist"
) | {
    "sri lankan", "south african", "south korean", "north korean", "saudi arabian", "costa rican",
    "puerto rican", "new zealander", "latin american", "african american", "native american",
}  # fmt: skip
