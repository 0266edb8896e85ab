//! Spanish, Portuguese, French, Italian and Romanian.

use super::Speech;

pub(super) const SPANISH: Speech = Speech {
    guards: &[
        r"\b(?:eres|es|sos|son|estoy hablando con|hablo con) (?:tu |usted |ustedes |esto |este |realmente |de verdad |acaso )*(?:una? |el |la )?(?:persona|humanos?|bot|robot|ia|maquina|persona real|moderador|admin|agente)\b(?: o [^|]*| real\b[^|]*| de verdad\b[^|]*)?",
        r"\bno (?:necesito|quiero|hace falta|preciso|me hace falta|requiero) (?:a |hablar con |que me atienda )?(?:una? |ningun |ninguna |al )?(?:humano|persona|agente|moderador|operador|asesor|admin|nadie)\b[^|]*",
        r"\b(?:ser|hacerme|convertirme en|volverme|postular\w*|aplicar) (?:a |para |de |un |una |ser )*(?:moderadora?|mod|admin|agente|staff|soporte)\b[^|]*",
        r"\b(?:hable|hablamos|hablo ayer|ayer) [^|]*(?:persona|agente|soporte|humano|moderador|operador)\b[^|]*",
        r"\b(?:busco|buscando|necesito|faltan?|cuantas?|quiero) [^|]*(?:persona|personas|gente|alguien)\b[^|]*\b(?:jugar|duo|ranked|raid|escuadra|partida)\b",
        r"\b(?:que|cual|mejor) agentes?\b[^|]*",
        r"\bhablar con (?:mis?|un|el|los|otros?) (?:amigos?|jugador\w*|clan|equipo|companer\w*)\b[^|]*",
    ],
    requests: &[
        r"\b(?:hablar|hablo|hable|hablen|platicar|charlar|conversar|chatear|comunicar\w*|comunique\w*|contactar\w*|contacto|contacte\w*|conectar\w*|conecta\w*|conecte\w*|transferir\w*|transfiere\w*|transfiera\w*|derivar\w*|deriva\w*|derive\w*|pasar\w*|pasa(?:me|rme)|pase(?:me|nme)|pasame|poner\w*|ponme|ponga\w*|enlaza\w*|redirige\w*|redirigir\w*|tratar|escalar\w*|escala\w*)(?: me| directamente| ya| por favor| en contacto| esto| mi caso| este caso)* (?:con|a|al) (?:el |la |un |una |algun |alguna |los |su |otro |otra |de |del )*(?:persona|humanos?|agentes?|alguien|operador\w*|asesor\w*|representantes?|moderador\w*|mods?|admin\w*|staff|soporte|atencion|servicio al cliente|encargad\w*|supervisor\w*|gerente|equipo|personal|ejecutiv\w*|ser humano|atencion al cliente|tecnico|responsable|gente real|empleado)\b",
        r"\b(?:quiero|necesito|quisiera|deseo|exijo|prefiero|dame|denme|deme|llama\w*|llamen|traigan|trae\w*|busca\w*|manda\w*|pasame|quiero que me atienda|que me atienda|que me ayude|atiendame|me atienda|ayuda de|puede ayudarme|puede atenderme|me puede atender|me puede ayudar) (?:a |con |por favor |ya |de )*(?:un |una |algun |alguna |el |la |al )*(?:persona|humano|agente|operador\w*|asesor\w*|representante|moderador\w*|mod|admin\w*|alguien del (?:equipo|staff|soporte)|alguien de (?:soporte|atencion|verdad|ustedes)|alguien real|ser humano|supervisor\w*|encargado|persona real|atencion humana|ayuda humana|soporte humano|gerente|staff|ejecutiv\w*)\b",
        r"\b(?:hay|habra|existe|tienen|puede|podria|esta) (?:algun |alguna |una? |aqui |disponible )*(?:persona|humano|agente|alguien|moderador|admin|asesor|operador|soporte|staff|atencion)(?: humano| humana| real| de verdad| aqui| del staff| del equipo| de soporte| disponible| que| me| pueda| puede| en linea)+(?: ayudar\w*| atender\w*| responder\w*| hablar)?",
        r"\b(?:no quiero|no me gusta|harto de|cansado de|deja de|en vez de|en lugar de) (?:seguir )?(?:hablar|hablando|un|el|este)? ?(?:mas )?(?:con )?(?:un |una |el |este )?(?:bot|robot|maquina|chatbot)\b",
        r"(?:^|\|) (?:por favor |un |una |quiero )*(?:persona real|humano|agente|persona|operador\w*|asesor\w*|representante|agente (?:humano|real|en vivo)|soporte humano|atencion humana|ser humano|moderador|atencion al cliente|ejecutivo)(?: por favor| porfa\w*| ya| ahora| pls)* ?(?:\||$)",
    ],
};

