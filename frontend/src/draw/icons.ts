// The drawings on the buttons with which planners draw, as lines in a 24 × 24 box.
import type { TemplateResult } from "lit";
import { line } from "../ui/icons";

const PATHS = {
  choose: "M6 3.500l12 9-5.500 1-2.500 6.500z",
  block: "M4 9l8-4 8 4v8l-8 4-8-4zM4 9l8 4 8-4M12 13v8",
  trees: "M12 21v-6M12 15a5.500 5.500 0 1 1 .01 0M5 21h14",
  ground: "M4 15c3-3 5 3 8 0s5 3 8 0M4 19h16M8 11V7M12 10V5M16 11V7",
  water: "M3 9c3-3 6 3 9 0s6 3 9 0M3 15c3-3 6 3 9 0s6 3 9 0",
  parking: "M5 4h14v16H5zM10 17V7h3a3 3 0 0 1 0 6h-3",
  road: "M8 20 10 4M16 20 14 4M12 5v2M12 11v2M12 17v2",
  fell: "M12 21v-6M12 15a5.500 5.500 0 1 1 .01 0M5 21h14M4 4l16 14",
  row: "M3 8h18v8H3zM9 8v8M15 8v8",
  move: "M12 3v18M3 12h18M12 3l-2.500 2.500M12 3l2.500 2.500M12 21l-2.500-2.500M12 21l2.500-2.500M3 12l2.500-2.500M3 12l2.500 2.500M21 12l-2.500-2.500M21 12l-2.500 2.500",
  turn: "M19 8a8 8 0 1 0 1 6M19.500 3v5h-5",
  raise: "M12 20V4M12 4l-4 4M12 4l4 4M6 20h12",
  undo: "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 8h-3",
  redo: "M15 6l5 5-5 5M20 11H10a6 6 0 0 0 0 8h3",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  setback: "M4 20V12h16v8zM8 12V6h8v6",
  box: "M4 7h16v10H4z",
  corners: "M5 18L4 8l8-4 8 6-3 8z",
  pencil: "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
};

export type DrawIcon = keyof typeof PATHS;
export const icon = (name: DrawIcon): TemplateResult => line(PATHS[name]);
