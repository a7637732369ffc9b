// All of drawing and managing plans in one piece, fetched when a planner needs it.
import "./draw.css";
import "./panel.css";
import "./narrow.css";
import { Atelier } from "./atelier";
import { bar } from "./bar";
import { beginning, managing } from "./manage";
import { editor } from "./panel";

export { Atelier };
export const views = { bar, beginning, editor, managing };
