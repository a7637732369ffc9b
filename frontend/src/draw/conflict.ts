// When somebody else changed, published, put away or deleted the plan that is being edited.
import { type Edit, read } from "./edits";
import { type Plan, fetchPlan, fetchRevisions } from "./server";

export interface Conflict {
  /** As it is now; null when it is no longer there. */
  plan: Plan | null;
  edits: readonly Edit[];
  /** Who changed it and when (RFC 3339), if that can be told. */
  by: string | null;
  at: string | null;
}

/** What became of a plan since a revision. */
export async function meet(id: string, since: number): Promise<Conflict> {
  const [plan, revisions] = await Promise.all([fetchPlan(id), fetchRevisions(id)]);
  if (plan.is !== "done") return { plan: null, edits: [], by: null, at: null };
  const newest = revisions.is === "done" ? revisions.value.items.find(({ number }) => number === plan.value.revision && number !== since) : undefined;
  return { plan: plan.value, edits: read(plan.value.edits), by: newest?.made_by ?? null, at: newest?.made_at ?? plan.value.changed_at };
}