pub(super) const PORTUGUESE: Speech = Speech {
    guards: &[
        r"\b(?:voce e|vc e|tu es|e|sao|es) (?:mesmo |realmente |voce |um |uma |so )*(?:robo|bot|humano|pessoa|maquina|ia|pessoa real)\b(?: ou [^|]*| de verdade\b)?",
        r"\bnao (?:preciso|quero|precisa|e preciso) (?:de |falar com )?(?:um |uma |nenhum |nenhuma )?(?:humano|pessoa|atendente|agente|ninguem|moderador)\b[^|]*",
        r"\b(?:ser|virar|me tornar|tornar) (?:um |uma )?(?:moderador\w*|mod|admin|atendente|staff)\b[^|]*",
        r"\b(?:falei|conversei|ontem) [^|]*(?:atendente|suporte|pessoa|humano|moderador|equipe)\b[^|]*",
        r"\b(?:procuro|quero|preciso|busco|quantas) [^|]*(?:gente|pessoas?|alguem)\b[^|]*\b(?:jogar|duo|ranked|raid)\b",
        r"\b(?:qual|quais|melhor) agentes?\b[^|]*",
    ],
    requests: &[
        r"\b(?:falar|conversar|bater papo|contato|contactar|contatar|chat|conectar\w*|conecta\w*|conecte|transferir\w*|transfere|transfira|transfer|passa\w*|passe|encaminha\w*|encaminhe|direciona\w*|ligar|liga|me coloca\w*|coloque|me liga|escalar|redireciona\w*)(?: me| direto| logo| por favor| isso| meu caso| em contato)* (?:com|para|pra|pro|ao|a|o) (?:o |a |um |uma |algum |alguma |outro |de |do |da |os )*(?:atendente\w*|humano|pessoa|alguem|agente|suporte|operador\w*|moderador\w*|mod|admin\w*|equipe|staff|representante|supervisor\w*|gerente|atendimento|responsavel|ser humano|funcionari\w*|sac)\b",
        r"\b(?:quero|preciso|gostaria|queria|desejo|prefiro|me da|me de|chama\w*|chame\w*|manda\w*|traz|cade|me atenda|me atende|ajuda de) (?:de |que |por |a |o |por favor |logo |ai |um |uma |algum |alguma |me |ajuda |atenda |falar )*(?:atendente|humano|pessoa real|pessoa|agente|operador\w*|moderador\w*|mod|admin\w*|alguem da equipe|alguem do (?:suporte|time|staff)|alguem real|alguem de verdade|atendimento humano|suporte humano|representante|supervisor\w*|gerente|staff|ser humano|funcionari\w*|alguem)(?: da equipe| real| de verdade| aqui| ai| por favor| pra me ajudar| do suporte| para me ajudar| humano)* ?(?:\||$| pra| para| que| nao)",
        r"\b(?:tem|ha|existe|teria|algum|alguem) (?:algum |alguma |alguem |uma? |aqui |ai )*(?:atendente|humano|pessoa|moderador|admin|suporte|staff|da equipe|do suporte|real)(?: real| humano| de verdade| aqui| ai| disponivel| online| da equipe| que| pode| possa| me)+(?: ajudar| atender)?",
        r"\b(?:nao quero|cansado de|cansei de|em vez de|chega de) (?:mais )?(?:falar |conversar )?(?:com )?(?:um |uma |o |esse |este )?(?:robo|bot|maquina|chatbot)\b",
        r"(?:^|\|) (?:por favor |um |uma )*(?:atendente|humano|pessoa real|pessoa|agente|operador|atendimento humano|suporte humano|falar com atendente|representante|moderador)(?: por favor| pfv?| ja| agora| real| humano)* ?(?:\||$)",
    ],
};

