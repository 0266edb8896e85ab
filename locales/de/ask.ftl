## Questions in passing: /ask and mentions in channels
ask-limit = Meine Antworten für heute sind aufgebraucht. Menschen helfen weiterhin: /helpme.
person-from-aside = Da kann ein Mensch helfen. Drück den Knopf, und ich gebe dich mit deiner Frage weiter.
rated-up = Danke, schön, dass das geholfen hat!
rated-down = Danke für den Hinweis. Ich habe ihn notiert, damit die Antwort besser wird.
command-ask = Stell eine Frage und bekomm gleich hier eine Antwort
command-ask-question = Was möchtest du wissen?
desk-from-aside = Vorher gefragt, in einem Kanal oder mit /ask:
