// All of comparing in one piece, fetched when it is first needed.
import "./compare.css";
import { CompareDesk } from "./desk";
import { key, over } from "./over";
import { panel } from "./panel";

export { CompareDesk };
export const views = { panel, over, key };
export type CompareViews = typeof views;
