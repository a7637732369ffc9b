// The start: styles, the one question whether there is WebGL, and the app.
import "@fontsource-variable/source-sans-3/wght.css";
import "@utrecht/button-css/dist/index.min.css";
import "@utrecht/data-list-css/dist/index.min.css";
import "@utrecht/skip-link-css/dist/index.min.css";
import "@utrecht/table-css/dist/index.min.css";
import "./theme.css";
import "./app.css";
import { App } from "./app";
import { openSurface } from "./canvas";

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element '${id}'`);
  return found;
};

// The map is fetched while the API is asked; the page does not wait for it. WebGL opens when everything else
// has been asked for, since without a GPU that stops the page for half a second.
const stage = element("stage");
const map = import("./map");
new App(stage, element("ui"), async () => {
  const surface = openSurface();
  const { Map3d, openView } = await map;
  return { Map3d, view: await openView(stage, surface) };
});
