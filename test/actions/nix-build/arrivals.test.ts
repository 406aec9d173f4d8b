import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import type { Nix } from "../../../actions/lib/nix/command.ts";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { byName, folder, nixWith } from "../../support/builds.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";

const host = aHost();

type Asked = { readonly whileBuilding: boolean; readonly paths: readonly string[] };

/** A Nix that remembers what the store was asked. `isSpoilt`: the store does not answer the question of this number, from 0. */
function watched(nix: Nix, isSpoilt = (_: number) => false): { readonly nix: Nix; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  let building = 0;
  return {
    asked,
    nix: async (program, args, options) => {
      if (args[0] === "--realise") building += 1;
      if (args[0] === "--check-validity") {
        asked.push({ whileBuilding: building > 0, paths: args.slice(2) });
        if (isSpoilt(asked.length - 1))
          return { exitCode: 1, endedBy: "exit", stdout: "", stderr: "error: the database is busy" };
      }
      const done = await nix(program, args, options);
      if (args[0] === "--realise") {
        // However fast it is, it ends after the question, if there is one.
        for (let look = 0; look < 100 && asked.length === 0; look++) await setTimeout(50);
        building -= 1;
      }
      return done;
    },
  };
}

const nix = nixWith();
/** `third` needs two that nobody asks for. */
const chain = `
  first = shell "first" "echo > $out";
  third = shell "third" "echo \${shell "second" "echo \${shell "hidden" "echo > $out"} > $out"} > $out";
`;

test("when Nix says that all is built, the store is asked once, and Nix may end meanwhile", async () => {
  const entries = await someEntries(nix, chain);
  const { nix: watchedNix, asked } = watched(nix);
  const { results } = await buildEntries({ entries }, watchedNix, host);
  expect(results.attributes.map(({ state }) => state)).toEqual(["built", "built"]);
  expect(asked.map(({ whileBuilding }) => whileBuilding)).toEqual([true]);
  const wanted = entries.flatMap(({ outputs }) => Object.values(outputs));
  expect(asked[0]?.paths).toEqual(expect.arrayContaining(wanted));
  expect(asked[0]?.paths.some((path) => path.endsWith("-hidden"))).toBe(true);
});

test("a store that does not answer then is asked again when Nix has ended", async () => {
  const entries = await someEntries(nix, chain);
  const { nix: watchedNix, asked } = watched(nix, (number) => number === 0);
  const { results } = await buildEntries({ entries }, watchedNix, host);
  expect(results.attributes.map(({ state }) => state)).toEqual(["built", "built"]);
  expect(asked.map(({ whileBuilding }) => whileBuilding)).toEqual([true, false]);
  expect(asked[1]?.paths).toEqual(asked[0]?.paths);
});

test("what the store does not call valid is not built, whatever Nix says", async () => {
  const entries = await someEntries(nix, chain);
  const lost = entries[0]?.outputs["out"] ?? "";
  const forgetful: Nix = async (program, args, options) => {
    const done = await nix(program, args, options);
    return args[0] === "--check-validity" ? { ...done, stdout: `${done.stdout}${lost}\n` } : done;
  };
  const { results } = await buildEntries({ entries }, forgetful, host);
  expect(results.attributes.map(({ state }) => state)).toEqual(["not-reached", "built"]);
});

test("what is finished is told while others build, from the first that is there to the last", async () => {
  const oneByOne = nixWith("max-jobs = 1");
  const go = join(folder, "go-on");
  const entries = await someEntries(
    oneByOne,
    `
    before = shell "before" "echo > $out";
    first = shell "first" "echo of first; echo > $out";
    second = shell "second" "echo \${first}; while ! test -e ${go}; do /bin/sleep 0.1; done; echo > $out";
    wreck = shell "wreck" "exit 1";
    `,
  );
  const outputOf = (name: string) => entries.find((entry) => entry.name === name)?.outputs["out"] ?? "";
  await buildEntries({ entries: entries.filter(({ name }) => name === "before") }, oneByOne, aHost());
  const told: string[][] = [];
  const shown: string[] = [];
  const host = aHost();
  const onValid = (paths: readonly string[]): void => {
    told.push([...paths]);
    shown.push(...host.foreignTexts.map(({ title }) => title));
    // Only what was told while `second` still builds lets it end.
    if (paths.includes(outputOf("first"))) writeFileSync(go, "");
  };
  const outcome = await buildEntries({ entries, onValid }, oneByOne, host);
  expect(told[0]).toEqual([outputOf("before")]);
  expect(told[1]).toEqual([outputOf("first")]);
  expect(new Set(told.flat())).toEqual(new Set(["before", "first", "second"].map(outputOf)));
  expect(byName(outcome)["wreck"]?.state).toBe("failed");
  expect(shown[0]).toMatch(/^first: built in \ds$/);
});
