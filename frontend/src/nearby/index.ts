// All of 'Wat is hier?' in one piece, fetched when it is first needed.
import "../plans/plans.css";
import "./nearby.css";
import { NearbyDesk } from "./desk";
import { panel } from "./panel";

export { NearbyDesk };
export const views = { panel };
export type NearbyViews = typeof views;
