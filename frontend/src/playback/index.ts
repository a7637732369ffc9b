// All of playing back in one piece, fetched when it is first needed.
import "./playback.css";
import { bar } from "./bar";
import { PlaybackDesk } from "./desk";

export { PlaybackDesk };
export const views = { bar };
export type PlaybackViews = typeof views;
