/**
 * Stands where the program `cachix` would: the same words on its command line, token and key from its environment, paths
 * from standard input. It notes in the file CALLS how it was called, then sends them by our own client.
 */

import { appendFileSync, readFileSync } from "node:fs";
import { pushClosure } from "../../actions/lib/cache/push.ts";
import { parseCacheReference } from "../../actions/lib/cache/reference.ts";
import { aPushHost } from "./cachix.ts";
import { realNix } from "./nix.ts";

const args = process.argv.slice(2);
const token = process.env["CACHIX_AUTH_TOKEN"] ?? "";
const isPush = args.includes("push");
const input = isPush ? readFileSync(0, "utf8") : "";
const names = Object.keys(process.env);
appendFileSync(process.env["CALLS"] ?? "", `${JSON.stringify({ args, token, names, input })}\n`);
if (isPush) await push();
else process.stdout.write("cachix 1.11.1\n");

async function push(): Promise<void> {
  const reference = parseCacheReference(`cachix+${args[args.indexOf("--host") + 1]}/${args.at(-1)}`);
  if (!reference.ok) throw new Error(args.join(" "));
  const terms = { cache: reference.value, token, signingKey: process.env["CACHIX_SIGNING_KEY"] ?? "" };
  const roots = input.trim().split("\n");
  const request = { ...terms, roots, policy: "fail", verify: "none" } as const;
  const report = await pushClosure(request, realNix(), aPushHost());
  for (const { what } of report.problems) process.stderr.write(`cachix: ${what}\n`);
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}
