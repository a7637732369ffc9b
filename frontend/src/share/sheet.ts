// What goes with a picture of the map, so that it can be read without the page: title, scale, north, legend,
// sources and date. Pure but for the canvas that it is drawn on.
import type { Rgb } from "../plans/scale";

export interface LegendFacts {
  title: string;
  classes: readonly { rgb: Rgb; words: string; sign: string }[];
}
export interface Sheet {
  title: string;
  /** What is shown of it, such as the moment of the shadows. */
  lines: readonly string[];
  legend: LegendFacts | null;
  /** Of the bar: metres, pixels of the page, and its part of the width of the picture. */
  bar: { metres: number; pixels: number; share: number };
  scale: string;
  north: string;
  /** Degrees clockwise from north to what is up in the picture. */
  bearing: number;
  sources: string;
  made: string;
}

/** The circumference of the earth as deck.gl has it, metres. */
const AROUND = 40.03e6;
/** Pixels that a scale bar has at most, and its greatest part of the width of a picture. */
const LONGEST = 180;
const WIDEST = 1 / 3;

/** A bar of a round number of metres, for a camera that looks at `latitude` (degrees) and a picture `width` pixels wide. */
export function scaleBar(latitude: number, zoom: number, width: number): Sheet["bar"] {
  const metresPerPixel = (AROUND * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom);
  const most = Math.min(LONGEST, width * WIDEST) * metresPerPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((part) => part * power <= most) ?? 1) * power;
  const pixels = metres / metresPerPixel;
  return { metres, pixels, share: pixels / width };
}

/** The name of a file for a title, such as `voorbeeldwijk-toren`. */
export const fileName = (title: string): string =>
  title
    .normalize("NFD")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .toLowerCase()
    .replace(/\s+/g, "-") || "twin";

interface Look {
  ink: string;
  paper: string;
  edge: string;
  font: string;
}

/** The picture with its sheet under it; `sharp` is how many pixels of it a pixel of the page has. */
export function drawn(map: HTMLCanvasElement, sheet: Sheet, sharp: number, { ink, paper, edge, font }: Look): HTMLCanvasElement {
  const width = map.width / sharp;
  const [margin, line] = [16, 20];
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return map;
  const small = `${14}px ${font}`;
  context.font = small;
  const sources = wrapped(context, sheet.sources, width - 2 * margin);
  const classes = sheet.legend ? rows(context, sheet.legend, width - 2 * margin) : [];
  const head = 2 * margin + 28 + sheet.lines.length * line;
  const foot = 2 * margin + 44 + (sheet.legend ? line + classes.length * 24 + 8 : 0) + (sources.length + 1) * line;
  const canvas = context.canvas;
  canvas.width = map.width;
  canvas.height = Math.round(map.height + (head + foot) * sharp);
  context.scale(sharp, sharp);
  context.fillStyle = paper;
  context.fillRect(0, 0, width, canvas.height / sharp);
  context.fillStyle = ink;
  context.textBaseline = "top";
  context.font = `650 24px ${font}`;
  context.fillText(sheet.title, margin, margin, width - 2 * margin);
  context.font = small;
  sheet.lines.forEach((text, i) => context.fillText(text, margin, margin + 32 + i * line, width - 2 * margin));
  context.drawImage(map, 0, head, width, map.height / sharp);

  let y = head + map.height / sharp + margin;
  // North, and the scale beside it.
  context.save();
  context.translate(margin + 14, y + 16);
  context.rotate((-sheet.bearing * Math.PI) / 180);
  context.beginPath();
  for (const [x, top] of [[0, -15], [9, 13], [0, 8], [-9, 13]] as const) context.lineTo(x, top);
  context.fill();
  context.restore();
  context.fillText(sheet.north, margin + 36, y + 8);
  const from = margin + 130;
  context.fillRect(from, y + 24, sheet.bar.pixels, 4);
  context.fillRect(from, y + 18, 2, 10);
  context.fillRect(from + sheet.bar.pixels - 2, y + 18, 2, 10);
  context.fillText(sheet.scale, from, y);
  y += 44;
  if (sheet.legend) {
    context.font = `600 14px ${font}`;
    context.fillText(sheet.legend.title, margin, y, width - 2 * margin);
    context.font = small;
    y += line;
    for (const row of classes) {
      for (const { x, words, rgb } of row) {
        context.fillStyle = `rgb(${rgb.join(" ")})`;
        context.fillRect(margin + x, y + 2, 22, 16);
        context.strokeStyle = edge;
        context.strokeRect(margin + x, y + 2, 22, 16);
        context.fillStyle = ink;
        context.fillText(words, margin + x + 28, y + 3);
      }
      y += 24;
    }
    y += 8;
  }
  for (const text of [...sources, sheet.made]) {
    context.fillText(text, margin, y, width - 2 * margin);
    y += line;
  }
  return canvas;
}

type Placed = { x: number; words: string; rgb: Rgb };

/** Classes of a legend in rows that fit. */
function rows(context: CanvasRenderingContext2D, { classes }: LegendFacts, width: number): Placed[][] {
  const made: Placed[][] = [];
  let x = Infinity;
  for (const { rgb, words, sign } of classes) {
    const text = sign ? `${sign} ${words}` : words;
    const room = context.measureText(text).width + 28 + 18;
    if (x + room > width) {
      made.push([]);
      x = 0;
    }
    made.at(-1)?.push({ x, words: text, rgb });
    x += room;
  }
  return made;
}

function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Colours and font of the page, always by day: pictures are put on paper. */
export const PAPER: Look = { ink: "#16242e", paper: "#ffffff", edge: "rgb(0 0 0 / 0.25)", font: '"Source Sans 3 Variable", "Source Sans 3", system-ui, sans-serif' };
