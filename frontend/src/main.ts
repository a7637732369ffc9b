// The start: styles, the one question whether there is WebGL, and the app.
// Small, so that WebGL opens while app and map are still fetched and compiled.
import "@fontsource-variable/source-sans-3/wght.css";
import "@utrecht/button-css/dist/index.min.css";
import "@utrecht/data-list-css/dist/index.min.css";
import "@utrecht/skip-link-css/dist/index.min.css";
import "@utrecht/table-css/dist/index.min.css";
import "uplot/dist/uPlot.min.css";
import "./theme.css";
import "./app.css";
import { openSurface } from "./canvas";
import { hear } from "./offline/heard";
import { applyScheme } from "./scheme";

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element '${id}'`);
  return found;
};

async function start(): Promise<void> {
  const [app, map] = [import("./app"), import("./map")];
  const surface = openSurface();
  const { App } = await app;
  const stage = element("stage");
  new App(stage, element("ui"), surface?.byProcessor ?? false, async () => {
    if (!surface) throw new Error("this browser has no WebGL 2");
    const { Map3d, openView } = await map;
    return { Map3d, view: await openView(stage, surface) };
  });
}

applyScheme();
hear();
// What keeps the page working without network comes after the first picture.
new PerformanceObserver((marks, observer) => {
  if (marks.getEntriesByName("twin:first-picture").length === 0) return;
  observer.disconnect();
  void import("./offline").then(({ keepWorking }) => keepWorking());
}).observe({ type: "mark", buffered: true });
void start();
