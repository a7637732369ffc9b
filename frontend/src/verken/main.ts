// The start of the resident's view: styles and the app. 3D comes only when somebody wants to walk.
import "@fontsource-variable/source-sans-3/wght.css";
import "@utrecht/button-css/dist/index.min.css";
import "@utrecht/skip-link-css/dist/index.min.css";
import "@utrecht/table-css/dist/index.min.css";
import "../theme.css";
import "../css/tokens.css";
import "../css/base.css";
import "./verken.css";
import { hear } from "../offline/heard";
import { applyScheme } from "../scheme";
import { Verken } from "./app";

applyScheme();
hear();
const root = document.getElementById("verken");
if (!root) throw new Error("the page has no element 'verken'");
void new Verken(root)
  .start()
  .then(() => import("../offline"))
  .then(({ keepWorking }) => keepWorking());
