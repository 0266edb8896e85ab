//! English.

use super::Speech;

/// Words put before a person, more or less politely.
const ADJECTIVE: &str = "(?:(?:a|an|the|any|some|one|your|ur|ya|of|real|live|actual|genuine|proper|human|living|breathing|physical|customer|client|service|services|support|staff|help|desk|team|tech|technical|online|free|available|competent|fucking|fuckin|freaking|bloody|damn|goddamn|damned|other|different|discord|server|game|community) )*";

/// Somebody who can only be a person at the desk.
const STRONG: &str = "(?:humans?|persons?|persona|human being|agents?|operators?|representatives?|reps?|advisors?|advisers?|moderators?|mods?|admins?|administrators?|staff|staff members?|managers?|supervisors?|employees?|specialists?|consultants?|team members?|csr|real one|support (?:person|people|guy|team|staff)|real people|actual people|live people)";

/// Somebody who may be anybody, so it takes a word of talking before it.
const WEAK: &str = "(?:someone|somebody|some1|some one|anyone|anybody|assistants?|people|individual|founders?|owner)";

/// Puts the shared pieces into a pattern.
pub(super) fn fill(pattern: &str) -> String {
    pattern.replace("<adj>", ADJECTIVE).replace("<strong>", STRONG).replace("<weak>", WEAK)
}

