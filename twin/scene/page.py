"""One HTML file that shows a scene offline: pydeck's page without anything that goes out.

pydeck's `to_html(offline=True)` inlines its script, but its page still links style sheets and a
map script on other hosts. Those links are taken out, and a content security policy in the page
makes the browser refuse every request, whatever a script may try.
"""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from twin.errors import ParameterInvalid
from twin.model import full_date
from twin.scene import colours

if TYPE_CHECKING:
    from twin.scene.compose import Scene

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; connect-src data: blob:; worker-src blob:; base-uri 'none'; "
    "form-action 'none'"
)

_LINKED = re.compile(r"<link\b[^>]*>|<script\b[^>]*\bsrc=[^>]*>\s*</script>", re.IGNORECASE)

_STYLE = """
body { background: linear-gradient(#dfe8ee, #f6f4ef); font: 15px/1.45 system-ui, sans-serif; }
.twin { position: absolute; z-index: 5; color: #22282d; background: rgb(255 255 255 / .92);
  border-radius: 8px; padding: .6rem .9rem; margin: .8rem; max-width: min(28rem, 80vw); }
.twin h1 { font-size: 1.1rem; margin: 0; }
.twin p { margin: .2rem 0 0; }
.twin .notice { font-weight: 600; }
.twin-top { top: 0; left: 0; }
.twin-foot { bottom: 0; left: 0; font-size: .8rem; max-width: 60vw; }
.twin-legend { bottom: 0; right: 0; font-size: .8rem; max-height: 70vh; overflow: auto; }
.twin-legend h2 { font-size: .85rem; margin: .4rem 0 .1rem; }
.twin-legend ul { list-style: none; margin: 0; padding: 0; }
.twin-legend i { display: inline-block; width: .9em; height: .9em; margin-right: .45em;
  border: 1px solid rgb(0 0 0 / .25); border-radius: 2px; vertical-align: -.1em; }
"""

# A sun from the south-west, a sky, and a weak light from the east that tells shaded faces apart.
# luma.gl's PBR shader takes `direction` as towards the light, unlike its other shaders.
_LIGHT = """
deckInstance.setProps({effects: [new deck.LightingEffect({
  sky: new deck.AmbientLight({color: [255, 255, 255], intensity: 1.5}),
  sun: new deck.DirectionalLight({color: [255, 250, 240], intensity: 2.1, direction: [-2, -3, 4]}),
  fill: new deck.DirectionalLight({color: [235, 243, 255], intensity: 0.7, direction: [4, -1, 2]})
})]});
"""


def offline_page(scene: Scene, made_on: date) -> str:
    """The HTML of a page that shows `scene` and needs no network.

    Parameters
    ----------
    made_on
        The date that the page shows.

    Raises
    ------
    ParameterInvalid
        The scene's meshes or devices are addresses, not data.
    """
    for layer in scene.deck.layers:
        source = str(getattr(layer, "scenegraph", "data:"))
        if not source.startswith("data:") or not isinstance(layer.data, list):
            raise ParameterInvalid(
                f"layer '{layer.id}' of the scene gets its data from an address",
                hint="compose the scene with SceneData.inline before you export it",
            )
    page = scene.deck.to_html(as_string=True, offline=True, notebook_display=False)
    head, body = page.split("<body>", 1)
    # pydeck writes the JSON into a script as it is: a name with a tag in it would end the script.
    written = scene.deck.to_json()
    body = body.replace(written, written.replace("<", "\\u003c"), 1)
    # The inlined script holds text that looks like tags: only look before and after it.
    start, end = head.index("<script type='text/javascript'>"), head.rindex("</script>")
    head = _LINKED.sub("", head[:start]) + head[start:end] + _LINKED.sub("", head[end:])
    head = head.replace(
        "<head>",
        f'<head>\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        1,
    )
    head = head.replace("<title>pydeck</title>", f"<title>{escape(scene.title)}</title>", 1)
    head = head.replace("<html>", '<html lang="nl">', 1)
    head = head.replace("</head>", f"<style>{_STYLE}</style>\n</head>", 1)
    before, last = body.rsplit("</script>", 1)
    return f"{head}<body>{_words(scene, made_on)}{before}{_LIGHT}</script>{last}"


def _words(scene: Scene, made_on: date) -> str:
    notice = ""
    if scene.notice:
        dutch, english = scene.notice
        notice = f'<p class="notice">{escape(dutch)}</p><p lang="en">{escape(english)}</p>'
    credit = " · ".join(escape(line) for line in scene.attribution)
    return (
        f'<header class="twin twin-top"><h1>{escape(scene.title)}</h1>{notice}</header>'
        f'<footer class="twin twin-foot">{credit}<br>Gemaakt op {full_date(made_on, "nl")}</footer>'
        f'<aside class="twin twin-legend" aria-label="Legenda">'
        f"{''.join(_legend(legend) for legend in scene.legend)}</aside>"
    )


def _legend(legend: colours.Legend) -> str:
    items = "".join(
        f'<li><i style="background:rgb{item.color}"></i>{escape(item.label_nl)}</li>'
        for item in legend.items
    )
    return f"<h2>{escape(legend.title_nl)}</h2><ul>{items}</ul>"
