// Meshes of the scene that is shown and of the one before, by address, so that a switch between two is instant.
import { type Scene, fetchMesh, meshAddresses } from "./data";
import type { MeshData } from "./mesh/glb";

/** The part of the scene that a mesh is, such as `trees`. */
export const partOf = (address: string): string => /([^/]+)\.glb/.exec(address)?.[1] ?? address;

export class Shelf {
  private meshes = new Map<string, Promise<MeshData>>();
  private before: string[] = [];

  /** A mesh, asked for once; one that did not come is asked for again next time. */
  get(address: string): Promise<MeshData> {
    const known = this.meshes.get(address) ?? fetchMesh(address);
    this.meshes.set(address, known);
    known.catch(() => this.meshes.delete(address));
    return known;
  }

  /** The meshes of a scene by address, and the parts that did not come. */
  async all(scene: Scene): Promise<{ meshes: Map<string, MeshData>; failed: string[] }> {
    const [meshes, failed] = [new Map<string, MeshData>(), [] as string[]];
    await Promise.all(
      meshAddresses(scene).map((address) =>
        this.get(address).then(
          (mesh) => meshes.set(address, mesh),
          () => failed.push(partOf(address)),
        ),
      ),
    );
    return { meshes, failed };
  }

  /** Forgets meshes of neither this scene nor the one before. */
  keep(scene: Scene): void {
    const now = meshAddresses(scene);
    for (const address of this.meshes.keys()) if (!now.includes(address) && !this.before.includes(address)) this.meshes.delete(address);
    this.before = now;
  }
}
