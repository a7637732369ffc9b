// A walk: fetches the street when its stage is on the page, and moves somebody through it.
import type { Homes } from "./api";
import type { Outlined } from "./picking";
import { nearest } from "./picking";
import type { Street } from "./street";
import { type Ahead, type Stand, ahead, before, placed, stepped, turned } from "./walker";

interface Where {
  area: string;
  plan: string | null;
  home: string | null;
  homes: Homes;
}

export class Walking {
  phase: "coming" | "here" | "impossible" = "coming";
  ahead: Ahead | null = null;
  private where: Where | null = null;
  private street: Street | null = null;
  private homes: Outlined[] = [];
  private stand: Stand = { at: [0, 0], bearing: 0 };
  private element: Element | undefined;

  constructor(private changed: () => void) {}

  /** What the stage, when it comes, will show. */
  at(where: Where): void {
    this.where = where;
  }

  /** For lit's `ref`: the stage came on the page, or left it. */
  readonly stage = (element: Element | undefined): void => {
    this.element = element;
    if (element) void this.open(element as HTMLElement);
    else this.close();
  };

  go(metres: number): void {
    this.move(stepped(this.homes, this.stand, metres));
  }

  turn(degrees: number): void {
    this.move(turned(this.stand, degrees));
  }

  private async open(stage: HTMLElement): Promise<void> {
    const { where } = this;
    if (!where) return;
    this.phase = "coming";
    const street = await import("./street").then(({ Street }) => Street.open(stage, where.area, where.plan)).catch((error: unknown) => (console.warn(error), null));
    if (this.element !== stage) return street?.destroy();
    this.phase = street ? "here" : "impossible";
    if (street) {
      this.street = street;
      this.homes = placed(where.homes, street.rd);
      const first = this.homes.find(({ building }) => building === where.home) ?? nearest(this.homes, [0, 0], Infinity);
      if (first) this.move(before(this.homes, first));
    }
    this.changed();
  }

  private move(stand: Stand): void {
    this.stand = stand;
    this.ahead = ahead(this.homes, stand);
    this.street?.look(stand);
    this.changed();
  }

  private close(): void {
    this.street?.destroy();
    this.street = this.ahead = null;
    this.phase = "coming";
  }
}
