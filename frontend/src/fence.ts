// When the GPU is done.
import type { Device } from "@luma.gl/core";
import type { WebGLDevice } from "@luma.gl/webgl";

/** Calls back when all that was asked of the GPU is done, so that the picture really stands. */
export function whenDrawn(device: Device, then: () => void): void {
  const { gl } = device as WebGLDevice;
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  const look = () => (!fence || gl.isContextLost() || gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED ? then() : setTimeout(look, 8));
  setTimeout(look);
}
