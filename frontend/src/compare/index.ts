// All of comparing in one piece, fetched when it is first needed.
import "./compare.css";
import { CompareDesk } from "./desk";
import { key, keyFacts, over } from "./over";
import { panel, titles } from "./panel";
import { catalogue } from "./words";

export { CompareDesk };
export const views = { panel, over, key, keyFacts, titles, catalogue };
export type CompareViews = typeof views;
