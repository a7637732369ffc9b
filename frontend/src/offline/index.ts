// Without network the page goes on with what it has, and says of when that is. It never loads itself again:
// what is typed stays, and who reads decides.
import { ZONE } from "../format";
import { en } from "./en";
import { forget, whenKept } from "./heard";
import { nl } from "./nl";
import "./offline.css";
import { FRESH } from "./rules";

/** Pause between questions whether the twin answers again, milliseconds. */
const PAUSE = 5000;

/** When kept data came, in words; the day too unless it is today. */
export function said(words: typeof nl, locale: string, came: Date, now: Date): string {
  const form = (options: Intl.DateTimeFormatOptions, at: Date) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }).format(at);
  const day = { day: "numeric", month: "long" } as const;
  const time = form({ hour: "2-digit", minute: "2-digit" }, came).replace(":", locale.startsWith("nl") ? "." : ":");
  return form(day, came) === form(day, now) ? words.kept(time) : words.keptOn(form(day, came), time);
}

/** Keeps what this page uses from now on; to be called after its first picture. */
export async function keepWorking(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const { serviceWorker } = navigator;
  const watched = serviceWorker.controller !== null; // from the start, so that it saw all that this page fetched
  const strip = new Strip();
  whenKept((came) => strip.show(came));
  try {
    await serviceWorker.register("/sw.js");
    const { active } = await serviceWorker.ready;
    if (watched) return;
    const here = performance.getEntriesByType("resource").map(({ name }) => name);
    active?.postMessage([location.origin + location.pathname, ...here.filter((url) => keepable(url))]);
  } catch {
    // A browser may refuse, in private windows for one; the page works as before.
  }
}

const keepable = (url: string): boolean => url.startsWith(location.origin) && !url.includes("/api/v1/live");

/** The line above the page that says of when its data is. */
class Strip {
  private element: HTMLElement | null = null;
  private timer = 0;

  show(came: Date): void {
    const english = document.documentElement.lang === "en";
    this.tell(said(english ? en : nl, english ? "en-GB" : "nl-NL", came, new Date()));
    this.timer ||= window.setInterval(() => void this.ask(), PAUSE);
  }

  /** Whether the twin answers again; then a button, since the page may be in use. */
  private async ask(): Promise<void> {
    const answer = await fetch("/api/v1/areas", { cache: "no-store", headers: { [FRESH]: "1" } }).catch(() => null);
    if (!answer?.ok) return;
    window.clearInterval(this.timer);
    this.timer = 0;
    forget();
    const words = document.documentElement.lang === "en" ? en : nl;
    const button = document.createElement("button");
    button.className = "utrecht-button utrecht-button--secondary-action";
    button.textContent = words.refresh;
    button.addEventListener("click", () => location.reload());
    this.tell(words.back, button);
  }

  private tell(text: string, ...more: Node[]): void {
    if (!this.element) {
      this.element = document.createElement("p");
      this.element.className = "kept";
      this.element.setAttribute("role", "status");
      document.body.prepend(this.element);
    }
    document.documentElement.dataset["kept"] = "";
    this.element.replaceChildren(text, ...more);
  }
}
