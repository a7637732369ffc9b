// Moving through time on a chart: drag, wheel and two fingers over it, keys while it has the focus.
import { type Window, panned, pinched, zoomed } from "./window";

const NEARER = 0.5;
const STEP = 0.25;
const WHEEL = 0.002; // per pixel of the wheel

export interface Moves {
  window(): Window;
  move(to: Window): void;
  /** Everything that was ever measured. */
  whole(): void;
}

/** What a key does; null when it is not ours. */
export function keyed(key: string, window: Window): Window | "whole" | null {
  if (key === "ArrowLeft") return panned(window, -STEP);
  if (key === "ArrowRight") return panned(window, STEP);
  if (key === "PageUp") return panned(window, -1);
  if (key === "PageDown") return panned(window, 1);
  if (key === "+" || key === "=") return zoomed(window, NEARER);
  if (key === "-" || key === "_") return zoomed(window, 1 / NEARER);
  return key === "Home" ? "whole" : null;
}

/** Hears `host` for keys and `over` (where values are drawn) for pointers. */
export class Gestures {
  private fingers = new Map<number, number>();
  private stop = new AbortController();

  constructor(private host: HTMLElement, private over: HTMLElement, private moves: Moves) {
    const { signal } = this.stop;
    host.addEventListener("keydown", (event) => this.key(event), { signal });
    over.addEventListener("pointerdown", (event) => this.down(event), { signal });
    over.addEventListener("pointermove", (event) => this.drag(event), { signal });
    for (const name of ["pointerup", "pointercancel"] as const) over.addEventListener(name, (event) => this.fingers.delete(event.pointerId), { signal });
    over.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
    over.addEventListener("dblclick", (event) => moves.move(zoomed(moves.window(), NEARER, this.share(event.clientX))), { signal });
  }

  end(): void {
    this.stop.abort();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own
    const to = keyed(event.key, this.moves.window());
    if (to === null) return;
    event.preventDefault();
    if (to === "whole") this.moves.whole();
    else this.moves.move(to);
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.host.focus({ preventScroll: true });
    this.over.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, this.share(event.clientX));
  }

  private drag(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = this.share(event.clientX);
    const still = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    if (still === undefined) this.moves.move(panned(this.moves.window(), before - now));
    else this.moves.move(pinched(this.moves.window(), [before, still], [now, still]));
  }

  /** Only on a chart that was chosen, or with Ctrl: a page that scrolls past must not be caught by it. */
  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !this.host.contains(document.activeElement)) return;
    event.preventDefault();
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const pixels = (sideways ? event.deltaX : event.deltaY) * (event.deltaMode === 1 ? 16 : 1);
    const window = this.moves.window();
    this.moves.move(sideways ? panned(window, pixels * WHEEL) : zoomed(window, Math.exp(pixels * WHEEL), this.share(event.clientX)));
  }

  private share(x: number): number {
    const { left, width } = this.over.getBoundingClientRect();
    return width ? (x - left) / width : 0.5;
  }
}
