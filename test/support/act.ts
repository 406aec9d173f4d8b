/**
 * A rendered workflow run by `act` on this machine: local actions are the committed bundles, actions of others are stand-ins
 * that do here what the real ones do on GitHub's servers. Nothing is fetched.
 */

import { execFile, execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../../actions/lib/host/host.ts";
import { renderWorkflowsFor } from "../../workflows/files.ts";
import { pins } from "../../workflows/pins.ts";
import type { Spec } from "../../workflows/spec.ts";
import { root } from "./tree.ts";

export type Repository = {
  readonly folder: string;
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  remove(path: string): void;
  /** What a change is compared with. */
  commit(): void;
  dispose(): void;
};

export type ActRequest = {
  readonly event: string;
  readonly workflow: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly environment: Environment;
};

export type ActResult = {
  readonly exitCode: number;
  /** What a reader of the log sees. */
  readonly log: string;
  /** Conclusion of each job by its name, matrix and all. */
  readonly jobs: Readonly<Record<string, "success" | "failure">>;
};

/** This repository as a runner checks it out, as far as the workflow of the spec needs it. */
export function aRepository(spec: Spec): Repository {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-act-"));
  for (const path of ["actions", "dist", "examples", "package.json"])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const { path, content } of renderWorkflowsFor(spec)) write(path, content);
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "remote", "add", "origin", "https://github.com/acme/nur.git");
  return {
    folder,
    write,
    append: (path, text) => appendFileSync(join(folder, path), text),
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    commit: () => commit(folder),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Commits what is there and runs the workflow on it. */
export async function runAct({ folder }: Repository, request: ActRequest): Promise<ActResult> {
  commit(folder);
  const outside = mkdtempSync(join(tmpdir(), "nur-ci-act-outside-"));
  try {
    const { exitCode, output } = await spawnAct(folder, outside, request);
    const events = eventsIn(output);
    return { exitCode, log: events.map(({ msg = "" }) => msg.trimEnd()).join("\n"), jobs: jobsIn(events) };
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
}

function commit(folder: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message=all");
}

function git(folder: string, ...args: readonly string[]): void {
  const author = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  execFileSync("git", [...author, ...args], { cwd: folder });
}

/** act takes `node` from PATH, and gives steps the environment it was started with. */
function spawnAct(
  folder: string,
  outside: string,
  { event, workflow, secrets = {}, environment }: ActRequest,
) {
  const bin = join(outside, "bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, "node"));
  const args = [
    event,
    "--workflows",
    `.github/workflows/${workflow}.yml`,
    "--platform=ubuntu-24.04=-self-hosted",
    "--no-cache-server",
    "--json",
    ...Object.keys(secrets).map((name) => `--secret=${name}`),
    ...standIns(outside).map((standIn) => `--local-repository=${standIn}`),
  ];
  const env = {
    ...environment,
    ...secrets,
    PATH: `${bin}:${environment["PATH"]}`,
    HOME: outside,
    XDG_CACHE_HOME: join(outside, "cache"),
  };
  return new Promise<{ exitCode: number; output: string }>((resolve, reject) => {
    const options = { cwd: folder, env: env as NodeJS.ProcessEnv, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile("act", args, options, (error, stdout, stderr) => {
      if (error !== null && child.exitCode === null) reject(error);
      else resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

/** `owner/name@commit=FOLDER` for each action of others that the pipeline uses. */
function standIns(outside: string): readonly string[] {
  const artifacts = JSON.stringify(join(outside, "artifacts"));
  const input = (name: string) => `process.env[${JSON.stringify(`INPUT_${name.toUpperCase()}`)}]`;
  const mains = {
    "install-nix": "",
    "upload-artifact": `cp(${input("path")}, join(${artifacts}, ${input("name")}, basename(${input("path")})));`,
    "download-artifact": `cp(join(${artifacts}, ${input("name")}), ${input("path")}, { recursive: true });`,
  } as const;
  return Object.entries(mains).map(([name, main]) => {
    const folder = join(outside, name);
    const { action, sha } = pins[name as keyof typeof mains];
    mkdirSync(folder);
    writeFileSync(
      join(folder, "action.yml"),
      `name: ${name}\ndescription: stand-in\nruns:\n  using: node24\n  main: main.mjs\n`,
    );
    writeFileSync(
      join(folder, "main.mjs"),
      `import { cpSync as cp } from "node:fs";\nimport { basename, join } from "node:path";\n${main}\n`,
    );
    return `${action}@${sha}=${folder}`;
  });
}

type Event = {
  readonly job?: string;
  readonly jobResult?: "success" | "failure";
  readonly matrix?: object;
  readonly msg?: string;
};

function eventsIn(output: string): readonly Event[] {
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Event);
}

/** act writes `WORKFLOW/JOB`, filled up with blanks, and counts the jobs of a matrix. */
function jobsIn(events: readonly Event[]): ActResult["jobs"] {
  return Object.fromEntries(
    events.flatMap(({ job = "", jobResult, matrix = {} }) => {
      const name = job.trim().replace(/^[^/]*\//, "");
      const counted = Object.keys(matrix).length > 0 ? name.replace(/-\d+$/, "") : name;
      return jobResult === undefined ? [] : [[counted, jobResult]];
    }),
  );
}
