import { accessSync, constants, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, expect, test } from "@jest/globals";
import type { Nix } from "../../../actions/lib/nix/command.ts";
import { storeDirectory } from "../../../actions/lib/nix/store-path.ts";
import type { Entry } from "../../../actions/lib/plan-file.ts";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { takeStock } from "../../../actions/nix-build/stock.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";
import { realNix } from "../../support/nix.ts";
import { describeIf, leaveOut } from "../../support/tools.ts";

const nix = realNix();
const build = (name: string) => `${name} = shell "${name}" "echo ${Math.random()} > $out";`;

async function entryOf(name: string): Promise<Entry> {
  const [entry] = await someEntries(nix, build(name));
  if (entry === undefined) throw new Error("no entry was made");
  return entry;
}

/** Nix as it is, and how often it was asked. */
function counted(): { readonly nix: Nix; readonly asked: () => number } {
  let count = 0;
  const counting: Nix = (...call) => {
    count += 1;
    return nix(...call);
  };
  return { nix: counting, asked: () => count };
}

test("where derivations are here and outputs are not, the store is not asked", async () => {
  const entry = await entryOf("fresh");
  const { nix, asked } = counted();
  const stock = await takeStock(nix, [entry]);
  expect(stock).toEqual({ missing: new Set(Object.values(entry.outputs)), absent: new Set() });
  expect(asked()).toBe(0);
});

test("an output that was built is there, without its derivation too", async () => {
  const entry = await entryOf("built");
  await buildEntries({ entries: [entry] }, nix, aHost());
  const gone = { ...entry, drvPath: `${storeDirectory}/${"0".repeat(32)}-built.drv` };
  expect(await takeStock(nix, [entry])).toEqual({ missing: new Set(), absent: new Set() });
  expect(await takeStock(nix, [gone])).toEqual({ missing: new Set(), absent: new Set([gone.drvPath]) });
});

const isOurs = isWritable(storeDirectory) || leaveOut("files the store does not know", "it is not writable");
describeIf(isOurs)("files that lie in the store's folder and are not in the store", () => {
  const left: string[] = [];
  const leave = (path: string, text: string): void => {
    writeFileSync(path, text);
    left.push(path);
  };
  afterEach(() => {
    for (const path of left.splice(0)) rmSync(path, { force: true, recursive: true });
  });

  test("an output is missing, and is built", async () => {
    const entry = await entryOf("half");
    const out = entry.outputs["out"] ?? "";
    leave(out, "half of it");
    expect((await takeStock(nix, [entry])).missing).toEqual(new Set([out]));
    const { results } = await buildEntries({ entries: [entry] }, nix, aHost());
    expect(results.attributes).toMatchObject([{ state: "built" }]);
    expect(readFileSync(out, "utf8")).not.toContain("half");
  });

  test("a derivation fails alone, and is named", async () => {
    const [good, entry] = [await entryOf("good"), await entryOf("unknown")];
    const drvPath = `${storeDirectory}/${"0".repeat(32)}-unknown.drv`;
    leave(drvPath, readFileSync(entry.drvPath, "utf8"));
    const { results } = await buildEntries({ entries: [{ ...entry, drvPath }, good] }, nix, aHost());
    expect(results.attributes).toMatchObject([
      {
        state: "failed",
        failure: {
          class: "evaluation",
          rootCause: drvPath,
          explanation: "unknown is no derivation that this store knows: evaluate it again",
        },
      },
      { state: "built" },
    ]);
  });
});

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
