// Where the sun stands at a moment, and how the light then looks. Pure.
// Azimuth in degrees clockwise from north, elevation in degrees above the horizon.

export interface SunPosition {
  azimuth: number;
  elevation: number;
}
export interface SunRow extends SunPosition {
  /** RFC 3339 with the offset of the area, such as `2026-06-21T14:10:00+02:00`. */
  at: string;
}
export type Rgb = [number, number, number];

/** Light for the shaders (linear factors) and the sky (sRGB, 0–1). */
export interface Daylight {
  /** Unit vector towards the sun: east, north, up. */
  direction: Rgb;
  /** 0 when the sun is down. */
  sun: Rgb;
  sky: Rgb;
  bounce: Rgb;
  skyTop: Rgb;
  skyHorizon: Rgb;
  shadows: boolean;
}

/** Minutes after midnight on the clock of `at`. */
export function clockMinutes(at: string): number {
  return Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
}

/** Position at `minutes` on the clock of that day, between the rows of the day's table. */
export function sunAt(rows: readonly SunRow[], minutes: number): SunPosition | null {
  let before: SunRow | undefined;
  for (const row of rows) {
    const clock = clockMinutes(row.at);
    if (before && clock >= minutes && clockMinutes(before.at) <= minutes) {
      const start = clockMinutes(before.at);
      const part = clock === start ? 0 : (minutes - start) / (clock - start);
      const turn = ((row.azimuth - before.azimuth + 540) % 360) - 180; // the short way round
      return {
        azimuth: (before.azimuth + part * turn + 360) % 360,
        elevation: before.elevation + part * (row.elevation - before.elevation),
      };
    }
    before = row;
  }
  return before ? { azimuth: before.azimuth, elevation: before.elevation } : null;
}

/** First and last minute on the clock with the sun above the horizon; null in a table without. */
export function sunUp(rows: readonly SunRow[]): { rise: number; set: number } | null {
  const up = rows.filter((row) => row.elevation > -0.833); // refraction and the sun's radius
  const [first, last] = [up[0], up[up.length - 1]];
  return first && last ? { rise: clockMinutes(first.at), set: clockMinutes(last.at) } : null;
}

const mix = (a: Rgb, b: Rgb, t: number): Rgb => [0, 1, 2].map((i) => (a[i] ?? 0) + ((b[i] ?? 0) - (a[i] ?? 0)) * t) as Rgb;
const ramp = (from: number, to: number, x: number): number => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};
const rgb = (hex: number): Rgb => [((hex >> 16) & 255) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255];

/** sRGB (0–1) as linear light. Source: IEC 61966-2-1. */
export const linear = (color: Rgb): Rgb => color.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Rgb;

/** The light at a position of the sun. A look, not a measurement: it only has to be readable. */
export function daylight({ azimuth, elevation }: SunPosition): Daylight {
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  const day = ramp(-7, 8, elevation);
  const high = ramp(2, 28, elevation);
  const glow = ramp(-9, 1, elevation) * (1 - ramp(5, 18, elevation));
  // A camera opens its lens when the sun is low; without this, winter would be drawn as dusk.
  const exposure = 0.68 / Math.max(Math.sin(e), 0.42);
  const strength = ramp(-0.5, 3, elevation) * exposure;
  const tint = mix([1, 0.72, 0.47], [1, 0.965, 0.9], high);
  return {
    direction: [Math.sin(a) * Math.cos(e), Math.cos(a) * Math.cos(e), Math.sin(e)],
    sun: tint.map((c) => c * strength) as Rgb,
    sky: mix([0.045, 0.065, 0.13], mix([0.33, 0.31, 0.35], [0.33, 0.37, 0.45], high), day),
    bounce: mix([0.02, 0.025, 0.05], [0.27, 0.25, 0.235], day),
    skyTop: mix(mix(rgb(0x0b1422), rgb(0x8db4d9), day), rgb(0x7f93b8), glow * 0.6),
    skyHorizon: mix(mix(rgb(0x1d2b40), rgb(0xe6eff4), day), rgb(0xf2cda6), glow * 0.75),
    shadows: elevation > 0.5,
  };
}
