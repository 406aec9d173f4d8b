import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { right, wrong } from "./wrong-workflows.ts";

const file = join(import.meta.dirname, "wrong-workflows.ts");
const text = readFileSync(file, "utf8");
const config = join(import.meta.dirname, "../../../tsconfig.json");

/** Lines, from 1, on which tsc finds errors when the file's text is `source`. */
function errorLines(source: string): readonly number[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    join(config, ".."),
  );
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, source, version, true) : read(name, version);
  const program = ts.createProgram([file], options, host);
  const parsed = program.getSourceFile(file);
  return ts
    .getPreEmitDiagnostics(program, parsed)
    .map(({ file: at, start }) => (at?.getLineAndCharacterOfPosition(start ?? 0).line ?? -1) + 1);
}

describe("wrong workflows do not compile", () => {
  const lines = text.split("\n");
  const directives = lines.flatMap((line, index) =>
    line.trim() === "// @ts-expect-error" ? [index + 1] : [],
  );

  test("what compiles can be built, and an expression in a shell text is refused at run time too", () => {
    expect(right).toHaveLength(6);
    expect(wrong).toThrow("an expression in a shell text");
  });

  test("without the directives, every line under one is an error, and no other", () => {
    const bare = text.replaceAll("// @ts-expect-error", "// ");
    const found = new Set(errorLines(bare));
    expect(directives.length).toBeGreaterThan(45);
    expect([...found].toSorted((a, b) => a - b)).toEqual(directives.map((line) => line + 1));
  });
});
