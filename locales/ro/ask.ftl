## Questions in passing: /ask and mentions in channels
ask-limit = Am folosit toate răspunsurile pentru azi. Oamenii te pot ajuta în continuare: /helpme.
person-from-aside = Te poate ajuta un om. Apasă butonul și te transfer împreună cu ce ai întrebat.
rated-up = Mulțumesc, mă bucur că a ajutat!
rated-down = Mulțumesc că mi-ai spus. Am notat, ca răspunsul să fie mai bun.
command-ask = Pune o întrebare și primești răspunsul chiar aici
command-ask-question = Ce vrei să afli?
desk-from-aside = Întrebat înainte, într-un canal sau cu /ask:
