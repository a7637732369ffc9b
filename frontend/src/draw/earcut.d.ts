declare module "earcut" {
  /** Triangles of a polygon as numbers of its corners; `holes` are the first corners of its holes. */
  export default function earcut(flat: readonly number[], holes?: readonly number[], dimensions?: number): number[];
}
