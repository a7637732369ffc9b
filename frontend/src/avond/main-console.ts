// The start of the console.
import "@fontsource-variable/source-sans-3/wght.css";
import "@utrecht/button-css/dist/index.min.css";
import "@utrecht/skip-link-css/dist/index.min.css";
import "../theme.css";
import "../css/tokens.css";
import "../css/base.css";
import "./said.css";
import "./console.css";
import "./line-up.css";
import { applyScheme } from "../scheme";
import { Console } from "./console";

applyScheme();
const root = document.getElementById("console");
if (!root) throw new Error("the page has no element 'console'");
new Console(root);