pub(super) const SPEECH: Speech = Speech {
    guards: &[
        // Is this a bot?
        r"\b(?:are|r) (?:you|u|ya|we|they|all|these|those) (?:all |really |actually |even |just |only |like )*<adj>(?:human|person|bot|robot|ai|machine|people|humans|agent|operator|real|staff|mod|admin|moderator|assistant|someone|somebody)(?: or [^|]*)?",
        r"\b(?:is|was) (?:this|that|it|he|she) (?:really |actually )?<adj>(?:human|person|bot|robot|ai|machine|mod|admin|staff|agent)(?: or [^|]*)?",
        r"\bam i (?:talking|speaking|chatting|writing) (?:to|with) [^|]*",
        // Not needed.
        r"\b(?:don ?t|do not|doesn ?t|didn ?t|no|never|without|not) (?:really |actually |even |wanna |want |need |have |having |wish |like |trying |asking |looking |to |for |talk |speak |speaking |talking |chat |contact |with )*<adj><strong>\b",
        r"\bno need (?:for|to) [^|]*",
        // Becoming one.
        r"\b(?:become|becoming|be|being|apply|applying|promoted|work|working|hired|join|joining|train) (?:as |to be |to |for |your |the )*<adj><strong>",
        r"\b(?:how|where|can|could|want|wanna|like) [^|]{0,30}\b(?:get|have|give|make|earn|set|assign|add|remove|promote|ban|kick|report)(?: me| myself| someone| somebody| a friend| him| her| them)? (?:<adj>(?:mod|moderator|admin|staff|human|agent) )(?:role|roles|perms|permission|permissions|rank|bot|rights|applications?|status|position)",
        r"\b(?:make|promote) (?:me|him|her|us|someone|somebody|my friend)(?: to)? <adj><strong>",
        // The past, and other people's affairs.
        r"\b(?:talked|spoke|spoken|chatted|contacted|reached|was|were|got|been)(?: already| just)?(?: to| with| by| connected to| helped by)* <adj>(?:<strong>|<weak>)\b",
        // Games.
        r"\b(?:someone|somebody|person|persons|people|human|humans|anyone|agent|agents) (?:to|who|that|for|can|wants? to|wanna|who wants to) (?:play|duo|trio|join|team|carry|raid|grind|rank|queue|game|trade|boost|party|ranked|comp|main|use|pick|unlock)\b",
        r"\b(?:which|what|best|favou?rite|new|strongest|free|unlock|unlocking|main|pick|play|playing) (?:is |are |the |new |best |a |an |of )*agents?\b",
        r"\bagents? (?:is|are|on|in|for|skins?|contracts?|ability|abilities|tier|has|have|can do|got)\b",
        r"\b(?:talk|speak|chat|talking|speaking|chatting|contact|message)(?: to| with)? [^|]{0,20}\b(?:friend|friends|guild|clan|teammates?|brother|sister|enemy|players?|squad|party|in (?:the )?(?:game|vc|voice|lobby|match)|on (?:vc|voice|mic))\b[^|]*",
        r"\b(?:need|want|looking for|one|\d) (?:\d |one |more |another )+(?:person|people|human|humans|players?)\b",
        r"\b(?:person|people|human|support) (?:limit|mode|lobby|squad|party|character|characters|main|class|ticket|role|card|of the year)\b",
    ],
    requests: &[
        // Talking with somebody; the slips are common ones.
        r"\b(?:talk|talks|tlak|talking|took|speak|speek|spek|speaking|chat|chatting|converse|discuss|discussing|conversation|call|word)(?: directly| now| please| here| live| this| it| things| privately)* ?(?:to|with|w|wiht|wit) ?<adj>(?:<strong>|<weak>)\b",
        r"\b(?:talk|talking|speak|speaking|chat|chatting) <adj><strong>\b",
        r"\b(?:contact|contacting|reach|reaching|get hold of|get ahold of|get a hold of|hear from|reach out to|get in touch with|put in touch with|get in contact with) <adj>(?:human|person|agent|operator|assistants?|representative|moderator|mod|admin|staff member|advisor|real people|real person)\b",
        // Being brought to somebody.
        r"\b(?:connect|transfer|transferring|forward|redirect|pass|switch|escalate|direct|route|refer|send|take|hand|patch|link|bring|put|give|get|move|bump) (?:me|us|this case|this chat|the chat|a chat|this conversation|the conversation|a conversation|my case|my ticket|my issue|this issue)(?: over| on| up| off| straight| back| through| in touch| in contact| thru| quickly| please| pls)*(?: to| with| thru| through)? <adj>(?:<strong>|someone|somebody|support|customer service|customer support|customer care|support team|your team|the team|team)\b",
        r"\b(?:connect|transfer|transferring|forward|redirect|escalate|switch|hand ?over|hand off)(?: me| this| it)?(?: over| now| please)* (?:to|with) <adj>(?:<strong>|\w+ employee|someone|somebody|support)\b",
        r"\b(?:connect|transfer|speak|talk|chat|put)\w*(?: me)?(?: through)? (?:to|with) <adj>(?:real|live|human|actual) \w+ (?:employee|agent|person|worker|staff)\b",
        r"\b(?:talk|speak|chat)(?:ing)? (?:to|with) (?:the |your |a )?support\b",
        r"\b(?:contact|contacting|reach) (?:someone|somebody) ?(?:\||$|here|please|for help|from|who)",
        r"\b(?:talking|speaking|chatting) (?:to|with) (?:a |this )?(?:bot|robot|machine) is\b",
        r"(?:^|\|) (?:someone|somebody|anyone|anybody) (?:real|human|from (?:the |your )?(?:support|staff|customer|team|mod)\w*)\b",
        r"\b(?:are|is) there (?:also |any |even )*humans? (?:working|behind|on the other)\b",
        r"\b(?:escalate|transfer|connect|hand) (?:me|this|it|my case|my ticket|this case|this chat|us)\b(?: now| please| pls| over| up)* ?(?:\||$)",
        // Wanting somebody.
        r"\b(?:want|need|wanna|require|request|requesting|prefer|demand|gimme|give me|get me|bring me|send me|send|call|fetch|summon|page|ping|would like|d like|id like|like to have|let me have|looking for|asking for|waiting for|wait for|insist on)(?: to see| to get| to have| here| in)? <adj>(?:humans?|persons?|human being|live agents?|human agents?|real agents?|support agents?|agents?|operators?|representatives?|rep|moderators?|mods?|admins?|staff|staff members?|supervisors?|managers?|employees?|real people|actual people|someone real|somebody real|someone human|someone from (?:the |your )?(?:staff|team|support|desk)|support person)\b(?: | please| pls| now| asap| here| right| instead| to (?:help|talk|speak|assist|look|answer|handle|check|fix|take)| who| that| for help| not| and| because| asap)*(?:\||$|help|support|can|is|bot)",
        r"\b(?:help|support|assistance|answer|answers|reply|response|assisted|handled|looked at) (?:from|by) <adj>(?:<strong>|someone real)\b",
        r"\b(?:can|could|may|will|would|is|are|have|let|please) (?:i |you )?(?:have |get |let )?<adj>(?:human|person|mod|mods|moderator|moderators|admin|admins|staff|staff member|manager|supervisor|agent|operator|someone from (?:the |your )?(?:staff|team|support|mods|moderation|admin team)|anyone from (?:the |your )?(?:staff|team|support)) (?:please |pls |just |available |here |around |online |there |who )*(?:to |can |could )?(?:help|dm|pm|message|contact|call|reply|respond|look|assist|answer|talk|speak|join|take over|take a look|handle|check|ping|available|here|there|around|online|come|get back)\b",
        r"\b(?:can|could|may|might) i (?:please |pls |just |maybe )?(?:have|get|see|talk|request|ask for) <adj>(?:human|person|agent|operator|representative|moderator|mod|admin|staff member|supervisor|manager|human being)(?: please| pls| here| now)* ?(?:\||$)",
        r"\b(?:is|are) there (?:also |even |actually )?<adj>(?:real |actual |live |human )(?:one|person|people|human|humans|agent|agents|operator|support|being)\b",
        r"\b(?:is|are) there <adj>(?:human|humans|agent|agents|operator|operators|moderator|mods|mod|admin|staff|someone|somebody|anyone|anybody|person) (?:here |there |around |available |online |real |that |who |i can |i could |we can |can |to )+(?:help|talk|speak|ask|contact|chat|answer|assist|available|around|online|\||$)",
        r"\b(?:do|does) (?:you|u|ya) (?:guys )?(?:have|offer) <adj>(?:human|live|real) (?:support|agents?|people|persons?|humans?|chat|help|operators?)\b",
        // Not this bot.
        r"\b(?:don ?t|do not|dont|not|no longer|tired of|sick of|fed up|stop|hate|instead of|rather than|won ?t) (?:wanna |want |like |to |of |be )*(?:talk|talking|speak|speaking|chat|chatting|deal|dealing|argue|arguing|write|writing)(?: to| with)+ (?:a |an |this |the |your |some |stupid |dumb |useless )*(?:bot|bots|robot|robots|machine|machines|ai|computer|chatbot|chat bot|program|automated system)\b",
        r"\b(?:not|no) (?:a |an |another |more |the |this )*(?:bot|bots|robot|robots|machine|chatbot)(?: please| pls| \|| i want| get| give|$)[^|]*\b(?:human|person|people|somebody|someone)\b",
        r"\b(?:human|person|people|someone real) (?:not|instead of|rather than|and not|over) (?:a |an |this |the |some )*(?:bot|robot|machine|ai|chatbot)\b",
        // The bare word.
        r"(?:^|\|) (?:please |pls |hey |hi |hello |ok |just |yes |no |bot )*(?:<adj>(?:agent|human|person|operator|representative|rep|moderator|mod|admin|supervisor|human being|real person|customer support|customer service|human support|live support|live chat|real people)|hand ?off|hand ?over|human hand ?off|hand me (?:over|off)|talk to (?:human|agent|support|person)|speak to (?:human|agent|person)|escalate)(?: please| pls| plz| now| asap| here| needed| required| thanks| thank you| immediately| agent| help me| help)* ?(?:\||$)",
        r"(?:^|\|) (?:real|live|human|actual) (?:agent|person|human|support|operator|chat|help|assistance|one|being)\b(?: please| pls| now| asap| here| needed)*",
    ],
};
