// The arrows of this room, as lines in a 24 × 24 box.
import { line } from "../ui/icons";

export const back = () => line("M14.500 5.500 8 12l6.500 6.500");
export const on = () => line("M9.500 5.500 16 12l-6.500 6.500");
export const up = () => line("M5.500 14.500 12 8l6.500 6.500");
export const down = () => line("M5.500 9.500 12 16l6.500-6.500");
export const left = () => line("M9 4.500 4.500 9 9 13.500M5 9h8a6 6 0 0 1 6 6v4.500");
export const right = () => line("M15 4.500 19.500 9 15 13.500M19 9h-8a6 6 0 0 0-6 6v4.500");
