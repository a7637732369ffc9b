import { describe, expect, it } from "vitest";
import { type Near, pageOf, same, told } from "../src/nearby/data";

const near: Near = {
  sort: "building",
  id: "plan-1",
  name: { nl: "gebouw zonder adres", en: "building without an address" },
  facts: { nl: "12 meter hoog", en: "12 metres high" },
  change: "new",
  change_told: { nl: "nieuw in het plan", en: "new in the plan" },
  where: { nl: "25 meter naar het noorden", en: "25 metres to the north" },
  sentence: { nl: "", en: "" },
  metres: 24.2,
  azimuth: 2,
  location: { type: "Point", coordinates: [6.79, 52.26] },
};

describe("what is here", () => {
  it("leads to the page in words of the same place, plan and language", () => {
    expect(pageOf("wijk", [6.79, 52.26], null, "nl")).toBe("/tekst/wijk/hier?plek=6.790000,52.260000");
    expect(pageOf("wijk", [6.79, 52.26], "toren", "en")).toBe("/tekst/wijk/hier?plek=6.790000,52.260000&plan=toren&taal=en");
  });

  it("is told in the language of the reader, and says nothing of what is not known", () => {
    expect(told(near, "en")).toEqual({ name: "building without an address", facts: "12 metres high", change: "new in the plan", where: "25 metres to the north" });
    expect(told({ ...near, facts: null, change: null, change_told: null }, "nl")).toMatchObject({ facts: "", change: "" });
  });

  it("is asked again of another place, plan or area", () => {
    const asked = { area: "wijk", plan: null, place: [6.79, 52.26] } as const;
    expect(same(asked, { ...asked, place: [6.79, 52.26] })).toBe(true);
    expect(same(asked, { ...asked, plan: "toren" })).toBe(false);
    expect(same(asked, { ...asked, place: [6.8, 52.26] })).toBe(false);
    expect(same(null, asked)).toBe(false);
  });
});
