"""Letterheads of many shapes: what the letter says of itself."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from letters import blank_doc, make_letter, read_text

from extractors import letterhead
from extractors.facts import Letterhead
from extractors.letter import Letter, Span


@dataclass
class Case:
    """A letter and what its letterhead holds; None is not checked, "" means that nothing may be found."""

    name: str
    text: str
    type: str | None = None
    date: str | None = None
    ours: str | None = None
    yours: str | None = None
    subject: str | None = None
    sender: str | None = None
    addressee: str | None = None
    municipality: str | None = None
    cc: list[str] | None = None
    signed: list[tuple[str, str | None]] | None = None


CASES = [
    Case(
        "formal letter with labels under the address",
        """Adviesraad Sociaal Domein Dalfsen
Raadhuisstraat 1
7721 AX Dalfsen

Aan het college van burgemeester en wethouders van de gemeente Dalfsen
Postbus 35
7720 AA Dalfsen

Datum: 14 maart 2022
Ons kenmerk: ASD-22-011
Uw kenmerk: Z/22/0456
Onderwerp: advies over de wijkteams

Geacht college,

Op 1 februari vroeg u ons advies over de wijkteams. Wij geven dat hieronder.

Hoogachtend,
namens de Adviesraad Sociaal Domein Dalfsen,

J.H. Kramer
voorzitter
""",
        type="gevraagd_advies",
        date="2022-03-14",
        ours="ASD-22-011",
        yours="Z/22/0456",
        subject="advies over de wijkteams",
        sender="Adviesraad Sociaal Domein Dalfsen",
        addressee="het college van burgemeester en wethouders van de gemeente Dalfsen",
        municipality="Dalfsen",
        signed=[("J.H. Kramer", "voorzitter")],
    ),
    Case(
        "mail with headers, sender in brackets",
        """Van: Wmo-raad Epe <wmoraad@epe.example>
Verzonden: dinsdag 3 december 2019 10:14
Aan: college van B&W van Epe
CC: mevrouw T. Boersma
Onderwerp: Wachtlijst huishoudelijke hulp

Geacht college,

De wachtlijst groeit en dat baart ons zorgen. Wij adviseren u uit eigen beweging om extra hulpen te werven.

Met vriendelijke groet,
Karel Dekker
secretaris Wmo-raad Epe
""",
        type="ongevraagd_advies",
        date="2019-12-03",
        subject="Wachtlijst huishoudelijke hulp",
        sender="Wmo-raad Epe",
        addressee="college van B&W van Epe",
        cc=["T. Boersma"],
        signed=[("Karel Dekker", "secretaris Wmo-raad Epe")],
    ),
    Case(
        "place and date on one line, subject without colon, two who sign on lines of their own",
        """Seniorenraad Weert

College van burgemeester en wethouders
van de gemeente Weert
Postbus 950
6000 AZ Weert

Weert, 8 mei 2018
Betreft  bankjes in het park

Geacht college,

Ouderen missen bankjes. Zet er meer neer, dat is ons ongevraagde advies.

Met vriendelijke groet,

P. Smeets                    A. Geelen
voorzitter                   secretaris
""",
        type="ongevraagd_advies",
        date="2018-05-08",
        subject="bankjes in het park",
        sender="Seniorenraad Weert",
        addressee="College van burgemeester en wethouders van de gemeente Weert",
        signed=[("P. Smeets", "voorzitter"), ("A. Geelen", "secretaris")],
    ),
    Case(
        "letterhead at the bottom, date in the closing lines, no address",
        """Geacht college,

U heeft ons gevraagd te reageren op de concept-verordening. Dat doen wij graag.

Hoogachtend,

mr. drs. C.A. (Cora) van 't Veer-Bos
voorzitter Cliëntenraad Werk en Inkomen Gouda

Gouda, 2 november 2020

Cliëntenraad Werk en Inkomen Gouda
Antwerpseweg 5
2803 PB Gouda
""",
        type="gevraagd_advies",
        date="2020-11-02",
        sender="Cliëntenraad Werk en Inkomen Gouda",
        municipality="Gouda",
        signed=[("mr. drs. C.A. (Cora) van 't Veer-Bos", "voorzitter Cliëntenraad Werk en Inkomen Gouda")],
    ),
    Case(
        "sender only in the running text, lower-case labels",
        """datum: 12-06-2023
betreft: vervoer naar de dagbesteding

beste wethouder Van Loon,

