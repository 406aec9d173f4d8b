/**
 * Brings a machine to where `npm start` and `npm test` run: dependencies, Node 24, Nix, the compilers of the sample. It
 * asks nobody and installs only by npm and apt; what it may not do itself is a problem with the command to run. When all
 * is there it says nothing and starts no process.
 */

import { evidenceOf, partNames, readStamp } from "./setup/evidence.mjs";

const usage = "usage: node scripts/setup.mjs [--only PART[,PART]]   PART: dependencies, nix, compilers";

process.exitCode = await setUp(process.argv.slice(2));

async function setUp(args) {
  if (args.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const { parts, fault } = parseParts(args);
  if (fault !== undefined) {
    console.error(`setup: error[${fault.code}]: ${fault.what}\n  fix: ${usage}`);
    return 2;
  }
  const stamp = readStamp();
  const stale = parts.filter((part) => stamp[part] !== evidenceOf(part));
  if (stale.length === 0) return 0;
  const { prepare } = await import("./setup/prepare.mjs");
  return await prepare(stale);
}

function parseParts(args) {
  const named = [];
  for (let index = 0; index < args.length; index++) {
    const [option, inline] = args[index].split("=", 2);
    if (option !== "--only")
      return { fault: { code: "option-unknown", what: `${JSON.stringify(args[index])} is no option` } };
    const list = inline ?? args[++index] ?? "";
    const unknown = list.split(",").find((part) => !partNames.includes(part));
    if (unknown !== undefined)
      return {
        fault: { code: "input-invalid", what: `--only names ${JSON.stringify(unknown)}, which is no part` },
      };
    named.push(...list.split(","));
  }
  return { parts: named.length === 0 ? partNames : partNames.filter((part) => named.includes(part)) };
}
