// A QR code as a drawing, made here: no address leaves the twin. ISO/IEC 18004, error correction M (15 %).
import qrcode from "qrcode-generator";
import { type TemplateResult, html, svg } from "lit";

/** Light squares around the code, without which phones do not find it. */
const QUIET = 4;

/** The dark squares as an SVG path in a box of `size` by `size`. */
export function qrPath(text: string): { size: number; path: string } {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const rows = Array.from({ length: count }, (_, row) => Array.from({ length: count }, (_, col) => (code.isDark(row, col) ? `M${col + QUIET} ${row + QUIET}h1v1h-1z` : "")).join(""));
  return { size: count + 2 * QUIET, path: rows.join("") };
}

/** The code, dark on light in every scheme: phones read no other. */
export function qr(text: string, label: string): TemplateResult {
  const { size, path } = qrPath(text);
  return html`<svg class="qr" role="img" aria-label=${label} data-text=${text} viewBox=${`0 0 ${size} ${size}`} shape-rendering="crispEdges">${svg`<rect class="qr__paper" width=${size} height=${size}></rect><path class="qr__ink" d=${path}></path>`}</svg>`;
}