De Participatieraad Tiel maakt zich zorgen over het vervoer. Wij vragen u de bus weer te laten rijden.

groeten,
Ria Mulder
""",
        type="ongevraagd_advies",
        date="2023-06-12",
        subject="vervoer naar de dagbesteding",
        sender="Participatieraad Tiel",
        addressee="wethouder Van Loon",
        signed=[("Ria Mulder", None)],
    ),
    Case(
        "labels that no list knows",
        """Beraad Ouderen Assen

Bestemming: college van B en W, Assen
Waar dit stuk op slaat: de nieuwe dienstregeling van de stadsbus
Op schrift gesteld: 14 mei 2019

Geacht college,

De nieuwe dienstregeling laat drie wijken zonder halte. Wij adviseren u de halte bij het Kloosterveen te houden.

Met vriendelijke groet,
namens het Beraad Ouderen Assen
P. de Vos, voorzitter
""",
        type="ongevraagd_advies",
        date="2019-05-14",
        subject="de nieuwe dienstregeling van de stadsbus",
        sender="Beraad Ouderen Assen",
    ),
    Case(
        "to the gemeenteraad, copy to the college",
        """Gehandicaptenplatform Zeist

Aan de gemeenteraad van Zeist
i.a.a. het college van burgemeester en wethouders

Zeist, 30 september 2021
Onderwerp: toegankelijke stembureaus

Geachte raadsleden,

Wij adviseren u ongevraagd om alle stembureaus toegankelijk te maken.

Met vriendelijke groet,
namens het Gehandicaptenplatform Zeist,
Henk Vos, voorzitter
""",
        type="ongevraagd_advies",
        date="2021-09-30",
        sender="Gehandicaptenplatform Zeist",
        addressee="de gemeenteraad van Zeist",
        cc=["het college van burgemeester en wethouders"],
        signed=[("Henk Vos", "voorzitter")],
    ),
    Case(
        "request of the college to the council",
        """Gemeente Hattem

Adviesraad Sociaal Domein Hattem
t.a.v. de voorzitter
Postbus 93
8050 AB Hattem

Datum          Ons kenmerk      Bijlagen
4 april 2023   HAT-23-0981      2

Onderwerp: adviesaanvraag verordening leerlingenvervoer

Geachte leden van de adviesraad,

Wij leggen u het concept van de verordening voor en verzoeken u daarover advies uit te brengen.
Wij ontvangen uw advies graag vóór 15 mei 2023.

Met vriendelijke groet,
burgemeester en wethouders van Hattem,
namens deze,

S. de Lange
beleidsadviseur
""",
        type="adviesaanvraag",
        date="2023-04-04",
        ours="HAT-23-0981",
        subject="adviesaanvraag verordening leerlingenvervoer",
        sender="burgemeester en wethouders van Hattem",
        addressee="Adviesraad Sociaal Domein Hattem",
        signed=[("S. de Lange", "beleidsadviseur")],
    ),
    Case(
        "reaction of the college, functions above the names",
        """Aan de Wmo-raad Ommen

Datum: 19 januari 2017
Uw brief van: 6 december 2016
Uw kenmerk: WR 16-9
Betreft: reactie op uw advies over de eigen bijdrage

Geachte leden van de Wmo-raad,

Wij danken u voor uw advies. U adviseert ons de eigen bijdrage te verlagen. Dit advies nemen wij over.

Hoogachtend,
burgemeester en wethouders van Ommen,
de secretaris,               de burgemeester,

K. Boon                      M. Ahmed
""",
        type="reactie_college",
        date="2017-01-19",
        yours="WR 16-9",
        sender="burgemeester en wethouders van Ommen",
        addressee="Wmo-raad Ommen",
        signed=[("K. Boon", "secretaris"), ("M. Ahmed", "burgemeester")],
    ),
    Case(
        "joint advice: the council named first is the sender",
        """Cliëntenraad Participatiewet Assen en Seniorenraad Assen

Aan het college van B en W van Assen

Assen, 5-10-2022
Betreft: energietoeslag

Geacht college,

Samen adviseren wij u ongevraagd de toeslag te verhogen.