pub(super) const FRENCH: Speech = Speech {
    guards: &[
        r"\b(?:tu es|t es|es tu|vous etes|etes vous|c est|est ce que tu es|est ce que vous etes) (?:vraiment |bien |tu |vous |reellement )*(?:un |une |humain)?e? ?(?:vrai |vraie )?(?:humain|personne|bot|robot|machine|ia|agent|modo|moderateur|humaine)?\b(?: ou [^|]*)?",
        r"\b(?:pas besoin|ne veux pas|veux pas|n ai pas besoin|inutile) (?:d |de |parler |a |avec |une? )*(?:humain|personne|conseiller|agent|moderateur|operateur)\b[^|]*",
        r"\b(?:devenir|etre|postuler|passer) (?:comme |pour |un |une |etre )*(?:modo|moderateur|moderatrice|admin|staff|agent|conseiller)\b[^|]*",
        r"\b(?:hier|deja) (?:j |je |on |un |une |le |la |l |parle )[^|]*(?:conseiller|support|personne|humain|moderateur|agent)\b[^|]*|\bj ai (?:deja )?(?:parle|discute)\b[^|]*",
        r"\b(?:cherche|cherchons|combien|besoin) [^|]*(?:gens|personnes?|quelqu un|monde)\b[^|]*\b(?:jouer|duo|ranked|raid|partie)\b",
        r"\bquels? (?:est |sont )?(?:le |les )?(?:meilleurs? )?agents?\b[^|]*",
    ],
    requests: &[
        r"\b(?:parler|parle|parlez|discuter|echanger|converser|dialoguer|causer|communiquer|chatter|contacter|joindre|contact|relation|connecter|connecte\w*|connectez|transfere\w*|transferez|transferer|rediriger|redirige\w*|passe\w*|passez|mettez|mets|met|mettre|orienter|diriger|appeler) ?(?:moi |me |directement |en contact |en relation |svp |ici )*(?:a |avec |au |aux |vers |en |d |de )*(?:l |le |la |un |une |les |des |mon |votre |vrai |vraie |veritable |autre |membre |du |de |d |charge de )*(?:humain\w*|personne|quelqu un|conseill\w*|agent\w*|support|service client\w*|sav|operateur\w*|moderat\w*|modo|admin\w*|staff|equipe|responsable|assistance|technicien\w*|employe\w*|etre humain|superviseur)\b",
        r"\b(?:veux|voudrais|veut|souhaite|aimerais|besoin|exige|prefere|demande|donne\w*|donnez|appelle\w*|appelez|envoie\w*|il me faut|faut|puis je avoir|je peux avoir|cherche|trouve\w*) (?:moi |avoir |d |de |l aide |aide |svp |ici |bien |parler |a )*(?:un |une |du |le |la |des )*(?:vrai |vraie |veritable |autre |reel |reelle )*(?:humain\w*|personne|conseill\w*|agent|operateur\w*|moderat\w*|modo|admin\w*|membre du staff|quelqu un du (?:staff|support)|quelqu un de (?:l equipe|reel|vrai)|etre humain|staff|interlocuteur|responsable|support humain|assistance humaine|superviseur)\b",
        r"\b(?:y a t il|il y a|ya|y a|est ce qu il y a|existe t il|avez vous) (?:bien |pas |ici )*(?:un |une |des |quelqu un |de )*(?:vrai\w* |reel\w* )?(?:humains?|personne|quelqu un|conseiller|agent|support humain|moderateur|modo|admin|staff|du staff|du support)(?: reelle?| humain| ici| du staff| du support| de disponible| disponible| en ligne| qui| peut| pourrait| pour| m)+(?: aider)?",
        r"\b(?:pas|plus|marre de|au lieu d|assez de) (?:envie de )?(?:parler )?(?:a |avec |d )?(?:un |une |ce |cette |le )?(?:bot|robot|machine|ia)\b[^|]*(?:parler|humain|personne|quelqu un|$)",
        r"(?:^|\|) (?:un |une |s il vous plait |svp )*(?:humain|vraie personne|personne reelle|conseiller|conseillere|agent|operateur|agent humain|moderateur|service client|support humain|etre humain|personne)(?: svp| stp| s il (?:te|vous) plait| maintenant| vite)* ?(?:\||$)",
    ],
};

pub(super) const ITALIAN: Speech = Speech {
    guards: &[
        r"\b(?:sei|siete|e|lei e) (?:tu |davvero |veramente |un |una )*(?:umano|persona|bot|robot|ia|macchina|persona reale|umana)\b(?: o [^|]*)?",
        r"\bnon (?:ho bisogno|voglio|serve|mi serve) (?:di |parlare con )?(?:un |una |nessun |nessuna )?(?:umano|persona|operatore|agente|moderatore)\b[^|]*",
        r"\b(?:diventare|essere|fare) (?:un |una |il )?(?:moderatore|mod|admin|staff|operatore)\b[^|]*",
        r"\b(?:cerco|quante|servono) [^|]*(?:persone|gente|qualcuno)\b[^|]*\b(?:giocare|duo|ranked|squadra)\b|\bho parlato\b[^|]*",
        r"\b(?:quale|che|miglior\w*) agent\w*\b[^|]*",
    ],
    requests: &[
        r"\b(?:parlare|parlo|chattare|comunicare|contattare|contatto|mettermi|mettimi|mettetemi|passami|passatemi|passarmi|trasferi\w*|collega\w*|connetti\w*|connettere\w*|inoltra\w*|reindirizza\w*|girami)(?: in contatto| subito| direttamente| per favore)* ?(?:con|a|al|ad|allo|alla)? (?:il |lo |la |un |una |uno |qualcuno |vero |vera |del |dello |di |dal |l )*(?:umano|umana|persona|operator\w*|agente|qualcuno|supporto|assistenza|servizio clienti|moderator\w*|mod|admin\w*|staff|team|responsabile|essere umano|addett\w*|consulente|dipendente)\b",
        r"\b(?:voglio|vorrei|ho bisogno|mi serve|dammi|datemi|chiama\w*|preferisco|pretendo|mandatemi|cerco|posso avere) (?:di |l aiuto di |aiuto da |parlare con |subito )*(?:un |una |uno |il |la |del )*(?:vero |vera |reale )*(?:umano|persona|operator\w*|agente|moderator\w*|mod|admin\w*|qualcuno (?:dello staff|del team|di reale|dell assistenza|del supporto)|essere umano|assistenza umana|supporto umano|persona reale|responsabile|staff)\b",
        r"\b(?:c e|ce|ci sono|esiste|avete) (?:un |una |qualche |qualcuno |qui )*(?:umano|persona|operatore|moderatore|admin|dello staff|del supporto|assistenza umana|di reale|persone vere|persona vera|persona reale)\b",
        r"\b(?:non voglio|stufo di|basta|invece di) (?:piu )?(?:parlare )?(?:con )?(?:un |una |il |questo )?(?:bot|robot|macchina)\b",
        r"(?:^|\|) (?:un |una |per favore )*(?:operatore|umano|persona reale|persona vera|agente|essere umano|operatrice|assistenza umana|moderatore|persona)(?: per favore| grazie| subito| umano)* ?(?:\||$)",
    ],
};

