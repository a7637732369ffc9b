// What this resident looks at, mirrored in the address: never an address or a name, only the id of a building.
export const QUESTIONS = ["sun", "heat", "water", "green", "busy", "sensors"] as const;
export type Question = (typeof QUESTIONS)[number];
export type Step = "find" | "point" | "walk" | Question | "card";

export interface VerkenState {
  area: string | null;
  /** Id of the plan; null shows the area as it is, or the only plan where `without` does not say otherwise. */
  plan: string | null;
  /** Chose to look without a plan. */
  without: boolean;
  /** Id of the building. */
  home: string | null;
  step: Step;
  language: "nl" | "en";
}

/** In the address: without a plan. */
const WITHOUT = "nu";
const STEPS: Record<Step, string> = {
  find: "zoek",
  point: "wijs",
  walk: "loop",
  sun: "zon",
  heat: "warmte",
  water: "water",
  green: "groen",
  busy: "drukte",
  sensors: "meters",
  card: "kaart",
};

/** The state in a query string; what cannot be read is as if it were absent. */
export function fromUrl(search: string): VerkenState {
  const query = new URLSearchParams(search);
  const home = query.get("huis") || null;
  const asked = (Object.keys(STEPS) as Step[]).find((step) => STEPS[step] === query.get("vraag"));
  const step = asked ?? (home ? "sun" : "find");
  return {
    area: query.get("gebied") || null,
    plan: query.get("plan") === WITHOUT ? null : query.get("plan") || null,
    without: query.get("plan") === WITHOUT,
    home,
    step: home || step === "point" || step === "walk" ? step : "find",
    language: query.get("taal") === "en" ? "en" : "nl",
  };
}

/** The query string of a state; defaults are left out. */
export function toUrl({ area, plan, without, home, step, language }: VerkenState): string {
  const query = new URLSearchParams();
  if (area) query.set("gebied", area);
  if (plan ?? without) query.set("plan", plan ?? WITHOUT);
  if (home) query.set("huis", home);
  if (step !== "find" || home) query.set("vraag", STEPS[step]);
  if (language === "en") query.set("taal", "en");
  const text = query.toString();
  return text ? `?${text}` : "";
}

/** With the only plan that there is, as long as nobody chose: what changes is what people come for. */
export function withOnly(state: VerkenState, plans: readonly { id: string }[]): VerkenState {
  const [only] = plans;
  return only && plans.length === 1 && !state.plan && !state.without ? { ...state, plan: only.id } : state;
}

/** The question after or before one; null beyond both ends. */
export function beside(question: Question, by: 1 | -1): Question | null {
  return QUESTIONS[QUESTIONS.indexOf(question) + by] ?? null;
}

export const isQuestion = (step: Step): step is Question => (QUESTIONS as readonly string[]).includes(step);
