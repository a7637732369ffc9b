// The one WebGL context of the page. Apart from the map, so that it opens while the map is still fetched and
// compiled.

/** A canvas with its context open, and whether the processor does the work of a GPU. */
export interface Surface {
  canvas: HTMLCanvasElement;
  byProcessor: boolean;
}

/** Null where there is no WebGL. */
export function openSurface(): Surface | null {
  // Smooth edges come nearly free on a GPU and double the cost of a frame on a processor. Which of the two
  // it is only a context can tell, and a second one is cheap on a GPU only.
  const surface = opened(false);
  if (!surface || surface.byProcessor) return surface;
  surface.canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  return opened(true);
}

function opened(antialias: boolean): Surface | null {
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.id = "map";
  const gl = canvas.getContext("webgl2", { antialias, preserveDrawingBuffer: false, powerPreference: "high-performance" });
  return gl && { canvas, byProcessor: drawnByProcessor(gl) };
}

function drawnByProcessor(gl: WebGL2RenderingContext): boolean {
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  return names !== null && /swiftshader|llvmpipe|softpipe|basic render|software/i.test(String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)));
}
