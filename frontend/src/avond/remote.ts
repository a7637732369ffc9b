// A phone as remote: next, back, black and freeze, by the code in its address. That code stands behind the '#', which
// no server is told of, and goes to the twin in a header.
import { html, nothing, render } from "lit";
import { asked, catalogue } from "./catalogue";
import type { Brief } from "./data";
import { EventReader } from "./follow";
import type { Move } from "./showing";

const CODE = "twin:avond-code";
const AGAIN = 1500;
const GONE = 401;

type Link = "connecting" | "here" | "away" | "void";

export class Remote {
  private at: Brief | null = null;
  private link: Link = "connecting";
  private readonly c;
  private readonly code: string | null;

  constructor(private root: HTMLElement) {
    const { language } = asked();
    this.c = catalogue(language).remote;
    document.title = this.c.title;
    document.documentElement.lang = language;
    const told = location.hash.slice(1);
    if (told) {
      sessionStorage.setItem(CODE, told);
      history.replaceState(null, "", location.pathname + location.search); // not in a picture of the screen
    }
    this.code = told || sessionStorage.getItem(CODE);
    this.draw();
    if (this.code) void this.follow();
    else this.become("void");
  }

  private async follow(): Promise<void> {
    while (this.link !== "void") {
      await this.listen().catch(() => undefined);
      if ((this.link as Link) !== "void") {
        this.become("away");
        await new Promise((again) => setTimeout(again, AGAIN));
      }
    }
  }

  /** Until the stream ends. */
  private async listen(): Promise<void> {
    const answer = await fetch("/api/v1/remote", { headers: this.headers() });
    if (answer.status === GONE) return this.become("void");
    if (!answer.ok || !answer.body) return;
    const stream = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const reader = new EventReader();
    for (let part = await stream.read(); !part.done; part = await stream.read()) {
      for (const { name, data } of reader.push(part.value)) {
        if (name === "ended") return this.become("void");
        this.put(JSON.parse(data) as Brief);
      }
    }
  }

  private async move(move: Move): Promise<void> {
    const init = { method: "POST", headers: { ...this.headers(), "content-type": "application/json" }, body: JSON.stringify({ move }) };
    const answer = await fetch("/api/v1/remote", init).catch(() => null);
    if (answer?.status === GONE) this.become("void");
    else if (!answer?.ok) this.become("away");
    else this.put((await answer.json()) as Brief);
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.code}`, accept: "application/json, text/event-stream" };
  }

  private put(at: Brief): void {
    this.at = at;
    this.become("here");
  }

  private become(link: Link): void {
    this.link = link;
    this.draw();
  }

  private draw(): void {
    const { c, at, link } = this;
    const off = link === "void" || !at;
    const button = (move: Move, words: string, pressed: boolean | null = null) =>
      html`<button type="button" class="remote__button remote__button--${move}" ?disabled=${off} aria-pressed=${pressed === null ? nothing : String(pressed)} @click=${() => void this.move(move)}>${words}</button>`;
    render(
      html`<h1 class="remote__title">${c.title}</h1>
        <div class="remote__at" id="at">${at && link !== "void" ? html`<p class="remote__of">${c.of(String(at.slide + 1), String(at.slides))}</p><p class="remote__slide">${at.title}</p><p>${at.next ? c.then(at.next) : c.last}</p>` : ""}</div>
        <p class="remote__said remote__said--${link}" role="status">${this.said()}</p>
        <div class="remote__buttons">${button("next", c.next)} ${button("back", c.back)} ${button("black", c.black, at?.black ?? false)} ${button("freeze", c.freeze, at?.frozen ?? false)}</div>`,
      this.root,
    );
  }

  private said(): string {
    const { c, at, link } = this;
    if (link === "void") return c.void;
    if (link === "connecting") return c.connecting;
    if (link === "away") return c.away;
    if (at?.screens === 0) return c.noScreen;
    return at?.frozen ? c.frozenNow : at?.black ? c.blackNow : c.connected;
  }
}
