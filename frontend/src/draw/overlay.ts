// A plan that is being edited, over the area as it is: its own mesh, casting shadows like the rest, and today's
// buildings and trees without what it takes away.
import type { Overlay } from "../layers";
import { sharpEdges } from "../mesh/edges";
import type { MeshData } from "../mesh/glb";
import { MeshLayer } from "../mesh/mesh-layer";
import { type Changed, changed } from "./mesh";

const ACCENT: [number, number, number] = [255, 138, 31];

/** Keeps today's meshes as they are now shown, so that they are made again only when something about them changes. */
export class Drawn {
  private made = new Map<MeshData, { key: string; mesh: MeshData }>();

  /** `fine` adds the lines of edges, which take a moment: not while something is dragged. */
  overlay(mesh: MeshData, change: Changed, selected: string | null, fine: boolean): Overlay {
    const edges = fine ? sharpEdges(mesh) : null;
    const key = JSON.stringify([[...change.gone], [...change.raised], [...change.colours]]);
    return {
      tinted: (address, of) => (/\/(buildings|trees)\.glb/.test(address) ? this.changed(of, change, key) : of),
      layers: ({ layers: [first] }) =>
        mesh.indices.length === 0 ? [] : [new MeshLayer({ id: "draft", data: first?.props.data ?? [], mesh, edges, pickable: true, autoHighlight: true, selectedFeature: selected, accent: ACCENT, castsShadow: true } as never)],
    };
  }

  private changed(mesh: MeshData, change: Changed, key: string): MeshData {
    const known = this.made.get(mesh);
    if (known?.key === key) return known.mesh;
    const made = changed(mesh, change);
    this.made.set(mesh, { key, mesh: made });
    return made;
  }
}
