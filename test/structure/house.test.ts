import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { contracts } from "../../workflows/contract/contracts.ts";
import { filesUnder, readText, root } from "../support/tree.ts";

const notActions = ["lib", "cli"];
const actions = readdirSync(join(root, "actions")).filter(
  (name) => statSync(join(root, "actions", name)).isDirectory() && !notActions.includes(name),
);

describe("every action looks the same", () => {
  test("folders and contracts name the same actions", () => {
    expect(actions.toSorted()).toEqual(contracts.map(({ name }) => name).toSorted());
  });

  test.each(actions)("%s has the same files as its sisters", (name) => {
    const missing = ["action.yml", "README.md", "main.ts", "run.ts"].filter(
      (file) => !existsSync(join(root, "actions", name, file)),
    );
    expect(missing).toEqual([]);
  });

  test.each(actions)("%s is committed as one bundle of at most 400 kB", (name) => {
    expect(statSync(join(root, "dist", `${name}.mjs`)).size).toBeLessThanOrEqual(400_000);
  });
});

describe("files keep the house rules", () => {
  const sources = ["workflows", "infra", "actions", "scripts", "test/support"].flatMap((folder) =>
    filesUnder(folder, ".ts"),
  );

  test("a file opens with a sentence, unless its name is all there is to say", () => {
    const silent = sources
      .filter((path) => !/^actions\/[^/]+\/main\.ts$|^workflows\/contract\//.test(path))
      .filter((path) => !readText(path).startsWith("/**"));
    expect(silent).toEqual([]);
  });

  test("names are kebab-case and no file is a drawer for everything", () => {
    const wrong = sources.filter(
      (path) => !/^[a-z0-9./-]+$/.test(path) || /\/(utils?|helpers?|index|common|misc)\.ts$/.test(path),
    );
    expect(wrong.filter((path) => path !== "infra/index.ts")).toEqual([]);
  });

  test("no test is skipped or singled out", () => {
    const wrong = filesUnder("test", ".test.ts").filter((path) =>
      /\b(?:test|it|describe)\.(?:skip|only|todo)\(|\bx(?:it|test|describe)\(/.test(readText(path)),
    );
    expect(wrong).toEqual([]);
  });

  test("the lock file names no download host", () => {
    expect(readText("package-lock.json")).not.toMatch(/"resolved"|https?:\/\/registry\./);
  });
});
