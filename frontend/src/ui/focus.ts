// Where the focus of the keyboard goes when parts of the page come and go.

export class Focus {
  private back: HTMLElement | null = null;

  /** Into a panel that opens, and back to where it was when it closes. */
  follow(opens: boolean, panel: string, fresh: boolean): void {
    if (opens && fresh && document.activeElement instanceof HTMLElement) this.back = document.activeElement;
    afterPage(() => (opens ? document.getElementById(panel) : this.back)?.focus({ preventScroll: true }));
  }
}

/** Calls back when the page is as the newest state has it. */
export function afterPage(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}