Met vriendelijke groet,
Tonnie Kuipers, voorzitter Cliëntenraad Participatiewet Assen
Gré Wolters, voorzitter Seniorenraad Assen
""",
        type="ongevraagd_advies",
        date="2022-10-05",
        sender="Cliëntenraad Participatiewet Assen",
        addressee="het college van B en W van Assen",
        signed=[
            ("Tonnie Kuipers", "voorzitter Cliëntenraad Participatiewet Assen"),
            ("Gré Wolters", "voorzitter Seniorenraad Assen"),
        ],
    ),
    Case(
        "memo",
        """MEMO

Aan: wethouder E. Bakker
Van: Jongerenraad Venray
Datum: 2 sept. 2024
Onderwerp: skatebaan

U vroeg ons wat wij van de plek voor de skatebaan vinden. De plek is prima, maar zorg voor verlichting.
""",
        type="gevraagd_advies",
        date="2024-09-02",
        subject="skatebaan",
        sender="Jongerenraad Venray",
        addressee="wethouder E. Bakker",
    ),
    Case(
        "minutes are no letter",
        """Verslag vergadering Adviesraad Sociaal Domein Rucphen

Datum: 11 februari 2020
Aanwezig: Piet Bogers, Lia Maas
Afwezig: geen

1. Opening
De voorzitter opent de vergadering om 19.30 uur.

2. Mededelingen
De raad adviseert om de folder aan te passen.

3. Rondvraag
Niemand. De voorzitter sluit de vergadering.
""",
        type="overig",
        date="2020-02-11",
        sender="",
        addressee="",
        signed=[],
    ),
    Case(
        "bestuursopdracht",
        """Bestuursopdracht herinrichting loket

Bestuurlijk opdrachtgever: Anja Prins
Ambtelijk opdrachtgever: Ton Smit
Datum: 1 maart 2024

Deelproducten:
1. Een plan van aanpak.
2. Een raadsvoorstel.
""",
        type="bestuursopdracht",
        date="2024-03-01",
        sender="",
    ),
    Case(
        "transcript",
        """Webinar over vroegsignalering

Goedemiddag allemaal en welkom bij dit webinar.
Mijn naam is Fleur Hendriks.
Vandaag neem ik jullie mee in de aanpak van schulden.
Maar hoe doe je dat nou?
Nou, dat laat ik zeg maar stap voor stap zien.
""",
        type="transcript",
        date="",
        sender="",
    ),
    Case(
        "memo table with pipes, to the alderman by name, date with a dot before the month",
        """Adviesraad Jeugd Bunnik | Notitie

Aan: wethouder R. van Spall, gemeente Bunnik
Van: Adviesraad Jeugd Bunnik
Datum: do. 11 jan. 2018
Betreft: jeugdhonk

Geachte heer Van Spall,

U hebt ons in december gevraagd wat wij van het jeugdhonk vinden. Wij vinden het een goed plan.

Met vriendelijke groet,
Loes Hendriks, lid
""",
        type="gevraagd_advies",
        date="2018-01-11",
        subject="jeugdhonk",
        sender="Adviesraad Jeugd Bunnik",
        addressee="wethouder R. van Spall",
        signed=[("Loes Hendriks", "lid")],
    ),
    Case(
        "all capitals, a place of two words, sender in the signature only",
        """AAN HET COLLEGE VAN BURGEMEESTER EN WETHOUDERS VAN DEN HELDER

DEN HELDER, 7 OKTOBER 2014

BETREFT: REGIOTAXI

Geacht college,

Zonder dat u ons daarom hebt gevraagd schrijven wij over de regiotaxi. Laat de taxi ook op zondag rijden.

Hoogachtend,
namens de Wmo-raad Den Helder,
T. Bakker, voorzitter
""",
        type="ongevraagd_advies",
        date="2014-10-07",
        subject="REGIOTAXI",
        sender="Wmo-raad Den Helder",
        addressee="HET COLLEGE VAN BURGEMEESTER EN WETHOUDERS VAN DEN HELDER",
        signed=[("T. Bakker", "voorzitter")],
    ),
    Case(
        "mail to a mailbox, English headers, only given names",
        """From: seniorenraad laren <bestuur@seniorenlaren.example>
To: bestuurssecretariaat@laren.example
Date: Thu, 4 Jun 2020 09:12:44 +0200
Subject: zitbanken op de brink

Goedemorgen,

We geven ongevraagd advies: zet twee banken op de brink.

groetjes,
Ria en Piet
""",
        type="ongevraagd_advies",
        date="2020-06-04",
        subject="zitbanken op de brink",
        sender="seniorenraad laren",
        addressee="bestuurssecretariaat@laren.example",
        signed=[("Ria", None), ("Piet", None)],
    ),
    Case(
        "day in words, only a salutation, the council in the closing lines",
        """Texel, de derde mei 2016

