// The start of the big screen: dark for a dark room, unless the address asks for light.
import "@fontsource-variable/source-sans-3/wght.css";
import "../theme.css";
import "../css/tokens.css";
import "../css/base.css";
import "./said.css";
import "./screen.css";
import { asked } from "./catalogue";
import { Screen } from "./screen";

const root = document.getElementById("screen");
if (!root) throw new Error("the page has no element 'screen'");
document.documentElement.dataset["scheme"] = new URLSearchParams(location.search).get("kleuren") === "dag" ? "day" : "evening";
const { evening } = asked();
if (evening !== null) new Screen(root, evening);
