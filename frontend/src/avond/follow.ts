// Following an evening that is shown: where it is now, and whether the twin can be reached.
import { type Show, showEvents } from "./data";

export interface Following {
  show(show: Show): void;
  /** It is not, or no longer, shown. */
  ended(): void;
  /** Whether the twin is away. */
  lost(lost: boolean): void;
}

/** EventSource gives up on some failures, and an ended evening may be opened again. */
const AGAIN = 3000;
/** A hiccup stays unspoken, milliseconds. */
const PATIENCE = 2500;

/** Follows evening `id`, for ever; what it returns stops that. */
export function follow(id: number, role: "screen" | "console", { show, ended, lost }: Following): () => void {
  let source: EventSource;
  let again = 0;
  let patience = 0;
  const open = () => {
    source = new EventSource(showEvents(id, role));
    source.addEventListener("open", () => {
      clearTimeout(patience);
      patience = 0;
      lost(false);
    });
    source.addEventListener("show", (event) => show(JSON.parse((event as MessageEvent<string>).data) as Show));
    source.addEventListener("ended", () => {
      source.close();
      ended();
      again = window.setTimeout(open, AGAIN);
    });
    source.addEventListener("error", () => {
      patience ||= window.setTimeout(() => lost(true), PATIENCE);
      if (source.readyState === EventSource.CLOSED) again = window.setTimeout(open, AGAIN);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    clearTimeout(patience);
    source.close();
  };
}

/** Server-sent events out of a stream of text, for who must send a header and cannot use EventSource. */
export class EventReader {
  private rest = "";

  /** The whole events in what came so far. */
  push(text: string): { name: string; data: string }[] {
    const parts = (this.rest + text).split("\n\n");
    this.rest = parts.pop() ?? "";
    return parts.flatMap((part) => {
      const lines = part.split("\n");
      const of = (field: string) => lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2));
      const data = of("data").join("\n");
      return data ? [{ name: of("event")[0] ?? "message", data }] : [];
    });
  }
}