Geacht college van Texel,

Wij schrijven u ongevraagd over de boot. Houd een lift vrij voor rolstoelen.

In afwachting van uw antwoord,
voor het Gehandicaptenplatform Texel
Jan Dros
voorzitter
""",
        type="ongevraagd_advies",
        date="2016-05-03",
        sender="Gehandicaptenplatform Texel",
        addressee="college van Texel",
        signed=[("Jan Dros", "voorzitter")],
    ),
    Case(
        "labels in a row, place and date at its end",
        """Burgemeester en wethouders van Losser
Postbus 90
7580 AB Losser

Uw kenmerk: 17.0098 Ons kenmerk: WR/17-4 Losser, 2 juni 2017

Betreft: huishoudelijke hulp

Geacht college,

In uw brief van 1 mei 2017 verzoekt u de Wmo-raad Losser om advies. Dat volgt hieronder.

Hoogachtend,
de Wmo-raad Losser,
H. Pol, secretaris
""",
        type="gevraagd_advies",
        date="2017-06-02",
        ours="WR/17-4",
        yours="17.0098",
        sender="Wmo-raad Losser",
        addressee="Burgemeester en wethouders van Losser",
        signed=[("H. Pol", "secretaris")],
    ),
    Case(
        "several colleges, two councils",
        """Adviesraad Sociaal Domein Waalwijk
Wmo-raad Loon op Zand

Aan: de colleges van burgemeester en wethouders van Waalwijk en Loon op Zand

Datum: 9 december 2015
Onderwerp: nieuw vervoer

Geachte colleges,

U vroeg ons samen te adviseren over het vervoer. Wij zijn akkoord.

Met vriendelijke groeten,
A. Smits, voorzitter Adviesraad Sociaal Domein Waalwijk
B. Kuijsten, voorzitter Wmo-raad Loon op Zand
""",
        type="gevraagd_advies",
        date="2015-12-09",
        sender="Adviesraad Sociaal Domein Waalwijk",
        addressee="de colleges van burgemeester en wethouders van Waalwijk en Loon op Zand",
    ),
    Case(
        "reaction signed for the college on the paper of the municipality",
        """GEMEENTE DALFSEN

Seniorenraad Dalfsen
t.a.v. de secretaris

Dalfsen, 21 juni 2022 verzonden: 23 juni 2022
Onderwerp: antwoord op uw advies over de zomeractiviteiten

Beste leden van de seniorenraad,

Dank voor uw advies van 12 mei 2022. Wij nemen uw advies over.

Met vriendelijke groet,
namens het college,
M. Bos
beleidsadviseur
""",
        type="reactie_college",
        date="2022-06-21",
        sender="GEMEENTE DALFSEN",
        addressee="Seniorenraad Dalfsen",
        signed=[("M. Bos", "beleidsadviseur")],
    ),
    Case(
        "newsletter with only a month",
        """DE BRUG
nieuwsbrief van de cliëntenraad Hulst, nr. 7, maart 2019

Beste lezers,

Op 4 maart spraken we met de wethouder. Kom ook eens langs.

De redactie
""",
        type="overig",
        date="2019-03",
        subject="",
        sender="",
        addressee="",
    ),
    Case(
        "title alone above the salutation, addressee without college",
        """Woerden, 14 februari 2023

Aan het gemeentebestuur van Woerden

Lichtjes in de polder

Geachte dames en heren,

Al vroeg u het ons niet, wij raden u aan de fietspaden te verlichten.

Namens de Participatieraad Woerden,
Els Kok
voorzitter
""",
        type="ongevraagd_advies",
        date="2023-02-14",
        subject="Lichtjes in de polder",
        sender="Participatieraad Woerden",
        addressee="gemeentebestuur van Woerden",
        signed=[("Els Kok", "voorzitter")],
    ),
    Case(
        "report form: advice over, issued on, to",
        """CLIËNTENRAAD WERK 'S-GRAVENHAGE

ADVIES OVER: VERORDENING STUDIETOESLAG
UITGEBRACHT OP: 03-02-2021
AAN: College van B&W

VRAAG
Is de toeslag hoog genoeg?

Antwoord: Nee, verhoog de toeslag tot het wettelijk minimum voor jongeren van achttien jaar en ouder in de stad.

