// All of plans in one piece, fetched when it is first needed.
import "./plans.css";
import { bar } from "./bar";
import { building } from "./building";
import { Desk } from "./desk";
import { panel } from "./panel";

export { Desk };
export const views = { panel, bar, building };
export type PlanViews = typeof views;
