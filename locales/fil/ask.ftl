## Questions in passing: /ask and mentions in channels
ask-limit = Naubos ko na ang mga sagot ko ngayong araw. May mga tao pa ring makakatulong: /helpme.
person-from-aside = May taong makakatulong. Pindutin ang button at ipapasa kita kasama ng tinanong mo.
rated-up = Salamat, buti at nakatulong!
rated-down = Salamat sa pagsabi. Itinala ko ito para gumanda ang sagot.
command-ask = Magtanong at makakuha agad ng sagot dito
command-ask-question = Ano ang gusto mong malaman?
desk-from-aside = Tinanong dati, sa isang channel o gamit ang /ask:
