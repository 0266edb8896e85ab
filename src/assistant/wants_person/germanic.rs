//! German and Dutch.

use super::Speech;

pub(super) const GERMAN: Speech = Speech {
    guards: &[
        r"\b(?:bist|seid|sind|ist) (?:du|ihr|sie|das|das hier|es|hier)(?: denn| eigentlich| wirklich| echt| nun| jetzt)* (?:ein|eine|echte?r?|nur|uberhaupt)? ?(?:echte[rn]? |richtige[rn]? )?(?:mensch|person|bot|roboter|ki|menschen|maschine|mitarbeiter|admin|moderator|mod)\b[^|]*",
        r"\b(?:brauche?|will|mochte|benotige) (?:ich )?(?:hier |wirklich |doch |jetzt |auch )*(?:keine?n?|nicht)\b[^|]*",
        r"\b(?:keine?n?) (?:echten? |menschen? |mitarbeiter |person |support |admin |moderator ?)[^|]*(?:brauche?|notig|benotige)?",
        r"\b(?:wie|kann|mochte|will) [^|]{0,25}(?:moderator|admin|mod|mitarbeiter|teammitglied|supporter|agent)\w* (?:werden|bewerben|sein)\b[^|]*",
        r"\b(?:gestern|vorhin|letzte woche|bereits|schon) [^|]*(?:mitarbeiter|support|mensch|admin|mod|moderator)\w* [^|]*(?:gesprochen|geholfen|gelost|geklart|geschrieben|kontaktiert)\b",
        r"\b(?:suche?|suchen|brauche?|jemand) [^|]*(?:zum (?:zocken|spielen|duo)|mitspieler|fur (?:ranked|raid|duo|eine runde))\b",
        r"\bwelche[rs]? (?:agent|mod|admin)\w*\b[^|]*",
    ],
    requests: &[
        r"\b(?:mit|zu|an) (?:eine[mnr]|einem echten|de[mn]|jemande[mn]?|irgendjemande[mn]?|euch|ihnen|echten|richtigen)? ?(?:echten |richtigen |realen |lebendigen |menschlichen |vom |aus dem |anderen |eurem |eure[rmn] |ihre[rmn] )*(?:menschen?|person|mitarbeiter\w*|jemande[mn]?|support\w*|kundenservice|kundendienst|kundenberater\w*|berater\w*|admin\w*|moderator\w*|mod|team\w*|agenten?|operator|ansprechpartner\w*|zustandigen|leitung|staff|sachbearbeiter\w*)\b[^|]{0,30}\b(?:sprechen|reden|schreiben|chatten|verbinden|verbunden|telefonieren|weiterleiten|weitergeleitet|unterhalten|kontakt|weitergeben|ubergeben|durchstellen)\b",
        r"\b(?:verbinde?n?|verbindet|sprechen|reden|spreche|rede|chatten|leite?n? sie mich|leite mich|stell mich|ubergib mich|gib mich|weiterleiten|weiterleitung|uberstell\w*) [^|]{0,25}\b(?:mit|an|zu|zum) [^|]{0,25}\b(?:menschen?|person|mitarbeiter\w*|jemande[mn]?|support\w*|kundenservice|kundendienst|berater\w*|admin\w*|moderator\w*|mod|team|agenten?|operator|ansprechpartner\w*)\b",
        r"\b(?:will|mochte|brauche?|benotige|hatte gern\w*|wunsche|verlange|gib mir|gebt mir|hol|holt|holen sie|ruf|ruft|schick|schickt|such mir) (?:mir |mal |bitte |mich |doch |jetzt |einfach |hier |endlich |nur |sofort )*(?:eine?n?|die hilfe von|hilfe von|nen|irgendeinen|jemande?n?)? ?(?:einem |einer |einen )?(?:echten? |richtigen? |realen? |lebendigen? |menschlichen? |vom |aus dem |von )*(?:menschen?|person|mitarbeiter\w*|support ?mitarbeiter\w*|admins?|moderator\w*|mods?|operator|ansprechpartner\w*|kundenberater\w*|berater\w*|jemande?n? (?:vom|aus dem) (?:support|team|staff)|team|support)\b",
        r"\b(?:gibt es|ist|sind|hast du|habt ihr|haben sie|gibts) (?:hier |da |denn |auch |bei euch |irgendwo )*(?:ein|eine|einen|jemande?n?|irgend\w+|noch)? ?(?:echte[rnms]? |richtige[rnms]? |menschliche[rnms]? |lebende[rnms]? )*(?:mensch\w*|person\w*|mitarbeiter\w*|support|jemande?n?|jemand|admin|mod|moderator|ansprechpartner\w*)? ?(?:echte\w* |hier |da |vom |aus dem |von |online |support |team |staff )*(?:vom support|vom team|aus dem team|vom staff|menschlichen support|der (?:mir )?(?:helfen|hilft)|die (?:mir )?(?:helfen|hilft)|mir helfen kann|echten support|erreichbar|echtes hier|mensch hier|mensch da|menschen hier)\b",
        r"\b(?:gibt es|gibts|ist|hast du|habt ihr|kann|brauche|brauch|will|mochte) [^|]{0,20}\bjemand\w* (?:hier |da |echtes )*(?:vom|aus dem|von eurem|beim) (?:support|team|staff|kundenservice)\b",
        r"\b(?:kann|konnte|konnt|kannst du) (?:mir |bitte |mal |hier |sich )*(?:ein|eine|einen|jemand|irgendein|irgendjemand) ?(?:echte[rn]? |richtige[rn]? )?(?:mensch|mitarbeiter\w*|admin|mod|moderator|vom support|vom team|aus dem team|person)\b",
        r"\b(?:nicht|kein|keinem|keinen|statt) (?:mit )?(?:einem |einer |diesem |dem )?(?:bot|roboter|ki|maschine)\b[^|]*(?:reden|sprechen|schreiben|mensch|person|sondern|mehr)",
        r"(?:^|\|) (?:bitte |einen? |echte[rn]? |richtige[rn]? |ein )*(?:mensch|mitarbeiter|menschliche[rn]? (?:support|mitarbeiter|hilfe)|echte person|kundenservice|kundenberater|ansprechpartner|support mitarbeiter|operator|moderator|person)(?: bitte| jetzt| sofort)* ?(?:\||$)",
    ],
};

pub(super) const DUTCH: Speech = Speech {
    guards: &[
        r"\b(?:ben|bent|zijn|is) (?:jij|je|u|jullie|dit) (?:een |echt |wel )*(?:mens|persoon|bot|robot|mensen)\b[^|]*",
        r"\b(?:geen|niet) (?:echte? )?(?:mens|persoon|medewerker)\b[^|]*nodig|\b(?:heb|hoef) [^|]*geen (?:mens|medewerker|persoon)\b[^|]*",
        r"\bhoe [^|]*(?:moderator|admin|medewerker) worden\b[^|]*",
    ],
    requests: &[
        r"\b(?:met|naar|aan) (?:een |de |iemand |echte? |van |het |jullie )*(?:mens|persoon|medewerker|iemand|support|klantenservice|moderator|admin|team|agent)\b[^|]*\b(?:praten|spreken|chatten|verbinden|doorverbinden|doorverbonden|sturen)\b",
        r"\b(?:praten|spreken|verbind|doorverbinden|chatten|contact)\b[^|]{0,15}\b(?:met|naar) (?:een |de |iemand |echte? |van |het )*(?:mens|persoon|medewerker|iemand|support|klantenservice|moderator|admin|team)\b",
        r"\b(?:wil|heb|geef me|geef mij|haal|roep) (?:een |nu |graag |even )*(?:echte? )?(?:mens|persoon|medewerker|moderator|admin)\b",
        r"(?:^|\|) (?:een |echte? )*(?:mens|medewerker|echt persoon|echte persoon)(?: graag| aub| alsjeblieft)* ?(?:\||$)",
    ],
};
