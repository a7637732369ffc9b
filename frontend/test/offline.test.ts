import { describe, expect, it } from "vitest";
import { nl } from "../src/offline/nl";
import { said } from "../src/offline/index";
import { FRESH, handling, keeps, keyOf } from "../src/offline/rules";

const HOME = "http://twin.example";
const asked = (path: string, mode = "cors", headers: Record<string, string> = {}, method = "GET") => ({ method, url: path.startsWith("http") ? path : HOME + path, mode, headers: new Headers(headers) });

describe("what is kept", () => {
  it("is what a page needs: its files first from what is kept, answers first from the network", () => {
    expect(handling(asked("/assets/app-1.js"), HOME)).toBe("kept");
    expect(handling(asked("/api/v1/areas"), HOME)).toBe("network");
    expect(handling(asked("/?gebied=x", "navigate"), HOME)).toBe("network");
  });
  it("is nothing of one reader, no stream, no part, no change, and nothing from elsewhere", () => {
    expect(handling(asked("/api/v1/scenarios", "cors", { authorization: "Bearer x" }), HOME)).toBe("leave");
    expect(handling(asked("/api/v1/live?area=x"), HOME)).toBe("leave");
    expect(handling(asked("/api/v1/areas", "cors", { range: "bytes=0-1" }), HOME)).toBe("leave");
    expect(handling(asked("/api/v1/runs", "cors", {}, "POST"), HOME)).toBe("leave");
    expect(handling(asked("http://elders.example/api/v1/areas"), HOME)).toBe("leave");
    expect(handling(asked("/api/v1/areas", "cors", { [FRESH]: "1" }), HOME)).toBe("leave");
  });
  it("is no page that tells ages as they were", () => {
    expect(handling(asked("/tekst/sensoren", "navigate"), HOME)).toBe("leave");
  });
  it("is one page for all that it can show", () => {
    expect(keyOf(asked("/?gebied=x&moment=y", "navigate"))).toBe(`${HOME}/`);
    expect(keyOf(asked("/api/v1/sun?date=1"))).toBe(`${HOME}/api/v1/sun?date=1`);
  });
  it("is nothing that failed or may not be kept", () => {
    expect(keeps(200, new Headers())).toBe(true);
    expect(keeps(500, new Headers())).toBe(false);
    expect(keeps(200, new Headers({ "cache-control": "no-store" }))).toBe(false);
    expect(keeps(200, new Headers({ "content-type": "text/event-stream; charset=utf-8" }))).toBe(false);
  });
});

it("says of when data is, with the day unless it is today", () => {
  const came = new Date("2026-11-22T09:32:00Z");
  expect(said(nl, "nl-NL", came, new Date("2026-11-22T15:00:00Z"))).toBe("Geen verbinding. U ziet gegevens van 10.32 uur.");
  expect(said(nl, "nl-NL", came, new Date("2026-11-23T15:00:00Z"))).toContain("22 november, 10.32 uur");
});
