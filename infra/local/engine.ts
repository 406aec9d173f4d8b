/** The real Pulumi engine, by its command line. No secret is in its arguments, and nothing it prints is kept but what is parsed. */

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import type { PlanAction } from "../change-class.ts";
import type { Registered } from "../plan-rows.ts";
import { writeWhole } from "./files.ts";

export type Engine = {
  /** Of the project, with Pulumi.yaml. */
  readonly root: string;
  readonly project: string;
  readonly stack: string;
  /** Folder of this engine's own files: state, passphrase, configuration. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
};

export type Update =
  | { readonly ok: true; readonly resources: readonly Registered[] }
  | {
      readonly ok: false;
      readonly error: string;
      /** Process that holds the stack's lock, when that is the error. */
      readonly lockedBy?: number;
    };

/** Configuration of the stack: `encryptionsalt` is in it once `initStack` has run. */
export function configFile({ folder, stack }: Pick<Engine, "folder" | "stack">): string {
  return join(folder, `Pulumi.${stack}.yaml`);
}

/** The stack with its encryption salt, from a project of the same name in our own folder: no file of the repository is written. */
export async function initStack(engine: Engine): Promise<Update> {
  const state = join(engine.folder, "state");
  const made = join(state, ".pulumi/stacks", engine.project, `${engine.stack}.json`);
  mkdirSync(state, { recursive: true });
  writeWhole(join(engine.folder, "Pulumi.yaml"), stringify(projectOf(engine)));
  if (existsSync(made)) return { ok: true, resources: [] };
  return run(engine, ["--cwd", engine.folder, "stack", "init", engine.stack, "--non-interactive"]);
}

/** With our own provider by its whole path: a destroy from this folder must find it too. */
function projectOf({ project, root }: Engine) {
  const providers = [{ name: "nur-ci", path: join(root, "infra/provider") }];
  return { name: project, runtime: "nodejs", plugins: { providers } };
}

/** With `refresh`, what somebody changed by hand is seen, and taken back. It costs a reading of everything. */
export function applyStack(engine: Engine, refresh: boolean): Promise<Update> {
  return run(engine, [
    ...["--cwd", engine.root, "up", "--stack", engine.stack, "--config-file", configFile(engine)],
    ...["--yes", "--skip-preview", "--non-interactive", "--json", "--skip-plugin-pre-install"],
    ...(refresh ? ["--refresh"] : []),
  ]);
}

/** What `applyStack` would do, and nothing is done. With `refresh`, changes made by hand are seen. */
export function previewStack(engine: Engine, refresh: boolean): Promise<Update> {
  return run({ ...engine, environment: { ...engine.environment, ...streamed } }, [
    ...["--cwd", engine.root, "preview", "--stack", engine.stack, "--config-file", configFile(engine)],
    ...["--non-interactive", "--json"],
    ...(refresh ? ["--refresh"] : []),
  ]);
}

/** A preview tells as it goes, as an update does, only when it is asked to. */
const streamed = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };

/** Ends what a killed update left behind; only for a lock whose owner is known to be gone. */
export function cancelUpdate(engine: Engine): Promise<Update> {
  return run(engine, ["--cwd", engine.folder, "cancel", "--stack", engine.stack, "--yes"]);
}

async function run(engine: Engine, args: readonly string[]): Promise<Update> {
  const child = execa("pulumi", args, {
    env: engine.environment,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    buffer: { stdout: false },
    /**
     * At the first SIGINT the engine ends its providers and writes its state down, at the second it dies. In a process
     * group of its own it does not also hear the terminal's.
     */
    killSignal: "SIGINT",
    detached: true,
    forceKillAfterDelay: 10_000,
    ...(engine.signal === undefined ? {} : { cancelSignal: engine.signal }),
  });
  const events: EngineEvent[] = [];
  for await (const line of child.iterable({ from: "stdout" })) {
    const event = parseEvent(line);
    if (event === undefined) continue;
    events.push(event);
    if (event.resource !== undefined && event.resource.action !== "same")
      engine.onLine?.(`${event.resource.action} ${event.resource.type}`);
    if (event.warning !== undefined) engine.onLine?.(event.warning);
  }
  const done = await child;
  if (done.exitCode !== 0) {
    const owner = /currently locked[\s\S]*?\(pid (\d+)\)/.exec(done.stderr)?.[1];
    const error = firstError(events, done.stderr);
    return { ok: false, error, ...(owner === undefined ? {} : { lockedBy: Number(owner) }) };
  }
  return {
    ok: true,
    resources: events.flatMap(({ resource }) => (resource === undefined ? [] : [resource])),
  };
}

type EngineEvent = {
  readonly resource?: Registered;
  readonly error?: string;
  /** One line: a cache that could not be asked, a token that is too old. */
  readonly warning?: string;
};

type RawEvent = {
  readonly resourcePreEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly type: string;
      readonly urn: string;
      readonly old?: RawState;
      readonly new?: RawState;
    };
  };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
};
type RawState = { readonly inputs?: Readonly<Record<string, unknown>> } | null;

const actions: Readonly<Record<string, PlanAction>> = {
  same: "same",
  create: "create",
  import: "import",
  update: "update",
  replace: "replace",
  delete: "delete",
};

/**
 * Only two kinds of event are looked at. Those of severity debug are there although nobody asked for them, and hold
 * secrets in plain text (seen with CLI 3.259): they must never be kept or shown.
 */
function parseEvent(line: string): EngineEvent | undefined {
  const raw = parseJson(line);
  const { severity, message = "" } = raw?.diagnosticEvent ?? {};
  if (severity === "error") return { error: message };
  if (severity === "warning") return { warning: firstLine(message) };
  const metadata = raw?.resourcePreEvent?.metadata;
  const action = actions[metadata?.op ?? ""];
  if (metadata === undefined || action === undefined) return undefined;
  const inputs = metadata.new?.inputs ?? metadata.old?.inputs ?? {};
  const name = metadata.urn.split("::").slice(3).join("::");
  return { resource: { type: metadata.type, name, inputs, before: metadata.old?.inputs, action } };
}

function firstLine(text: string): string {
  return text.replaceAll(/<\{%[^%]*%\}>/g, "").split("\n")[0] ?? "";
}

function parseJson(line: string): RawEvent | undefined {
  try {
    return JSON.parse(line) as RawEvent;
  } catch {
    return undefined;
  }
}

/** What went wrong first; frames around it and the engine's own "update failed" say nothing. */
function firstError(events: readonly EngineEvent[], stderr: string): string {
  const lines = [...events.map(({ error }) => error ?? ""), stderr]
    .flatMap((text) => text.split("\n"))
    .map((line) => line.trim().replace(/^(?:error: |\* |\S+\.go:\d+: |sdk\.helper_schema: )+/, ""));
  const says = (line: string): boolean =>
    line !== "" && !/^(?:update failed|resource .* failed|\d+ errors? occurred:)$/.test(line);
  return lines.find(says) ?? "pulumi ended without saying why";
}
