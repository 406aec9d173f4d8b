/** GitHub's runner, as far as a JavaScript action can see it: files, variables, commands and exit code (no job, no network). */

import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../actions/lib/host/host.ts";

/** Somebody else than who runs the tests. */
export type Actor = {
  /** Owns the files of the step. */
  readonly uid: number;
  /** The program and arguments that run a bundle under dist/ as this user. */
  readonly run: (bundle: string) => readonly [string, ...string[]];
};

export type StepRequest = {
  /** Bundle name under dist/: the action's. */
  readonly action: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly environment?: Environment;
  /** What the main step kept: this is its post step then. */
  readonly state?: Readonly<Record<string, string>>;
  readonly actor?: Actor | undefined;
};

export type Annotation = {
  readonly level: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
};

export type StepResult = {
  readonly exitCode: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Variables for later steps, and what is kept for the post step. */
  readonly exported: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  readonly masked: readonly string[];
  /** The step's RUNNER_TEMP, gone after `dispose`. */
  readonly temporary: string;
  dispose(): void;
};

const dist = join(import.meta.dirname, "../../dist");

/** Runs a committed bundle as a step, with nothing in its environment that a runner would not give. */
export async function runStep(request: StepRequest): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), "nur-ci-step-"));
  const temporary = join(folder, "temp");
  mkdirSync(temporary);
  const files = {
    GITHUB_OUTPUT: "",
    GITHUB_STATE: "",
    GITHUB_ENV: "",
    GITHUB_PATH: "",
    GITHUB_STEP_SUMMARY: "",
  };
  for (const name of Object.keys(files) as (keyof typeof files)[]) {
    files[name] = join(folder, name);
    writeFileSync(files[name], "");
  }
  const environment = {
    PATH: process.env["PATH"],
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: request.workspace,
    RUNNER_TEMP: temporary,
    ...files,
    ...Object.fromEntries(
      Object.entries(request.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...Object.fromEntries(
      Object.entries(request.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]),
    ),
    ...request.environment,
  };
  const bundle = `${request.action}.mjs`;
  if (request.actor !== undefined) giveTo(request.actor, folder);
  const argv = request.actor?.run(bundle) ?? ([process.execPath, join(dist, bundle)] as const);
  const { exitCode, log } = await spawnStep(argv, request.workspace, environment);
  return {
    exitCode,
    log,
    outputs: parseCommandFile(readFileSync(files.GITHUB_OUTPUT, "utf8")),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
    exported: parseCommandFile(readFileSync(files.GITHUB_ENV, "utf8")),
    state: parseCommandFile(readFileSync(files.GITHUB_STATE, "utf8")),
    ...parseCommands(log),
    temporary,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function giveTo({ uid }: Actor, folder: string): void {
  execFileSync("chown", ["-R", `${uid}:${uid}`, folder]);
}

function spawnStep(
  [program, ...args]: readonly [string, ...string[]],
  cwd: string,
  env: Environment,
): Promise<{ exitCode: number; log: string }> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: env as NodeJS.ProcessEnv, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error !== null && child.exitCode === null) reject(error);
      else resolve({ exitCode: child.exitCode ?? -1, log: stdout + stderr });
    });
  });
}

/** The runner's grammar of GITHUB_OUTPUT: `name=value` or a heredoc. Source: actions/runner FileCommandManager.cs. */
export function parseCommandFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const heredoc = /^([^=]+?)<<(.+)$/.exec(line);
    if (heredoc?.[1] !== undefined && heredoc[2] !== undefined) {
      const end = lines.indexOf(heredoc[2], at + 1);
      if (end < 0) throw new Error(`matching delimiter not found: ${heredoc[2]}`);
      values[heredoc[1]] = lines.slice(at + 1, end).join("\n");
      at = end;
    } else if (line !== "") {
      const equals = line.indexOf("=");
      if (equals < 1) throw new Error(`invalid format: ${line}`);
      values[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  return values;
}

/** What the runner would do with the log: it trims the start of a line, and obeys `stop-commands`. */
export function parseCommands(log: string): { annotations: Annotation[]; masked: string[] } {
  const annotations: Annotation[] = [];
  const masked: string[] = [];
  let stopped: string | undefined;
  for (const line of log.split("\n")) {
    const command = /^\s*::([a-z-]+|[0-9a-f-]{36})(?: ([^:]*))?::(.*)$/i.exec(line);
    const name = command?.[1] ?? "";
    if (stopped !== undefined) {
      if (name === stopped) stopped = undefined;
      continue;
    }
    if (name === "stop-commands") stopped = command?.[3] ?? "";
    if (name === "add-mask") masked.push(unescapeData(command?.[3] ?? ""));
    if (["error", "warning", "notice"].includes(name))
      annotations.push({
        level: name,
        properties: parseProperties(command?.[2] ?? ""),
        message: unescapeData(command?.[3] ?? ""),
      });
  }
  return { annotations, masked };
}

function parseProperties(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => [
      pair.slice(0, pair.indexOf("=")),
      unescapeProperty(pair.slice(pair.indexOf("=") + 1)),
    ]),
  );
}

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}
