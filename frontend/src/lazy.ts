// A part of the page that is fetched when somebody first asks for it.

export class Lazy<Part> {
  private coming = false;

  constructor(private fetch: () => Promise<Part>) {}

  /** The part, once; null while it is under way and ever after. If the file does not come, it is asked for again with the next call. */
  async open(): Promise<Part | null> {
    if (this.coming) return null;
    this.coming = true;
    const part = await this.fetch().catch((problem: unknown) => void console.warn(problem));
    this.coming = part !== undefined;
    return part ?? null;
  }
}
