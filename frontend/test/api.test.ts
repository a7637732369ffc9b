import { readFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";
import { expect, it } from "vitest";

it("the types in api.gen.ts are those of docs/openapi.json; 'npm run generate' brings them up to date", async () => {
  const made = astToString(await openapi(new URL("../../docs/openapi.json", import.meta.url)));
  const kept = await readFile(new URL("../src/api.gen.ts", import.meta.url), "utf8");
  expect(kept.slice(kept.indexOf("export interface paths"))).toBe(made.slice(made.indexOf("export interface paths")));
}, 60_000); // a busy machine takes its time
