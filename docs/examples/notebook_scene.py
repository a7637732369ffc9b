"""The scene of an area in a notebook: every block between blank lines can be a cell.

Run as it is, it makes the synthetic sample area and writes it as one offline HTML file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from twin.geo import sample
from twin.scene.compose import SceneData, compose

# An area: the sample, or `read_area("folder or file", shared=None, progress=NoProgress())` of
# twin.jobs.load_area, or `load_area(connection, "delft")` of twin.store.areas.
area = sample.make()

# With the data itself inside, deck.gl needs no server.
scene = compose(area, SceneData.inline(area))

# The last value of a cell is shown: in a notebook this is the 3D scene.
scene.show()

# What belongs beside every picture.
print(scene.title, *(scene.notice or ()), *scene.attribution, sep="\n")  # noqa: T201 - a notebook prints

# The same as a file that works without a network.
scene.to_html(Path("voorbeeldwijk.html"), made_on=datetime.now(UTC).date())
