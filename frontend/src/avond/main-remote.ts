// The start of the remote.
import "@fontsource-variable/source-sans-3/wght.css";
import "../theme.css";
import "../css/tokens.css";
import "../css/base.css";
import "./remote.css";
import { applyScheme } from "../scheme";
import { Remote } from "./remote";

applyScheme();
const root = document.getElementById("remote");
if (!root) throw new Error("the page has no element 'remote'");
new Remote(root);
