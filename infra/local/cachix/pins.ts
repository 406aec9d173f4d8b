/** Pins: stored as they came, each with its hour. What a pin keeps, the collector does not drop. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { writeWhole } from "../files.ts";
import type { Account } from "./accounts.ts";

const keep = v.nullable(
  v.union([
    v.object({
      tag: v.picklist(["Days", "Revisions"]),
      contents: v.pipe(v.number(), v.integer(), v.minValue(1)),
    }),
    v.object({ tag: v.literal("Forever") }),
  ]),
);

const pin = v.object({
  name: v.string(),
  storePath: v.pipe(v.string(), v.startsWith("/nix/store/")),
  artifacts: v.array(v.string()),
  keep,
});

/** `at`: ISO 8601. */
export type Pin = v.InferOutput<typeof pin> & { readonly at: string };

/** What is wrong with it, or undefined: then it is stored. */
export function addPin(account: Account, body: unknown): string | undefined {
  const parsed = v.safeParse(pin, body);
  if (!parsed.success) return `not a pin: ${parsed.issues[0].message}`;
  const pins = [...readPins(account), { ...parsed.output, at: new Date().toISOString() }];
  writeWhole(pinsFile(account), `${JSON.stringify(pins, undefined, 2)}\n`);
  return undefined;
}

/** In the order they came. */
export function readPins(account: Account): readonly Pin[] {
  const file = pinsFile(account);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Pin[]) : [];
}

function pinsFile(account: Account): string {
  return join(account.folder, "pins.json");
}
