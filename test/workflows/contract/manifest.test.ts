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
    const blocks = [...readAction(name, "README.md").matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, text = ""]) => text,
    );
    const steps = blocks.flatMap((text) => stepsOf(parse(text)));
    const own = steps.filter(({ uses }) => uses === `OWNER/nur-ci/actions/${name}@COMMIT`);
    expect(own).not.toEqual([]);
    const used = own.flatMap((step) => Object.keys(step.with ?? {}));
    expect(wordsOf(contract)).toEqual(expect.arrayContaining(used));
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

type Step = { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> };

type Example = { readonly jobs?: Readonly<Record<string, { readonly steps?: readonly Step[] }>> };

/** Of a list of steps, or of the jobs of a workflow. */
function stepsOf(example: readonly Step[] | Example): readonly Step[] {
  if (Array.isArray(example)) return example;
  const { jobs = {} } = example as Example;
  return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}