Namens de cliëntenraad,
D. Singh
""",
        type="gevraagd_advies",
        date="2021-02-03",
        subject="VERORDENING STUDIETOESLAG",
        sender="CLIËNTENRAAD WERK 'S-GRAVENHAGE",
        addressee="College van B&W",
        signed=[("D. Singh", None)],
    ),
    Case(
        "invitation is no advice",
        """Uitnodiging bijeenkomst Wmo-raad Borger-Odoorn

Datum: 5 april 2018
Agenda:
1. Opening
2. Vervoer
3. Rondvraag
""",
        type="overig",
        date="2018-04-05",
        sender="",
        addressee="",
    ),
    Case(
        "two rows of labels, their values beneath, each told by its form",
        """Cliëntenraad Sociale Zaken
Oss

Gemeente Oss
College van burgemeester en wethouders
Postbus 5
5340 BA OSS

Datum Uw brief van Uw kenmerk
9 mei 2018 3 april 2018 180402771
Ons kenmerk Behandeld door Doorkiesnummer
CSZ 18.011 mw. A. Verbruggen 0412 - 62 00 00
Onderwerp
Verordening individuele inkomenstoeslag

Geacht college,

Wij hebben de verordening besproken en adviseren u haar te vereenvoudigen.

Met vriendelijke groet,
namens de Cliëntenraad Sociale Zaken,
P. van Erp
voorzitter
""",
        date="2018-05-09",
        ours="CSZ 18.011",
        yours="180402771",
        subject="Verordening individuele inkomenstoeslag",
    ),
    Case(
        "a telephone number among the values is no reference",
        """Gemeente Weert
Samenleving

Adviesraad Sociaal Domein Weert
Wilhelminasingel 101
6001 GS Weert

Behandeld door Telefoon Uw brief van Ons kenmerk
J. Peeters 14 0495 7 mei 2021 D21/044871
Uw kenmerk ASDW-2021-04

12 juni 2021

Betreft: reactie op uw advies

Geachte leden van de Adviesraad,

Wij danken u voor uw advies.

Met vriendelijke groet,
namens het college van burgemeester en wethouders van Weert,
K. Geraats
wethouder Zorg
""",
        date="2021-06-12",
        ours="D21/044871",
        yours="ASDW-2021-04",
    ),
    Case(
        "labels without colons, two in a row, a copy and a lone number",
        """Wmo-raad Zutphen
p/a Stichting Perspectief, Zutphen

Aan het College van Burgemeester en Wethouders
van de gemeente Zutphen
Postbus 41
7200 AA Zutphen

Datum 11 maart 2013 Uw brief van 5 februari 2013
Ons kenmerk WR/13.08 Uw kenmerk 2013.0.044.112
Bijlage(n) 2 Afschrift aan de griffie
Betreft: Advies nota Mantelzorg

Geacht College,

U hebt de raad verzocht te adviseren.

Hoogachtend,
Namens de Wmo-raad Zutphen,
B. Wolters
voorzitter
""",
        date="2013-03-11",
        ours="WR/13.08",
        yours="2013.0.044.112",
        cc=["de griffie"],
    ),
    Case(
        "a number of its own alone on a line; several colleges",
        """SR 19.05
Borne, dinsdag 2 april 2019

Seniorenraad Borne

De colleges van burgemeester en wethouders
van de gemeenten Borne en Hengelo
Postbus 200
7620 AE Borne

Onderwerp: de buslijn

Geachte colleges,

Wij vragen aandacht voor de bus.

Met vriendelijke groet,
Jan Wolters, voorzitter
""",
        ours="SR 19.05",
        addressee="De colleges van burgemeester en wethouders van de gemeenten Borne en Hengelo",
    ),
    Case(
        "the board of a regional service; the writer belongs to no one municipality",
        """Cliëntenraad Regionale Sociale Dienst
Land van Altena

Onderwerp: Advies werkwijze
Datum: 3 november 2016
Kenmerk: CR 2016-14

Het Dagelijks Bestuur van de RSD Land van Altena
Markt 1
4251 AA Werkendam

Geachte leden van het Dagelijks Bestuur,

U heeft ons gevraagd te adviseren over de notitie.

Namens de Cliëntenraad RSD,
W. van Dam
voorzitter
""",
        addressee="Dagelijks Bestuur van de RSD Land van Altena",
        municipality="",
    ),
    Case(
        "an alderman of a municipality",
        """Adviesraad Samenleving Urk

