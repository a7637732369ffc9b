// What to know of a value at a glance: whether it is raw or calibrated, and what quality control noticed.
import { type TemplateResult, html } from "lit";
import type { Datastream } from "../data";
import type { Model } from "./model";

export function tags({ w, state, flags, things }: Model, stream: Datastream): TemplateResult[] {
  const siblings = things.is === "here" ? (things.value.find((thing) => thing.id === stream.thing)?.datastreams ?? []) : [];
  const told = siblings.some((other) => other.quantity === stream.quantity && other.variant !== stream.variant) || stream.variant;
  const variant = told ? [html`<span class="tag tag--${stream.variant ?? "raw"}">${w.variant[stream.variant ?? "raw"] ?? stream.variant}</span> `] : [];
  const noticed = (stream.latest?.flags ?? []).flatMap((name) => {
    const flag = flags.get(name);
    return flag ? [html`<span class="tag tag--flag" title=${flag.explanation[state.language]}>${flag.label[state.language]}</span> `] : [];
  });
  return [...variant, ...noticed];
}
