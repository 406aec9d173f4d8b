/** Pins: stored as they came, so that a test or a person can look. Nothing is collected here, so they keep nothing alive. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyReply } from "fastify";
import * as v from "valibot";
import { writeWhole } from "../files.ts";
import { type Exchange, refuseWith } from "./access.ts";
import type { Shelf } from "./shelf.ts";

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

export type Pin = v.InferOutput<typeof pin>;

export function savePin({ account }: Shelf, { request, reply }: Exchange): FastifyReply {
  const body = v.safeParse(pin, request.body);
  if (!body.success) return refuseWith(reply, 400, `not a pin: ${body.issues[0].message}`);
  const file = join(account.folder, "pins.json");
  const pins = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Pin[]) : [];
  writeWhole(file, `${JSON.stringify([...pins, body.output], undefined, 2)}\n`);
  return reply.send("");
}