Gemeente Urk, wethouder Geert Post
Singel 9, Urk

Urk, 23 januari '17
Betr.: vervoer

Geachte heer Post,

Wij vragen u de bus te behouden.

Vriendelijke groet,
Riet Romkes
""",
        addressee="wethouder Geert Post",
    ),
    Case(
        "someone of a municipality; several councils are no council of one",
        """Van: Cliëntenplatform Hoorn
Aan: de adviesraden en cliëntenraden in de regio West-Friesland
Datum: 24 september 2012
Kenmerk: CPH 2012-31
Onderwerp: Uitnodiging

Geachte collega's,

Wij nodigen u uit voor een middag over dagbesteding.

Met vriendelijke groet,
Ger Mol
voorzitter Cliëntenplatform Hoorn
""",
    ),
    Case(
        "signatories who each speak for someone; the council heads the letter",
        """WMO-ADVIESRAAD RIJSSEN-HOLTEN

Aan de gemeenteraad van Rijssen-Holten

Rijssen, 4 oktober 2010

Ook gezonden aan: het college van B&W; Weekblad De Regge
Betreft: de bezuinigingen

Geachte raadsleden,

Wij vragen u de bezuinigingen te heroverwegen.

Johan Nijkamp, voorzitter

Jannie ter Horst, namens het gehandicaptenplatform
""",
        sender="WMO-ADVIESRAAD RIJSSEN-HOLTEN",
        cc=["het college van B&W", "Weekblad De Regge"],
    ),
    Case(
        "a council whose own name says nothing of a council",
        """Gemeente Venlo
Afdeling Samenleving

Samenspel, adviesraad voor het sociaal domein
t.a.v. de voorzitter, dhr. N. Jansen
Hanzeplaats 1
5912 AT VENLO

Ons kenmerk: 2017/0604
Datum: 25 april 2017
Onderwerp: Adviesaanvraag schuldhulp

Geachte heer Jansen,

Wij leggen u graag ons plan voor.

Hoogachtend,
burgemeester en wethouders van Venlo,
P. van Horst, burgemeester
""",
        addressee="Samenspel, adviesraad voor het sociaal domein",
    ),
]


def _read(case: Case) -> tuple[Letter, Letterhead]:
    letter = read_text(case.text)
    return letter, letterhead.find(letter, blank_doc(letter))


def _quote(letter: Letter, span: Span | None) -> str:
    return " ".join(letter.quote(span).split()) if span else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_letterhead(case: Case) -> None:
    letter, head = _read(case)
    found = {
        "type": head.document_type,
        "date": head.letter_date or "",
        "ours": _quote(letter, head.our_reference),
        "yours": _quote(letter, head.your_reference),
        "subject": _quote(letter, head.subject),
        "sender": head.sender.name if head.sender else "",
        "addressee": head.addressee.name if head.addressee else "",
        "municipality": (head.sender.municipality or "") if head.sender else "",
        "cc": [_quote(letter, span) for span in head.cc],
        "signed": [(_quote(letter, s.span), _quote(letter, s.role) or None) for s in head.signatories],
    }
    expected = {key: getattr(case, key) for key in found if getattr(case, key) is not None}
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_names_are_printed_where_their_spans_say(case: Case) -> None:
    letter, head = _read(case)
    for who in (head.sender, head.addressee):
        if who is not None:
            assert letter.quote(who.span).strip()
    if head.letter_date_span:
        assert any(character.isdigit() for character in letter.quote(head.letter_date_span))


@pytest.mark.parametrize("text", ["", " \n\n ", "?", "Geacht college,", "1.\n2.\n3.", "Datum:", "| | |", "\u00a0"])
def test_next_to_nothing_is_read_without_complaint(text: str) -> None:
    letter = make_letter(text) if text.strip() else Letter("0" * 64, text, (), (), "text/plain")
    head = letterhead.find(letter, blank_doc(letter))
    assert head.letter_date is None
    assert head.signatories == ()


def test_odd_labels_titles_without_a_label_and_copies() -> None:
    letter = read_text(
        """Sociale Domeinraad Uithoorn

Verzonden aan het college van burgemeester en wethouders van Uithoorn: 6 november 2018
Kenmerk afzender: SDR/26.007
advies 21.09
Invoering buurtbudgetten in De Kwakel

Geacht college,

Wij adviseren de buurten zelf te laten kiezen.

Met vriendelijke groet,

