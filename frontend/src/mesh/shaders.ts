// The shaders of the mesh layer. Positions are metres (east, north, up) in the frame of the scene.
import type { ShaderModule } from "@luma.gl/shadertools";
import type { LightUniforms, Matrix } from "./sunlight";

const lightBlock = /* glsl */ `
layout(std140) uniform lightUniforms {
  mat4 matrix;
  vec3 direction;
  vec3 sun;
  vec3 sky;
  vec3 bounce;
  vec3 haze;
  float texel;
  float taps;
} light;
`;

export const lightModule = {
  name: "light",
  vs: "",
  fs: `${lightBlock}
uniform highp sampler2DShadow shadowMap;

// 1 in the sun, 0 in the shade: one or four compared and blended texels around the point.
float light_sunlit(vec3 place, vec3 normal) {
  if (light.texel <= 0.0) return 1.0;
  // Step off the surface and a little towards the sun, or a face would shade itself.
  vec3 lifted = place + normal * light.texel * 1.6 + light.direction * (0.02 + light.texel * 0.5);
  vec3 at = (light.matrix * vec4(lifted, 1.0)).xyz * 0.5 + 0.5;
  float edge = max(abs(at.x - 0.5), abs(at.y - 0.5)) * 2.0;
  if (edge >= 1.0 || at.z >= 1.0) return 1.0;
  if (light.taps < 2.0) return texture(shadowMap, at);
  vec2 step = vec2(0.7, -0.7) / float(textureSize(shadowMap, 0).x);
  float sum = texture(shadowMap, vec3(at.xy + step.xx, at.z)) + texture(shadowMap, vec3(at.xy + step.xy, at.z))
    + texture(shadowMap, vec3(at.xy + step.yx, at.z)) + texture(shadowMap, vec3(at.xy + step.yy, at.z));
  return mix(sum / 4.0, 1.0, smoothstep(0.92, 1.0, edge));
}

vec3 light_shade(vec3 color, vec3 place, vec3 normal) {
  float facing = dot(normal, light.direction);
  float sunlit = facing > 0.0 ? facing * light_sunlit(place, normal) : 0.0;
  vec3 ambient = mix(light.bounce, light.sky, normal.z * 0.5 + 0.5);
  return color * (ambient + light.sun * sunlit);
}

// Linear light to sRGB, with a soft shoulder where pale walls face a low sun.
vec3 light_encode(vec3 color) {
  vec3 over = max(color - 0.7, 0.0);
  color = min(color, 0.7 + 0.3 * over / (over + 0.3));
  // The sRGB curve by roots, within 0.002 of it and cheaper than a power.
  vec3 root = sqrt(max(color, 0.0));
  vec3 fourth = sqrt(root);
  return 0.662002687 * root + 0.68412206 * fourth - 0.323583601 * sqrt(fourth) - 0.022541147 * color;
}
`,
  uniformTypes: {
    matrix: "mat4x4<f32>",
    direction: "vec3<f32>",
    sun: "vec3<f32>",
    sky: "vec3<f32>",
    bounce: "vec3<f32>",
    haze: "vec3<f32>",
    texel: "f32",
    taps: "f32",
  },
} as const satisfies ShaderModule<Omit<LightUniforms, "shadowMap">>;

const placeBlock = /* glsl */ `
layout(std140) uniform placeUniforms {
  mat4 toClip;
  float selected;
  float hovered;
  float fadeFrom;
  float fadeTo;
  float lineStrength;
  float level;
  vec3 accent;
} place;
`;

export type PlaceUniforms = {
  /** Metres of the scene → clip space of the view. */
  toClip: Matrix;
  /** Rows of the chosen feature and of the one under the pointer; -1 for none. */
  selected: number;
  hovered: number;
  /** Metres from the origin between which the mesh fades into the haze; 0 and 0 for never. */
  fadeFrom: number;
  fadeTo: number;
  lineStrength: number;
  /** 1 where gentle relief is lit as if it were level, so that its triangles do not show. */
  level: number;
  /** Linear light. */
  accent: [number, number, number];
};

export const placeModule = {
  name: "place",
  vs: placeBlock,
  fs: placeBlock,
  uniformTypes: {
    toClip: "mat4x4<f32>",
    selected: "f32",
    hovered: "f32",
    fadeFrom: "f32",
    fadeTo: "f32",
    lineStrength: "f32",
    level: "f32",
    accent: "vec3<f32>",
  },
} as const satisfies ShaderModule<PlaceUniforms>;

// One multiplication per vertex and few varyings: without a GPU that is what a frame costs.
export const meshVertex = /* glsl */ `\
#version 300 es
in vec3 positions;
in vec4 colors;
in float features;
out vec3 vPlace;
flat out vec3 vColor;
flat out float vFeature;

void main() {
  vPlace = positions;
  vColor = colors.rgb;
  vFeature = features;
  gl_Position = place.toClip * vec4(positions, 1.0);
}
`;

export const meshFragment = /* glsl */ `\
#version 300 es
precision highp float;
in vec3 vPlace;
flat in vec3 vColor;
flat in float vFeature;
out vec4 fragColor;

void main() {
  if (picking.isActive > 0.5) { // as deck.gl encodes rows: from 1, low byte first
    if (vFeature < 0.0) discard;
    float code = vFeature + 1.0;
    fragColor = vec4(mod(floor(vec3(code, code / 256.0, code / 65536.0)), 256.0) / 255.0, 1.0);
    return;
  }
  vec3 across = cross(dFdx(vPlace), dFdy(vPlace)); // faces the eye, whatever the winding
  float size = length(across); // 0 in a sliver too thin to have a direction
  vec3 normal = size > 0.0 ? across / size : vec3(0.0, 0.0, 1.0);
  if (place.level > 0.5 && normal.z > 0.25) normal = vec3(0.0, 0.0, 1.0);
  float marked = vFeature < 0.0 ? 0.0 : vFeature == place.selected ? 0.78 : vFeature == place.hovered ? 0.3 : 0.0;
  vec3 color = light_shade(mix(vColor, place.accent, marked), vPlace, normal);
  if (place.fadeTo > 0.0) color = mix(color, light.haze, smoothstep(place.fadeFrom, place.fadeTo, length(vPlace.xy)));
  fragColor = vec4(light_encode(color), 1.0);
}
`;

export const lineVertex = /* glsl */ `\
#version 300 es
in vec3 positions;
void main() {
  gl_Position = place.toClip * vec4(positions, 1.0);
  gl_Position.z -= 0.00025 * gl_Position.w; // just in front of the faces that meet here
}
`;

export const lineFragment = /* glsl */ `\
#version 300 es
precision highp float;
out vec4 fragColor;
void main() {
  fragColor = vec4(0.10, 0.13, 0.17, 1.0) * place.lineStrength;
}
`;

export const shadowModule = {
  name: "caster",
  vs: /* glsl */ `
layout(std140) uniform casterUniforms {
  mat4 matrix;
} caster;
`,
  uniformTypes: { matrix: "mat4x4<f32>" },
} as const satisfies ShaderModule<{ matrix: Matrix }>;

export const shadowVertex = /* glsl */ `\
#version 300 es
in vec3 positions;
void main() {
  gl_Position = caster.matrix * vec4(positions, 1.0);
}
`;

export const shadowFragment = /* glsl */ `\
#version 300 es
precision highp float;
void main() {}
`;
