/** Runs actionlint and zizmor over the generated workflows when they are on PATH; says so when one is not. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownOrganizations, writeFiles } from "../actions/cli/workflows.ts";
import { parseSettings } from "../infra/parse-settings.ts";
import { planPipeline } from "../infra/pipeline.ts";
import { readStackFile, stackFile } from "../infra/stack-file.ts";
import { type GeneratedFile, renderFilesFor } from "../workflows/files.ts";
import { exampleSpecs } from "../workflows/specs.ts";

type Linter = {
  readonly program: string;
  readonly args: (folder: string, files: readonly string[]) => string[];
};

const linters: readonly Linter[] = [
  {
    program: "actionlint",
    // Text of `run:` is checked by shellcheck where that is installed. `$/` is GitHub's own since July 2026, and the only form
    // in which a workflow that is called from elsewhere finds the actions beside it; actionlint 1.7.12 does not know it yet.
    args: (_, files) => [
      "-no-color",
      "-ignore",
      'specifying action "\\$/actions/[a-z-]+" in invalid format',
      ...files,
    ],
  },
  {
    program: "zizmor",
    args: (folder) => [
      "--offline",
      "--persona=pedantic",
      "--no-progress",
      "--quiet",
      "--color=never",
      folder,
    ],
  },
];

/** Of infra/stacks, and one whose token is in an environment. The stack `local` is no whole one before a start. */
function stacks() {
  const environment = {
    environments: [{ name: "cache" }],
    cacheToken: { scope: "environment", environment: "cache" },
  };
  return [
    { name: "stack-atproto", rendered: filesOf("atproto") },
    { name: "stack-fork", rendered: filesOf("fork") },
    { name: "stack-environment", rendered: filesOf("atproto", environment) },
  ];
}

function filesOf(stack: string, overrides: object = {}): readonly GeneratedFile[] {
  const raw = readStackFile(stackFile(stack));
  const settings = raw.ok ? parseSettings({ ...raw.value, ...overrides }) : raw;
  const pipeline = settings.ok ? planPipeline(settings.value) : settings;
  if (!pipeline.ok) throw new Error(`the stack ${stack} is refused`, { cause: pipeline.problems });
  return pipeline.value.files;
}

function lint({ program, args }: Linter, folder: string, files: readonly string[]): boolean {
  const { error, status, stdout, stderr } = spawnSync(program, args(folder, files), { encoding: "utf8" });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") {
    console.log(`${program} is not on PATH: the workflows were not linted by it`);
    return true;
  }
  if (status !== 0) console.log(`${stdout}${stderr}${program} ended with ${status ?? error?.message}`);
  return status === 0;
}

const folder = mkdtempSync(join(tmpdir(), "nur-ci-lint-"));
try {
  const specs = exampleSpecs(ownOrganizations(join(import.meta.dirname, "..")));
  const examples = specs.map((spec) => ({ name: spec.name, rendered: renderFilesFor(spec) }));
  const files = [...examples, ...stacks()].flatMap(({ name, rendered }) => {
    const root = join(folder, name);
    writeFiles(root, rendered);
    const workflows = rendered.filter(({ path }) => path.startsWith(".github/workflows/"));
    return workflows.map(({ path }) => join(root, path));
  });
  const clean = linters.map((linter) => lint(linter, folder, files));
  process.exitCode = clean.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
