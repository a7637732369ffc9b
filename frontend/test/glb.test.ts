import { describe, expect, it } from "vitest";
import { GlbUnreadable, readGlb } from "../src/mesh/glb";
import { sharpEdges } from "../src/mesh/edges";
import { glb } from "./made";

describe("a GLB file", () => {
  it("is read in metres with z up, chunk by chunk, with colours, features and ids", () => {
    const mesh = readGlb(glb());
    // two chunks of one triangle; the second is shifted 10 m east and 4 m south (z of glTF)
    expect([...mesh.positions]).toEqual([0, 0, 0, 1, 0, 0, 0, -2, 3, 10, -4, 0, 11, -4, 0, 10, -6, 3]);
    expect([...mesh.indices]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...mesh.features]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([...mesh.colors.slice(0, 4)]).toEqual([10, 20, 30, 255]);
    expect(mesh.ids).toEqual(["pand-a", "pand-b"]);
    expect(mesh.bounds).toEqual([0, -6, 0, 11, 0, 3]);
  });

  it("that is something else, is cut short or points past its end is refused", () => {
    expect(() => readGlb(new TextEncoder().encode("<html>this is no mesh at all</html>").buffer)).toThrow(GlbUnreadable);
    expect(() => readGlb(glb().slice(0, -40))).toThrow("cut short");
    expect(() => readGlb(glb({ indices: [0, 1, 9] }))).toThrow("past the last vertex");
  });
});

describe("the sharp edges of a mesh", () => {
  const mesh = (positions: number[], indices: number[]) => ({
    positions: Float32Array.from(positions),
    colors: new Uint8Array(),
    features: new Float32Array(),
    indices: Uint32Array.from(indices),
    ids: [],
    bounds: [0, 0, 0, 1, 1, 1] as [number, number, number, number, number, number],
  });

  it("leave out the diagonal of a flat square, also when its triangles share no vertices", () => {
    const flat = mesh([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0], [0, 1, 2, 3, 4, 5]);
    expect(sharpEdges(flat).length / 2).toBe(4);
  });

  it("keep the ridge of a roof", () => {
    const roof = mesh([0, 0, 0, 0, 2, 0, 1, 0, 1, 1, 2, 1, 2, 0, 0, 2, 2, 0], [0, 2, 3, 0, 3, 1, 2, 4, 5, 2, 5, 3]);
    const pairs = [...sharpEdges(roof)].join();
    expect(pairs).toContain("2,3");
    expect(sharpEdges(roof).length / 2).toBe(7);
  });
});