Drs. Emmelien van der Plas
voorzitter

Een afschrift van deze brief is gezonden aan: de griffie, ten behoeve van de gemeenteraad
"""
    )
    head = letterhead.find(letter, blank_doc(letter))
    assert head.letter_date == "2018-11-06"
    assert head.sender is not None and head.sender.name == "Sociale Domeinraad Uithoorn"
    assert head.subject is not None and letter.quote(head.subject) == "Invoering buurtbudgetten in De Kwakel"
    assert head.our_reference is not None and letter.quote(head.our_reference) == "SDR/26.007"
    assert head.addressee is not None and head.addressee.kind == "college"
    assert [letter.quote(one.span) for one in head.signatories] == ["Drs. Emmelien van der Plas"]


def test_the_place_above_a_date_sends_no_letter() -> None:
    letter = read_text(
        "Aan het college van B&W van Ede\n\nLunteren, 3 mei 2024\n\nHet loket in Lunteren is dicht. Ik vraag u waarom."
        "\n\nHoogachtend,\nW. de Zwart"
    )
    head = letterhead.find(letter, blank_doc(letter))
    assert head.sender is not None
    assert (head.sender.name, head.sender.kind) == ("W. de Zwart", "persoon")


def test_the_council_that_speaks_sends_a_letter_without_an_end() -> None:
    letter = read_text(
        "Notitie Adviesraad Sociaal Domein: tijd voor een volgende stap\n\n"
        "De Wmo-raad Ede adviseert uw college al jaren over hulp in huis. De Wmo-raad Ede vindt dat werk en jeugd "
        "daarbij horen en adviseert u een Adviesraad Sociaal Domein in te stellen.\n\n"
        "De wetten zijn verweven, dus dat is voor de Adviesraad een logische stap, ook omdat dezelfde gezinnen bij "
        "drie loketten komen en daar drie keer hetzelfde verhaal moeten doen."
    )
    head = letterhead.find(letter, blank_doc(letter))
    assert head.sender is not None and head.sender.name == "Wmo-raad Ede"


def test_names_in_a_row_behind_the_council_that_they_sign_for() -> None:
    letter = read_text(
        "Aan: het college van burgemeester en wethouders van Ede\n\nBetreft: ons vertrek\n\nGeacht college,\n\n"
        "Wij adviseren u een nieuwe raad te benoemen, want wij houden ermee op.\n\nDe Cliëntenraad Werk en Inkomen,\n\n"
        "Wobbe de Zwart, Truida Kooi, Ilja van der Mark en Bo Aalders"
    )
    head = letterhead.find(letter, blank_doc(letter))
    assert [letter.quote(one.span) for one in head.signatories] == [
        "Wobbe de Zwart",
        "Truida Kooi",
        "Ilja van der Mark",
        "Bo Aalders",
    ]


def test_the_date_may_stand_at_the_very_end() -> None:
    letter = read_text(
        "Aan: het college van burgemeester en wethouders van Ede\n\nBetreft: ons vertrek\n\nGeacht college,\n\n"
        "Op 12 april 2024 besloot u zelf leden te benoemen. Wij adviseren u dat terug te draaien.\n\n"
        "De Cliëntenraad Werk en Inkomen.\n\n3 mei 2024"
    )
    assert letterhead.find(letter, blank_doc(letter)).letter_date == "2024-05-03"


def test_place_and_date_go_before_a_date_in_the_subject() -> None:
    letter = read_text(
        "Wmo-raad Ede\n\nAan het college van B&W van Ede\n\nBetreft: vragen voor het overleg\nd.d. 6-9-2017\n\n"
        "Ede, 27-7-2017\n\nGeacht college,\n\nWij adviseren u het spreekuur te verplaatsen naar de avond."
        "\n\nMet vriendelijke groet,\nA. de Boer, voorzitter"
    )
    assert letterhead.find(letter, blank_doc(letter)).letter_date == "2017-07-27"


def test_a_platform_that_speaks_twice_writes() -> None:
    letter = read_text(
        "Inspraak stationsplein\n\nHet Platform Toegankelijk Ede heeft de tekening bekeken en mist een lijn voor "
        "blinden. Wij adviseren u die alsnog te leggen.\n\nHet Platform let ook op de banken: die staan te ver uiteen."
    )
    head = letterhead.find(letter, blank_doc(letter))
    assert head.sender is not None and head.sender.name == "Platform Toegankelijk Ede"
