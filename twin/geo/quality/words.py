"""Findings in plain words (B1), and what each means for which answer.

In a template `{count}`, `{total}` and `{area}` are filled in, each with the marks of its language;
`{what}` is the name of a layer or source.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from twin.model import Words


class Indicator(StrEnum):
    """What people ask of an area; Dutch, as they name it."""

    ZON = "zon"
    HITTE = "hitte"
    WATER = "water"
    GELUID = "geluid"
    GROEN = "groen"
    PARKEREN = "parkeren"
    WONINGEN = "woningen"


class Weight(StrEnum):
    """How much a finding matters."""

    MISSING = "missing"  # answers that need it cannot be given, or are a guess
    DOUBT = "doubt"  # answers may be wrong
    NOTE = "note"  # good to know


INDICATORS = {
    Indicator.ZON: Words("zon en schaduw", "sun and shade"),
    Indicator.HITTE: Words("hitte", "heat"),
    Indicator.WATER: Words("regenwater", "rain water"),
    Indicator.GELUID: Words("geluid", "noise"),
    Indicator.GROEN: Words("groen", "green"),
    Indicator.PARKEREN: Words("parkeren", "parking"),
    Indicator.WONINGEN: Words("woningen", "homes"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A kind of finding: the weight it has, what it says and what that means for indicators."""

    layer: str
    weight: Weight
    says: Words
    means: tuple[tuple[Indicator, Words], ...] = ()


_EVERYWHERE = Words("Alles hier is verzonnen.", "Everything here is made up.")

