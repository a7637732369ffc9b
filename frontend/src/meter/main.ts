// The start of the page of a sensor: styles and the app. No map, so it is light.
import "@fontsource-variable/source-sans-3/wght.css";
import "@utrecht/button-css/dist/index.min.css";
import "@utrecht/data-list-css/dist/index.min.css";
import "@utrecht/skip-link-css/dist/index.min.css";
import "@utrecht/table-css/dist/index.min.css";
import "uplot/dist/uPlot.min.css";
import "../theme.css";
import "../css/tokens.css";
import "../css/base.css";
import "./meter.css";
import { hear } from "../offline/heard";
import { applyScheme } from "../scheme";
import { Meter } from "./app";

applyScheme();
hear();
const root = document.getElementById("meter");
if (!root) throw new Error("the page has no element 'meter'");
void new Meter(root, Date.now())
  .start()
  .then(() => import("../offline"))
  .then(({ keepWorking }) => keepWorking());