pub(super) const ROMANIAN: Speech = Speech {
    guards: &[
        r"\b(?:esti|sunteti|e|este) (?:tu |voi |cumva |chiar |un |o |asta )*(?:om|bot|robot|persoana|uman|persoana reala|ai|masina|oameni|moderator|admin)\b(?: sau [^|]*| real\b| adevarat\b)?",
        r"\bnu (?:am nevoie|vreau|imi trebuie|mi trebuie|e nevoie|doresc|trebuie) (?:de |sa vorbesc cu |sa |cu )*(?:un |o |nicio |niciun |vreun )?(?:om|persoana|operator|agent|moderator|admin|nimeni|angajat)\b[^|]*",
        r"\b(?:deven\w*|devin|fac|aplic\w*|ajung|fiu|fi) (?:ca |pentru |un |sa fiu |la |eu )*(?:moderator|mod|admin|staff|operator|agent)\b[^|]*",
        r"\b(?:ieri|deja|am vorbit|vorbit) [^|]*(?:operator|persoana|suport|om|moderator|staff|admin|agent)\w*\b[^|]*",
        r"\b(?:caut|cautam|cate|cati|vreau|imi trebuie) [^|]*(?:oameni|persoane|pe cineva|cineva|om)\b[^|]*\b(?:joc|jucat|joace|juca|duo|ranked|raid)\b",
        r"\b(?:care|ce|cel mai bun) (?:e |este )?(?:cel mai bun )?agent\w*\b[^|]*",
        r"\b(?:vorbesc|vorbi|vorbim) cu (?:prieten\w*|colegi\w*|coechip\w*|echipa|clan\w*)\b[^|]*",
    ],
    requests: &[
        r"\b(?:vorbesc|vorbi|vorbim|discut|discuta|discutam|comunic|conversez|chat|legatura|contact|contactez|contacta|contactati|conecteaz\w*|conectati|conectezi|transfer\w*|transfera\w*|redirectioneaz\w*|trimite\w*|da|dati|treci|pune\w*|puneti)(?: ma| mi| te rog| va rog| direct| in legatura| in contact| legatura)* (?:cu|la|pe|catre|un) (?:un |o |vreun |vreo |pe |alt |cineva |unul |una )*(?:om|persoana|cineva|operator\w*|agent\w*|angajat\w*|suport\w*|asistent\w*|moderator\w*|mod|admin\w*|staff\w*|echipa|reprezentant\w*|consultant\w*|manager\w*|responsabil\w*|fiinta umana|uman|sef\w*|support)\b",
        r"\b(?:vreau|as vrea|as dori|doresc|am nevoie|imi trebuie|mi trebuie|trebuie|da mi|dati mi|cheama\w*|chemati|aduce\w*|adu|prefer|cer|pune\w*|gaseste\w*|poate|pot avea|solicit|astept) (?:mi |ma |te rog |va rog |de |pe |sa vina |sa ma ajute |ajutor de la |ajutorul |ajutor |acum |sa |vad |aici |si )*(?:un |o |unui |unei |vreun |vreo |pe )*(?:om|oameni|persoana|operator\w*|agent|angajat\w*|moderator\w*|mod|admin\w*|cineva (?:din|de la|real|uman|care|din partea)|staff|reprezentant\w*|consultant\w*|suport uman|asistenta umana|fiinta umana|membru din staff|membru al echipei|manager\w*|cineva)(?: real\w*| adevarat\w*| uman\w*| din| de la| staff| suport| echipa| va rog| te rog| acum| aici| nu| sa| ma| ajute| care| pentru| poate| nu un bot)*(?:\||$| )",
        r"\b(?:e|este|exista|sunt|aveti|ai) (?:cineva|vreun|vreo|un|o|oameni|pe cineva|si)(?: |operator|om|persoana|moderator|admin|angajat|cineva|oameni|agent)*(?: real\w*| uman\w*| adevarat\w*| din staff| de la suport| din echipa| disponibil\w*| pe aici| aici| care| sa| cu care| cine)+ ?(?:poate|ma|ajut\w*|vorb\w*|pot|raspund\w*)?",
        r"\b(?:nu vreau|nu mai vreau|m am saturat|in loc de|lasa) (?:sa )?(?:mai )?(?:vorbesc|discut|scriu)? ?(?:cu |de )?(?:un |o |acest )?(?:bot\w*|robot\w*|masina)\b[^|]*",
        r"(?:^|\|) (?:va rog |te rog |un |o )*(?:operator|om|om real|persoana reala|persoana|agent|agent uman|operator uman|uman|moderator|suport uman|asistenta umana|consultant|om adevarat)(?: va rog| te rog| acum| real| uman| pls)* ?(?:\||$)",
    ],
};
