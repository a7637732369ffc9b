// All of saving and sharing in one piece, fetched when it is first needed.
import "../plans/plans.css";
import "./share.css";
import { ShareDesk } from "./desk";
import { panel } from "./panel";

export { ShareDesk };
export const views = { panel };
export type ShareViews = typeof views;
