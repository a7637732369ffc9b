// New values as they come in: server-sent events, coalesced per datastream until the next frame.
export interface LiveValue {
  datastream: number;
  thing: string;
  quantity: string;
  t: string;
  v: number;
  received_at: string;
  /** Names of what quality control noticed. */
  flags: string[];
}

/** Keeps the newest value per datastream until `take`: however fast they come, the page draws once. */
export class Coalesced {
  private waiting = new Map<number, LiveValue>();

  add(value: LiveValue): void {
    const known = this.waiting.get(value.datastream);
    if (!known || Date.parse(value.t) >= Date.parse(known.t)) this.waiting.set(value.datastream, value);
  }

  take(): LiveValue[] {
    const values = [...this.waiting.values()];
    this.waiting.clear();
    return values;
  }
}

/** The value in an event's data; null when it is not one. */
export function readLive(text: string): LiveValue | null {
  try {
    const value = JSON.parse(text) as Partial<LiveValue>;
    const whole = typeof value.datastream === "number" && typeof value.thing === "string" && typeof value.t === "string";
    return whole && typeof value.v === "number" && Number.isFinite(value.v) ? (value as LiveValue) : null;
  } catch {
    return null;
  }
}

export interface Live {
  /** The newest value of each datastream that came, for who fetched older ones meanwhile. */
  newest(): LiveValue[];
  close(): void;
}

/** After this long without a connection we say so; a hiccup stays unspoken. */
const PATIENCE = 2500;
/** EventSource gives up on some failures (a 502 while the API restarts); then we open a new one. */
const REOPEN = 3000;

/**
 * Listens to the live values of an area. EventSource sends Last-Event-ID by itself when it reconnects;
 * `onOpen` is told of every connection, the first too, so that what came before it can be fetched.
 */
export function listen(area: string, onValues: (values: LiveValue[]) => void, onLost: (lost: boolean) => void, onOpen: () => void): Live {
  const coalesced = new Coalesced();
  let frame = 0;
  let source: EventSource;
  let timers: number[] = [];
  const heard = new Map<number, LiveValue>();
  const clear = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  const open = () => {
    source = new EventSource(`/api/v1/live?area=${encodeURIComponent(area)}`);
    source.addEventListener("open", () => {
      clear();
      onLost(false);
      onOpen();
    });
    source.addEventListener("observation", (event) => {
      const value = readLive((event as MessageEvent<string>).data);
      if (!value) return;
      coalesced.add(value);
      heard.set(value.datastream, value);
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        onValues(coalesced.take());
      });
    });
    source.addEventListener("error", () => {
      if (timers.length === 0) timers.push(window.setTimeout(() => onLost(true), PATIENCE));
      if (source.readyState !== EventSource.CLOSED) return;
      timers.push(window.setTimeout(open, REOPEN));
    });
  };
  open();
  return {
    newest: () => [...heard.values()],
    close() {
      clear();
      cancelAnimationFrame(frame);
      source.close();
    },
  };
}
