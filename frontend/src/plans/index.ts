// All of plans in one piece, fetched when it is first needed.
import "./plans.css";
import { bar } from "./bar";
import { building } from "./building";
import { Desk } from "./desk";
import { Drawing } from "./drawing";
import { panel } from "./panel";

export { Desk, Drawing };
/** While a plan is edited its tools are in the place of the bar. */
const over: typeof bar = (m, act, desk) => {
  const { room } = desk.drawing ?? {};
  return room?.atelier.studio ? room.views.bar(m, room.atelier.studio, room.atelier) : bar(m, act, desk);
};
export const views = { panel, bar: over, building };
export type PlanViews = typeof views;
