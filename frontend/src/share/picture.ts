// What is on the screen of the map as one picture: the sky, the map, and the map beside it where two are compared.
import type { Around } from "../sharing";

/** Null while there is no map. `sharp` is how many pixels of it a pixel of the page has. */
export function picture({ stage, map, model, state }: Around): { canvas: HTMLCanvasElement; sharp: number } | null {
  const own = map()?.picture();
  const { compare, divide } = state();
  const other = compare === "swipe" || compare === "side" ? (model().compare?.desk.picture() ?? null) : null;
  const context = document.createElement("canvas").getContext("2d");
  if (!own || !context) return null;
  const { canvas } = context;
  const beside = compare === "side" && other;
  const under = beside && window.innerWidth < 720; // phones have the two under each other
  canvas.width = beside && !under ? own.width + beside.width : own.width;
  canvas.height = beside && under ? own.height + beside.height : own.height;
  sky(context, stage, canvas.width, canvas.height);
  if (beside) {
    context.drawImage(beside, 0, 0);
    context.drawImage(own, under ? 0 : beside.width, under ? beside.height : 0);
  } else {
    context.drawImage(own, 0, 0);
    if (other) {
      const left = Math.round((own.width * divide) / 100);
      context.save();
      context.beginPath();
      context.rect(0, 0, left, own.height);
      context.clip();
      sky(context, stage, canvas.width, canvas.height);
      context.drawImage(other, 0, 0, own.width, own.height);
      context.restore();
      context.fillStyle = "#ffffff";
      context.fillRect(left - 2, 0, 4, own.height);
    }
  }
  return { canvas, sharp: own.width / stage.clientWidth };
}

/** The page paints it under the map, in two colours of the hour. */
function sky(context: CanvasRenderingContext2D, stage: HTMLElement, width: number, height: number): void {
  const { style } = stage;
  const gradient = context.createLinearGradient(0, 0, 0, height);
  gradient.addColorStop(0, style.getPropertyValue("--sky-top") || "#ffffff");
  gradient.addColorStop(0.55, style.getPropertyValue("--sky-horizon") || "#ffffff");
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
}
