/**
 * One issue label, made or changed to what is wanted. The GitHub provider only creates, and every new repository already has
 * "bug" and others: it would end with "already_exists". Names are compared as GitHub does, without regard to case.
 */

import type { JsonRecord } from "../github-api.ts";
import { type Kind, type Place, textIn } from "./kind.ts";

export const label: Kind = {
  identity: ["repository"],
  idOf: (inputs) => `${textIn(inputs, "repository")}:${textIn(inputs, "name")}`,
  apply: async (place, inputs, before) => {
    const { color, description } = inputs;
    const name = textIn(inputs, "name");
    const known = textIn(before ?? {}, "name") || name;
    const isThere = (await place.api.find(pathOf(place, inputs, known))) !== undefined;
    if (isThere)
      await place.api.send("PATCH", pathOf(place, inputs, known), { new_name: name, color, description });
    else await place.api.send("POST", labelsOf(place, inputs), { name, color, description });
    return {};
  },
  read: async (place, inputs) => {
    const found = await place.api.find(pathOf(place, inputs, textIn(inputs, "name")));
    if (found === undefined) return undefined;
    const { name, color } = found;
    return { inputs: { ...inputs, name, color, description: textIn(found, "description") }, outputs: {} };
  },
};

function labelsOf({ owner }: Place, inputs: JsonRecord): string {
  return `/repos/${owner}/${textIn(inputs, "repository")}/labels`;
}

function pathOf(place: Place, inputs: JsonRecord, name: string): string {
  return `${labelsOf(place, inputs)}/${encodeURIComponent(name)}`;
}
