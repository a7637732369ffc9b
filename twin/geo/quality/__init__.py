"""What is missing or doubtful in an area, and what that does to the answers on it.

Pure: an area, what was surveyed of it and the date of today in; findings and flags out.
`docs/quality.md` tells the rules and where their numbers come from.
"""

from twin.geo.quality.assess import Finding as Finding
from twin.geo.quality.assess import Quality as Quality
from twin.geo.quality.assess import assess as assess
from twin.geo.quality.flags import BuildingFlag as BuildingFlag
from twin.geo.quality.flags import flags as flags
from twin.geo.quality.layers import Layer as Layer
from twin.geo.quality.layers import SourceAge as SourceAge
from twin.geo.quality.survey import Overlap as Overlap
from twin.geo.quality.survey import Survey as Survey
from twin.geo.quality.survey import overlapping_panden as overlapping_panden
from twin.geo.quality.survey import survey as survey
from twin.geo.quality.words import Indicator as Indicator
from twin.geo.quality.words import Weight as Weight
