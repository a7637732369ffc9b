"""The plan of Voorbeeldwijk: what a planner would draw first, as data.

Metres in the plan: u to the right (0-860), v up (0-720). A main street winds from west to east, a
shopping street crosses it at the square. North-west: streets of the thirties, a wood and sports
fields; north-east: a woonerf of the seventies, flats in green and the school; south-west: park and
post-war blocks; south-east: the former factory on the canal and newer homes beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from shapely import LineString, Polygon

from twin.geo.sample.draft import Point, smooth

BOUNDARY: tuple[Point, ...] = (
    (4, 18), (300, 0), (560, 6), (846, 24), (862, 380), (838, 690), (440, 722), (16, 700),
)  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """The cross-section of a street: widths in metres from the middle outwards.

    `carriageway` is the whole width; the others are per side and may be zero.
    """

    carriageway: float
    verge: float = 0.0
    cycle_path: float = 0.0
    parking: float = 0.0
    pavement: float = 0.0
    function: str = "rijbaan lokale weg"
    material: str = "betonstraatstenen"

    @property
    def half(self) -> float:
        """From the middle to the outer edge."""
        return self.carriageway / 2 + self.verge + self.cycle_path + self.parking + self.pavement


MAIN = Profile(6.6, verge=3.0, cycle_path=2.6, pavement=2.2, material="asfalt")
SHOPPING = Profile(6.0, parking=2.1, pavement=3.0, material="gebakken klinkers")
HOME = Profile(5.0, parking=2.0, pavement=1.9, material="gebakken klinkers")
HOME_GREY = Profile(5.0, parking=2.0, pavement=1.9)
LANE = Profile(4.8, pavement=1.8)
WORKS = Profile(6.4, verge=2.0, pavement=2.0, material="asfalt")
WOONERF = Profile(5.6, function="woonerf", material="gebakken klinkers")


@dataclass(frozen=True)
class Street:
    """A street by its middle line; `rank` 0 goes first where streets meet."""

    name: str
    corners: tuple[Point, ...]
    profile: Profile
    rank: int = 1

    @cached_property
    def line(self) -> LineString:
        """Its middle, rounded."""
        return LineString(smooth(self.corners))


STREETS = {
    street.name: street
    for street in (
        Street("laan", ((-30, 356), (120, 350), (285, 322), (430, 330), (580, 356), (720, 346),
                        (900, 312)), MAIN, 0),
        Street("dorpsstraat-zuid", ((414, -20), (424, 110), (438, 235), (430, 330)), SHOPPING),
        Street("dorpsstraat-noord", ((430, 330), (416, 440), (438, 580), (462, 750)), SHOPPING),
        # North-west: streets of the thirties, a little askew.
        Street("linde", ((-20, 432), (110, 424), (240, 402), (420, 404)), HOME),
        Street("eik", ((-20, 500), (120, 492), (245, 468), (424, 474)), HOME),
        Street("beuk", ((-20, 566), (120, 562), (240, 536), (436, 546)), HOME_GREY),
        Street("kerkpad-west", ((112, 350), (118, 425), (128, 495), (116, 564)), LANE),
        Street("kerkpad-oost", ((262, 326), (252, 402), (264, 470), (248, 538), (262, 600),
                                (286, 690), (290, 740)), LANE),
        # North-east: a woonerf that turns, and the street of the flats.
        Street("weefgetouw", ((426, 500), (520, 506), (574, 548), (660, 552), (726, 528),
                              (900, 560)), WOONERF, 2),
        Street("spoel", ((574, 548), (584, 610), (650, 640), (720, 612), (728, 530)), WOONERF, 3),
        Street("schering", ((652, 640), (660, 740)), WOONERF, 3),
        Street("inslag", ((790, 545), (776, 610), (786, 720)), WOONERF, 3),
        Street("hoogland", ((628, 352), (640, 430), (720, 446), (880, 430)), HOME_GREY, 2),
        # South-west: post-war blocks beside the park.
        Street("parkrand", ((-20, 262), (130, 262), (270, 240), (436, 234)), HOME_GREY),
        Street("vijverweg", ((262, -20), (272, 110), (264, 242)), HOME_GREY),
        Street("zaaier", ((268, 84), (345, 78), (422, 88)), HOME, 2),
        Street("maaier", ((270, 158), (345, 152), (430, 164)), HOME, 2),
        # South-east: the works and what lies beyond the canal.
        Street("fabrieksstraat", ((742, 348), (736, 250), (750, 140), (762, -20)), WORKS),
        Street("overkant", ((560, -20), (610, 26), (690, 52), (757, 56), (900, 92)), HOME_GREY, 2),
    )
}  # fmt: skip

CANAL = LineString(smooth(((448, -40), (520, 44), (620, 98), (740, 136), (900, 196))))
CANAL_WIDTH = 22.0
POND = Polygon(
    smooth(
        ((60, 120), (84, 158), (140, 172), (186, 150), (196, 112), (160, 96), (120, 104), (88, 84)),
        closed=True,
    )
)
PARK = Polygon([(-10, 0), (252, -10), (262, 110), (254, 196), (128, 212), (-10, 214)])
PATHS = tuple(
    LineString(smooth(corners, rounds=4))
    for corners in (
        ((-10, 60), (60, 66), (110, 60), (190, 70), (270, 96)),
        ((30, 262), (36, 200), (44, 130), (58, 66), (76, -10)),
        ((56, 190), (120, 196), (190, 178), (222, 130), (206, 74), (180, -10)),
        ((150, 262), (152, 192)),
        ((262, 500), (320, 504), (370, 512), (416, 510)),
        ((116, 560), (120, 606), (150, 650), (140, 730)),
        ((-10, 660), (70, 650), (150, 652), (262, 640)),
    )
)
CYCLE_ROUTE = LineString(smooth(((-10, 22), (90, 32), (180, 22), (262, 34))))

SQUARE = Polygon([(446, 350), (548, 366), (554, 456), (440, 461), (430, 400)])
FACTORY = Polygon(
    [(458, 44), (530, 70), (620, 118), (728, 156), (724, 330), (600, 338), (456, 318)]
)
SCHOOL = Polygon([(452, 530), (548, 540), (562, 600), (560, 690), (466, 706), (444, 600)])
PLAYGROUND = Polygon([(470, 596), (546, 594), (550, 640), (474, 648)])
FLATS_GREEN = Polygon(
    [(566, 366), (860, 336), (864, 520), (730, 516), (655, 536), (580, 530), (560, 470)]
)
CAR_PARKS = (
    Polygon([(652, 458), (700, 468), (697, 486), (649, 476)]),
    Polygon([(748, 462), (806, 458), (807, 476), (749, 480)]),
    Polygon([(566, 452), (618, 446), (620, 464), (568, 470)]),
    Polygon([(470, 290), (528, 297), (526, 316), (468, 309)]),
    Polygon([(296, 686), (330, 690), (330, 712), (296, 708)]),
    Polygon([(772, 250), (836, 239), (838, 262), (774, 273)]),
)
WOOD = Polygon([(-10, 610), (120, 604), (236, 592), (256, 640), (274, 720), (-10, 720)])
PITCHES = (
    Polygon([(300, 596), (405, 590), (408, 650), (304, 656)]),
    Polygon([(346, 668), (430, 664), (432, 706), (348, 710)]),
)
COMMONS = Polygon([(270, 482), (410, 486), (412, 530), (274, 524)])
SPORTS = Polygon([(276, 584), (422, 578), (446, 720), (292, 716)])
NORTH_GREEN = Polygon([(560, 640), (640, 660), (640, 710), (566, 716)])
GREEN_STRIP = Polygon(
    [(0, 296), (250, 272), (422, 266), (424, 312), (290, 306), (120, 334), (0, 338)]
)
EAST_GREEN = Polygon([(770, 160), (850, 200), (850, 320), (760, 330)])
QUAY = Polygon([(520, 40), (740, 130), (740, 170), (510, 90)])
FOOT_BRIDGE = LineString([(606, 118), (622, 60)])
