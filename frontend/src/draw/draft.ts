// A plan while it is edited: its edits, the way back and on, and what of it the server does not have yet. That is kept
// in the browser, so that nothing is lost when the page is closed or the server is away.
import type { Edit } from "./edits";

/** What the server has. */
export interface Base {
  plan: string;
  revision: number;
  edits: readonly Edit[];
}
/** Where drafts are kept. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

interface Kept {
  revision: number;
  edits: Edit[];
}

/** Changes that one can go back. */
const MOST = 200;
const nameOf = (plan: string): string => `twin:draft:${plan}`;
const same = (a: readonly Edit[], b: readonly Edit[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What was drawn of a plan and not kept by the server; null when there is nothing. */
export function left(shelf: Shelf, plan: string): Kept | null {
  try {
    const kept = JSON.parse(shelf.getItem(nameOf(plan)) ?? "null") as Kept | null;
    return kept && Array.isArray(kept.edits) && Number.isInteger(kept.revision) ? kept : null;
  } catch {
    return null; // of another version of this page
  }
}

/** Forgets what was drawn and not kept. */
export const forget = (shelf: Shelf, plan: string): void => shelf.removeItem(nameOf(plan));

export class Draft {
  edits: readonly Edit[];
  private past: (readonly Edit[])[] = [];
  private future: (readonly Edit[])[] = [];
  /** What the newest change is about: more of the same is one change. */
  private about: string | null = null;

  constructor(
    public base: Base,
    private shelf: Shelf,
  ) {
    this.edits = base.edits;
  }

  get revision(): number {
    return this.base.revision;
  }
  get plan(): string {
    return this.base.plan;
  }
  /** Whether the server has something else. */
  get dirty(): boolean {
    return !same(this.edits, this.base.edits);
  }
  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Goes on from what was left; true when there was something. */
  resume(): boolean {
    const kept = left(this.shelf, this.plan);
    if (!kept || same(kept.edits, this.edits)) return false;
    this.base = { ...this.base, revision: kept.revision };
    this.change(kept.edits);
    return true;
  }

  /** Other edits; `about` the same thing as just before, such as one drag, is one change to go back. */
  change(edits: readonly Edit[], about: string | null = null): void {
    if (same(edits, this.edits)) return;
    if (about === null || about !== this.about) this.past = [...this.past, this.edits].slice(-MOST);
    this.about = about;
    this.future = [];
    this.put(edits);
  }

  /** What comes is another change, also when it is about the same. */
  settle(): void {
    this.about = null;
  }

  undo(): void {
    const before = this.past.at(-1);
    if (!before) return;
    this.past = this.past.slice(0, -1);
    this.future = [this.edits, ...this.future];
    this.settle();
    this.put(before);
  }

  redo(): void {
    const [next, ...rest] = this.future;
    if (!next) return;
    this.past = [...this.past, this.edits];
    this.future = rest;
    this.settle();
    this.put(next);
  }

  /** The server has these edits now, at a revision; the way back stays. */
  kept(revision: number, edits: readonly Edit[]): void {
    const mine = this.edits;
    this.base = { ...this.base, revision, edits };
    if (same(mine, edits)) return this.put(mine);
    this.put(edits);
  }

  private put(edits: readonly Edit[]): void {
    this.edits = edits;
    if (this.dirty) this.shelf.setItem(nameOf(this.plan), JSON.stringify({ revision: this.revision, edits }));
    else forget(this.shelf, this.plan);
  }
}
