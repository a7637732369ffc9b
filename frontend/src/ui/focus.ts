// Where the focus of the keyboard goes when parts of the page come and go.

/** What was last focused here, and not by whoever reads the page. */
let ours: Element | null = null;

export class Focus {
  private back: HTMLElement | null = null;

  /** Into a panel that opens, and back to where it was when it closes. */
  follow(opens: boolean, panel: string, fresh: boolean): void {
    if (opens && fresh && document.activeElement instanceof HTMLElement) this.back = document.activeElement;
    focusAfterPage(() => (opens ? document.getElementById(panel) : this.back), { preventScroll: true });
  }
}

/** Calls back when the page is as the newest state has it. */
export function afterPage(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

/** Moves the focus once the page is as the newest state has it; not if its reader has moved it meanwhile. */
export function focusAfterPage(find: () => HTMLElement | null | undefined, options?: FocusOptions): void {
  const before = document.activeElement;
  afterPage(() => {
    const now = document.activeElement;
    if (now && ![before, ours, document.body].includes(now)) return;
    const to = find();
    to?.focus(options);
    if (to) ours = to;
  });
}
