import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { Contract, Input } from "../../../workflows/contract/contract.ts";
import { contracts } from "../../../workflows/contract/contracts.ts";
import { renderManifest } from "../../../workflows/contract/manifest.ts";
import { tableEnd, tableStart } from "../../../workflows/contract/readme.ts";

const all = contracts.map((contract: Contract) => ({ name: contract.name, contract }));
const actions = join(import.meta.dirname, "../../../actions");

function readAction(name: string, file: string): string {
  return readFileSync(join(actions, name, file), "utf8");
}

/** Names in the first column of the table that starts with this heading. */
function namesInTable(text: string, heading: string): readonly string[] {
  const table =
    text
      .split(tableStart)[1]
      ?.split(tableEnd)[0]
      ?.split(new RegExp(`^\\| ${heading} +\\|`, "m"))[1]
      ?.split("\n\n")[0] ?? "";
  const cells = [...table.matchAll(/^\| (`[^|]+`) +\|/gm)].map((match) => match[1] ?? "");
  return cells.flatMap((cell) => cell.split(" or ")).map((name) => name.replaceAll("`", ""));
}

/** Every word that is taken, an input's aliases right after it. */
function wordsOf(contract: Contract): readonly string[] {
  return Object.entries<Input>(contract.inputs).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
}

describe("contract = action.yml = README", () => {
  test.each(all)("$name: action.yml declares what the contract does, in its order", ({ name, contract }) => {
    const manifest = parse(readAction(name, "action.yml"));
    expect(Object.keys(manifest.inputs)).toEqual(wordsOf(contract));
    expect(Object.keys(manifest.outputs)).toEqual(Object.keys(contract.outputs));
    for (const [input, { default: fallback, required }] of Object.entries(contract.inputs)) {
      expect(manifest.inputs[input].default).toBe(fallback);
      expect(manifest.inputs[input].required).toBe(required);
    }
  });

  test.each(all)("$name: the README's tables name the same inputs and outputs", ({ name, contract }) => {
    const readme = readAction(name, "README.md");
    expect(namesInTable(readme, "Input")).toEqual(wordsOf(contract));
    expect(namesInTable(readme, "Output")).toEqual(Object.keys(contract.outputs));
  });

  test.each(all)("$name: the README's example uses inputs that exist", ({ name, contract }) => {
    const example = /```yaml\n([\s\S]*?)```/.exec(readAction(name, "README.md"))?.[1] ?? "";
    const [step] = parse(example);
    expect(step.uses).toBe(`OWNER/nur-ci/actions/${name}@COMMIT`);
    expect(Object.keys(contract.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
  });

  test.each(all)("$name runs on node24 from the one bundle", ({ name, contract }) => {
    const main = `../../dist/${name}.mjs`;
    expect(parse(renderManifest(contract)).runs).toEqual({
      using: "node24",
      main,
      ...(contract.post ? { post: main } : {}),
    });
  });

  test("an action that finishes something has the same file as its post step", () => {
    const contract: Contract = { ...contracts[0], post: true };
    expect(parse(renderManifest(contract)).runs.post).toBe(`../../dist/${contract.name}.mjs`);
  });
});