FINDINGS: dict[str, Told] = {
    "made-up": Told(
        "area", Weight.MISSING,
        Words("Dit gebied bestaat niet. Wij hebben het verzonnen, om te laten zien hoe het werkt.",
              "This area does not exist. We made it up, to show how it works."),
        tuple((indicator, _EVERYWHERE) for indicator in Indicator),
    ),
    "height-estimated": Told(
        "buildings", Weight.DOUBT,
        Words("Van {count} van de {total} gebouwen is de hoogte niet gemeten. We nemen de gewone "
              "hoogte van gebouwen in de buurt.",
              "The height of {count} of the {total} buildings was not measured. We take the usual "
              "height of buildings nearby."),
        ((Indicator.ZON, Words("Hun schaduw kan in het echt korter of langer zijn.",
                               "Their shade may really be shorter or longer.")),
         (Indicator.HITTE, Words("Schaduw koelt. Rond deze gebouwen is de hitte minder zeker.",
                                 "Shade cools. Around these buildings heat is less certain.")),
         (Indicator.GELUID, Words("Een gebouw houdt geluid tegen. Hoeveel, is hier een schatting.",
                                  "A building stops noise. How much is a guess here."))),
    ),
    "height-uncertain": Told(
        "buildings", Weight.DOUBT,
        Words("Van {count} van de {total} gebouwen kan de hoogte meer dan 2 meter schelen.",
              "The height of {count} of the {total} buildings may be more than 2 metres off."),
        ((Indicator.ZON, Words("Een meter hoogte geeft op 21 december om 12 uur bijna 4 meter "
                               "schaduw.",
                               "At noon on 21 December a metre of height gives nearly 4 metres of "
                               "shade.")),
         (Indicator.GELUID, Words("Hoe hoog een gebouw is, bepaalt hoeveel geluid het tegenhoudt.",
                                  "How high a building is decides how much noise it stops."))),
    ),
    "few-points": Told(
        "buildings", Weight.DOUBT,
        Words("Op {count} van de {total} gebouwen vielen weinig laserpunten. De hoogte is daardoor "
              "minder zeker.",
              "Few laser points fell on {count} of the {total} buildings. So their height is less "
              "certain."),
        ((Indicator.ZON, Words("Kleine delen van het dak kunnen ontbreken in de schaduw.",
                               "Small parts of the roof may be missing from the shade.")),),
    ),
    "measured-while-built": Told(
        "buildings", Weight.DOUBT,
        Words("Bij {count} van de {total} gebouwen is het bouwjaar ook het jaar van de meting. "
              "Misschien was het gebouw toen nog niet af.",
              "For {count} of the {total} buildings the year built is that of the measurement. "
              "The building may not have been finished."),
        ((Indicator.ZON, Words("Hun schaduw kan in het echt langer zijn.",
                               "Their shade may really be longer.")),
         (Indicator.GELUID, Words("Ze houden misschien meer geluid tegen dan we rekenen.",
                                  "They may stop more noise than we reckon."))),
    ),
    "no-model": Told(
        "buildings", Weight.NOTE,
        Words("Van {count} van de {total} gebouwen kennen we de vorm van het dak niet. "
              "We tekenen het plat.",
              "We do not know the shape of the roof of {count} of the {total} buildings. "
              "We draw it flat."),
        ((Indicator.ZON, Words("Bij een schuin dak valt de schaduw anders. Voor zonnepanelen op "
                               "het dak weten we hier te weinig.",
                               "A sloping roof throws another shade. We know too little here for "
                               "solar panels on the roof.")),),
    ),
    "year-unknown": Told(
        "buildings", Weight.NOTE,
        Words("Van {count} van de {total} gebouwen is het bouwjaar niet bekend. Dan kunnen we niet "
              "nagaan of het er al stond toen de hoogte werd gemeten.",
              "The year of {count} of the {total} buildings is not known. So we cannot check that "
              "they stood when heights were measured."),
        ((Indicator.ZON, Words("De hoogte kan van een ouder gebouw op die plek zijn.",
                               "The height may be that of an older building in that place.")),),
    ),
    "only-bag": Told(
        "buildings", Weight.DOUBT,
        Words("Wel in de BAG en niet op de kaart (BGT): {count} van de {total} gebouwen, samen "
              "{area} m².",
              "In the BAG and not on the map (BGT): {count} of the {total} buildings, together "
              "{area} m²."),
        ((Indicator.WATER, Words("Op de kaart is daar nog straat of groen. Die grond telt dubbel.",
                                 "On the map that is still street or green. That ground counts "
                                 "twice.")),
         (Indicator.GROEN, Words("We tellen daar misschien groen dat er niet meer is.",
                                 "We may count green there that is gone."))),
    ),
    "only-bgt": Told(
        "buildings", Weight.DOUBT,
        Words("Wel op de kaart (BGT) en niet in de BAG: {count} van de {total} gebouwen, samen "
              "{area} m².",
              "On the map (BGT) and not in the BAG: {count} of the {total} buildings, together "
              "{area} m²."),
        ((Indicator.WONINGEN, Words("Of daar woningen zijn, weten we niet.",
                                    "We do not know whether there are homes.")),
         (Indicator.ZON, Words("Misschien staan deze gebouwen er niet meer. Dan is er meer zon.",
                               "These buildings may be gone. Then there is more sun."))),
    ),
    "outline-differs": Told(
        "buildings", Weight.DOUBT,
        Words("Van {count} van de {total} gebouwen is de omtrek op de kaart (BGT) anders dan in de "
              "BAG. Samen {area} m² verschil.",
              "The outline of {count} of the {total} buildings differs between the map (BGT) and "
              "the BAG. Together {area} m²."),
        ((Indicator.ZON, Words("Een deel van de schaduw kan een paar meter verschuiven.",
                               "Part of the shade may shift by a few metres.")),
         (Indicator.WATER, Words("Hoeveel dak er is, is niet precies bekend.",
                                 "How much roof there is, is not exactly known."))),
    ),
    "not-compared": Told(
        "buildings", Weight.NOTE,
        Words("We hebben de kaart (BGT) en de BAG niet allebei. We kunnen ze dus niet vergelijken.",
              "We do not have both the map (BGT) and the BAG. So we cannot compare them."),
        ((Indicator.WONINGEN, Words("Een nieuw of gesloopt gebouw kan ongemerkt fout staan.",
                                    "A new or demolished building may be wrong unnoticed.")),),
    ),
    "overlaps": Told(
        "buildings", Weight.DOUBT,
        Words("Op {count} plekken liggen gebouwen over elkaar. Samen {area} m².",
              "Buildings lie over each other in {count} places. Together {area} m²."),
        ((Indicator.WATER, Words("Dat dak telt dubbel.", "That roof counts twice.")),),
    ),
    "on-ground": Told(
        "buildings", Weight.DOUBT,
        Words("Op {count} plekken ligt een gebouw over straat, groen of water. Samen {area} m².",
              "In {count} places a building lies over street, green or water. Together {area} m²."),
        ((Indicator.WATER, Words("Die grond telt als dak en ook als straat of groen.",
                                 "That ground counts as roof and as street or green too.")),
         (Indicator.GROEN, Words("Een deel van het groen ligt misschien onder een gebouw.",
                                 "Part of the green may lie under a building."))),
    ),
    "no-dwellings": Told(
        "dwellings", Weight.MISSING,
        Words("We hebben geen adressen uit de BAG. Woningen en winkels zijn dus niet bekend.",
              "We have no addresses from the BAG. So homes and shops are not known."),
        ((Indicator.WONINGEN, Words("We kunnen de woningen niet tellen.",
                                    "We cannot count the homes.")),
         (Indicator.PARKEREN, Words("Hoeveel parkeerplaatsen nodig zijn, weten we niet.",
                                    "We do not know how many parking places are needed.")),
         (Indicator.GELUID, Words("We weten niet hoeveel mensen last van geluid hebben.",
                                  "We do not know how many people suffer from noise."))),
    ),
    "floor-area-unknown": Told(
        "dwellings", Weight.DOUBT,
        Words("Van {count} van de {total} adressen is de oppervlakte niet bekend.",
              "The floor area of {count} of the {total} addresses is not known."),
        ((Indicator.WONINGEN, Words("De gemiddelde grootte van woningen is minder zeker.",
                                    "The mean size of homes is less certain.")),
         (Indicator.PARKEREN, Words("De parkeernorm hangt af van de oppervlakte.",
                                    "The parking norm depends on floor area."))),
    ),
    "dwellings-lost": Told(
        "dwellings", Weight.NOTE,
        Words("{count} adressen horen bij een gebouw dat hier niet is. Ze tellen niet mee.",
              "{count} addresses belong to a building that is not here. They are not counted."),
        ((Indicator.WONINGEN, Words("Aan de rand van het gebied kunnen woningen ontbreken.",
                                    "Homes may be missing at the edge of the area.")),),
    ),
    "no-surfaces": Told(
        "surfaces", Weight.MISSING,
        Words("We hebben geen kaart van straat, groen en water (BGT).",
              "We have no map of streets, green and water (BGT)."),
        ((Indicator.WATER, Words("Waar regenwater blijft, kunnen we niet zeggen.",
                                 "We cannot say where rain water goes.")),
         (Indicator.HITTE, Words("Steen en gras worden niet even heet. Dat verschil missen we.",
                                 "Stone and grass do not get equally hot. We miss that.")),
         (Indicator.GROEN, Words("We kunnen het groen niet tellen.", "We cannot count the green.")),
         (Indicator.GELUID, Words("We weten niet waar auto’s rijden.",
                                  "We do not know where cars drive.")),
         (Indicator.PARKEREN, Words("We kennen de parkeervakken niet.",
                                    "We do not know the parking bays."))),
    ),
    "surfaces-overlap": Told(
        "surfaces", Weight.DOUBT,
        Words("Op {count} plekken liggen stukken straat, groen of water over elkaar. "
              "Samen {area} m².",
              "In {count} places pieces of street, green or water lie over each other. "
              "Together {area} m²."),
        ((Indicator.WATER, Words("Die grond telt dubbel.", "That ground counts twice.")),
         (Indicator.GROEN, Words("Is er groen bij? Dan tellen we dat misschien dubbel.",
                                 "If it is green, we may count it twice."))),
    ),
    "uncovered": Told(
        "surfaces", Weight.DOUBT,
        Words("Van {area} m² weten we niet wat het is: geen gebouw, straat, groen of water.",
              "We do not know what {area} m² is: no building, street, green or water."),
        ((Indicator.WATER, Words("Of regen daar in de grond zakt, weten we niet.",
                                 "We do not know whether rain sinks in there.")),
         (Indicator.HITTE, Words("Hoe heet het daar wordt, is een schatting.",
                                 "How hot it gets there is a guess.")),
         (Indicator.GROEN, Words("Groen kan daar ontbreken.", "Green may be missing there."))),
    ),
    "surface-unknown": Told(
        "surfaces", Weight.DOUBT,
        Words("Van {count} van de {total} stukken grond weten we niet waar ze van gemaakt zijn. "
              "Samen {area} m².",
              "We do not know what {count} of the {total} pieces of ground are made of. "
              "Together {area} m²."),
        ((Indicator.WATER, Words("Hoeveel regen daar in de grond zakt, is een schatting.",
                                 "How much rain sinks in there is a guess.")),
         (Indicator.HITTE, Words("Hoe heet het daar wordt, is een schatting.",
                                 "How hot it gets there is a guess."))),
    ),
    "no-trees": Told(
        "trees", Weight.MISSING,
        Words("We kennen de bomen niet.", "We do not know the trees."),
        ((Indicator.ZON, Words("De schaduw van bomen ontbreekt. In het echt is er meer schaduw.",
                               "The shade of trees is missing. There is really more shade.")),
         (Indicator.HITTE, Words("Bomen koelen. In het echt is het koeler dan wij rekenen.",
                                 "Trees cool. It is really cooler than we reckon.")),
         (Indicator.GROEN, Words("We tellen geen bomen.", "We count no trees."))),
    ),
    "trees-detected": Told(
        "trees", Weight.DOUBT,
        Words("{count} van de {total} bomen zien we alleen in laserpunten. Niemand heeft ze "
              "nageteld.",
              "{count} of the {total} trees we only see in laser points. Nobody has checked them."),
        ((Indicator.GROEN, Words("Het aantal bomen is een schatting.",
                                 "The number of trees is an estimate.")),),
    ),
    "tree-sizes-estimated": Told(
        "trees", Weight.DOUBT,
        Words("Van {count} van de {total} bomen is de grootte geschat.",
              "The size of {count} of the {total} trees is estimated."),
        ((Indicator.ZON, Words("De schaduw van deze bomen kan in het echt kleiner of groter zijn.",
                               "The shade of these trees may really be smaller or larger.")),
         (Indicator.HITTE, Words("Hoeveel deze bomen koelen, is een schatting.",
                                 "How much these trees cool is a guess."))),
    ),
    "no-terrain": Told(
        "terrain", Weight.MISSING,
        Words("We kennen de hoogte van de grond niet.", "We do not know the height of the ground."),
        ((Indicator.WATER, Words("Welke kant regenwater op loopt, kunnen we niet zeggen.",
                                 "We cannot say which way rain water runs.")),),
    ),
    "terrain-from-buildings": Told(
        "terrain", Weight.DOUBT,
        Words("De hoogte van de grond is niet gemeten. We leiden die af van de gebouwen.",
              "The height of the ground was not measured. We derive it from the buildings."),
        ((Indicator.WATER, Words("Kuilen en stoepen ontbreken. Waar water blijft, schatten we.",
                                 "Dips and kerbs are missing. We guess where water stays.")),
         (Indicator.GELUID, Words("Wallen die geluid tegenhouden, ontbreken.",
                                  "Banks that stop noise are missing."))),
    ),
    "source-old": Told(
        "sources", Weight.DOUBT,
        Words("{what}: de gegevens zijn meer dan {count} jaar oud. Er kan veel veranderd zijn.",
              "{what}: the data is more than {count} years old. Much may have changed."),
    ),
    "source-undated": Told(
        "sources", Weight.NOTE,
        Words("{what}: het bestand zegt niet van wanneer de gegevens zijn.",
              "{what}: the file does not tell how old the data is."),
    ),
    "repaired": Told(
        "area", Weight.NOTE,
        Words("{what}: van {count} objecten klopte de tekening niet. Die hebben we hersteld.",
              "{what}: the drawing of {count} objects was not right. We mended it."),
    ),
    "left-out": Told(
        "area", Weight.NOTE,
        Words("{count} objecten uit de bestanden doen niet mee. Hieronder staat waarom.",
              "{count} objects of the files are not used. The reasons are below."),
    ),
}  # fmt: skip
