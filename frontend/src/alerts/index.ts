// The panel of alerts in one piece, fetched when it is first opened.
import "../plans/plans.css";
import "../share/share.css";
import "./alerts.css";
import { AlertDesk } from "./desk";
import { panel } from "./panel";

export { AlertDesk };
export const views = { panel };
export type AlertViews = typeof views;
