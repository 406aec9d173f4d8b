import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { measuredOf, readResultsFiles, timingsOf } from "../../../../actions/lib/plan/timings.ts";
import { aFolder } from "../../../support/flakes.ts";

const attribute = (name: string, seconds: number | undefined, state = "built") => ({
  ...{ attr: `packages.s.${name}`, organization: "o", name, system: "s", state },
  ...{ drvPath: `/nix/store/${name}.drv`, outputs: {}, ...(seconds === undefined ? {} : { seconds }) },
});
const results = (...attributes: readonly unknown[]): string =>
  JSON.stringify({ version: 1, attributes, paths: [] });

const folder = aFolder({
  "first.json": results(attribute("a", 10), attribute("b", 20, "substituted"), attribute("c", undefined)),
  "runs/2.json": results(attribute("a", 30)),
  "runs/1.json": results(attribute("a", 20), attribute("d", 5, "failed")),
  "runs/notes.txt": "none",
  "torn.json": "{",
});
afterAll(() => rmSync(folder, { recursive: true }));

test("seconds of what was built, by derivation and by attribute; the last file named counts", async () => {
  const { attributes, problems } = await readResultsFiles(["first.json", "runs"], folder);
  const timings = timingsOf(measuredOf(attributes));
  expect(problems).toEqual([]);
  expect(timings.ofDerivation("/nix/store/a.drv")).toBe(30);
  expect(timings.ofAttribute("packages.s.a")).toBe(30);
  for (const name of ["b", "c", "d"]) expect(timings.ofAttribute(`packages.s.${name}`)).toBeUndefined();
});

test("folders in a folder are read, as artifacts of several jobs are laid out", async () => {
  const { attributes } = await readResultsFiles(["."], folder);
  expect(attributes.filter(({ name }) => name === "a").map(({ seconds }) => seconds)).toEqual([10, 20, 30]);
});

test("what cannot be read costs a warning each and hides nothing", async () => {
  const { attributes, problems } = await readResultsFiles(["torn.json", "nowhere", "first.json"], folder);
  expect(timingsOf(measuredOf(attributes)).ofDerivation("/nix/store/a.drv")).toBe(10);
  expect(problems.map(({ severity, where }) => [severity, where])).toEqual([
    ["warning", join(folder, "torn.json")],
    ["warning", join(folder, "nowhere")],
  ]);
});
