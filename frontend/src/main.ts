// The start: styles, the one question whether there is WebGL, and the app.
import "@fontsource-variable/source-sans-3/wght.css";
import "@utrecht/button-css/dist/index.min.css";
import "@utrecht/data-list-css/dist/index.min.css";
import "@utrecht/skip-link-css/dist/index.min.css";
import "@utrecht/table-css/dist/index.min.css";
import "./theme.css";
import "./app.css";
import { App } from "./app";

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element '${id}'`);
  return found;
};

// The map is fetched and WebGL opened while the API is asked; the page does not wait for either.
const stage = element("stage");
const map = import("./map").then(async ({ Map3d, openView }) => ({ Map3d, view: await openView(stage) }));
new App(stage, element("ui"), map);
