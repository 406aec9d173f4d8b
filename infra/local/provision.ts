/** Applies the stack `local` to a loopback GitHub: with the real engine, or, where there is none, on paper. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";
import { parseSettings } from "../parse-settings.ts";
import { planPipeline } from "../pipeline.ts";
import { type PlanRow, planRows } from "../plan-rows.ts";
import { renderStackConfig } from "../stack-config.ts";
import { readStackFile, stackFile } from "../stack-file.ts";
import {
  applyStack,
  cancelUpdate,
  configFile,
  type Engine,
  initStack,
  previewStack,
  type Update,
} from "./engine.ts";
import { ensurePassphrase, nodeFirst, passphraseFile, stateUrl } from "./engine-home.ts";
import { writeWhole } from "./files.ts";
import { hasProgram } from "./programs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export type ProvisionOptions = {
  /** Which file of infra/stacks; default `local`. */
  readonly stack?: string;
  /** Settings over those of the stack's file, without the namespace: addresses, cache, organizations. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly githubToken: string;
  readonly cachixAuthToken: string;
  /** Folder that keeps the engine's state, passphrase and configuration. */
  readonly stateFolder: string;
  readonly environment: Environment;
  /** Look at GitHub itself first: changes made by hand are repaired. Default false, which trusts the state. */
  readonly refresh?: boolean;
  /** Say what would be done, and do nothing. */
  readonly previewOnly?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
};

export type Provision = {
  readonly rows: readonly PlanRow[];
  /** `evaluation`: the plan was made, nothing was applied. */
  readonly engine: "pulumi" | "evaluation";
  /** One line to show when the real engine was not there. */
  readonly note?: string;
};

const project = "nur-ci";
const defaultStack = "local";
const root = join(import.meta.dirname, "../..");

/** Problems: setting-invalid, provision-failed. */
export async function provision(options: ProvisionOptions): Promise<Outcome<Provision>> {
  const file = readStackFile(stackFile(stackOf(options)));
  if (!file.ok) return file;
  const raw = { ...file.value, ...options.settings };
  const settings = parseSettings(raw);
  if (!settings.ok) return settings;
  const pipeline = planPipeline(settings.value);
  if (!pipeline.ok) return pipeline;
  const environment = stackEnvironment(options);
  return hasProgram("pulumi", environment)
    ? apply(options, raw, environment)
    : evaluate(options, raw, environment);
}

async function apply(
  options: ProvisionOptions,
  raw: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<Outcome<Provision>> {
  const folder = join(options.stateFolder, "pulumi");
  const engine: Engine = {
    root,
    project,
    stack: stackOf(options),
    folder,
    environment,
    signal: options.signal,
    onLine: options.onProgress,
  };
  ensurePassphrase(folder);
  const made = await initStack(engine);
  if (!made.ok) return refuse(failure(options, made.error));
  writeConfig(engine, raw);
  const update = await applyUnlocked(engine, options);
  if (!update.ok) return refuse(failure(options, update.error));
  return succeed({ engine: "pulumi", rows: planRows(update.resources) });
}

async function evaluate(
  options: ProvisionOptions,
  raw: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<Outcome<Provision>> {
  const note =
    "pulumi is not on PATH: this is the plan of the same program, and nothing was applied (npm start -- --get-pulumi)";
  options.onProgress?.(note);
  // Here, because Pulumi's SDK takes a second to load and the real engine does without.
  const { evaluateProgram } = await import("./evaluate.ts");
  const evaluated = await evaluateProgram({
    program: join(root, "infra/index.ts"),
    project,
    stack: stackOf(options),
    config: renderStackConfig({ ...raw, githubPreflight: "skip" }),
    environment,
    signal: options.signal,
  });
  if (!evaluated.ok) return refuse(failure(options, evaluated.error));
  const resources = evaluated.registrations.map(({ type, name, inputs }) => ({
    type,
    name,
    inputs,
    action: "create" as const,
  }));
  return succeed({ engine: "evaluation", note, rows: planRows(resources) });
}

/** A killed update leaves its lock. When its owner is no longer alive the lock means nothing. */
async function applyUnlocked(
  engine: Engine,
  { refresh = false, previewOnly }: ProvisionOptions,
): Promise<Update> {
  if (previewOnly === true) return previewStack(engine, refresh);
  const update = await applyStack(engine, refresh);
  if (update.ok || update.lockedBy === undefined || isAlive(update.lockedBy)) return update;
  const cancelled = await cancelUpdate(engine);
  return cancelled.ok ? applyStack(engine, refresh) : cancelled;
}

function stackOf({ stack = defaultStack }: ProvisionOptions): string {
  return stack;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** What the engine wrote into the file (the salt) stays. */
function writeConfig(engine: Engine, raw: Readonly<Record<string, unknown>>): void {
  const file = configFile(engine);
  const kept = existsSync(file) ? (parse(readFileSync(file, "utf8")) as Record<string, unknown> | null) : {};
  const config = Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [`${project}:${name}`, value]),
  );
  writeWhole(file, stringify({ ...kept, config }));
}

/** The user's own GitHub, Pulumi and passphrase are no part of a local stack: they would win over what it says. */
function stackEnvironment(options: ProvisionOptions): Environment {
  const folder = join(options.stateFolder, "pulumi");
  const inherited = Object.entries(options.environment).filter(
    ([name]) => !/^GITHUB_|^GH_|^PULUMI_(?!HOME$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: nodeFirst(options.environment),
    GITHUB_TOKEN: options.githubToken,
    CACHIX_AUTH_TOKEN: options.cachixAuthToken,
    NO_PROXY: [options.environment["NO_PROXY"], "127.0.0.1"].filter(Boolean).join(","),
    NODE_COMPILE_CACHE: join(folder, "compile-cache"),
    PULUMI_BACKEND_URL: stateUrl(folder),
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  };
}

/** The first line of what the engine said, without addresses inside it and without secrets. */
function failure(options: ProvisionOptions, error: string): Problem {
  const said = error.split("\n").find((text) => text.trim() !== "") ?? "";
  const line = options.signal?.aborted === true ? "was interrupted" : said;
  const shown = [options.githubToken, options.cachixAuthToken]
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "********"), line)
    .replaceAll(/urn:pulumi:\S*::/g, "")
    .trim();
  return {
    code: "provision-failed",
    severity: "error",
    where: `stack ${stackOf(options)}`,
    what: shown.length > 500 ? `${shown.slice(0, 499)}…` : shown,
    fix: fixOf(error, options.stateFolder),
  };
}

function fixOf(error: string, stateFolder: string): string {
  const plugin = /resource plugin|no resource plugin|plugin .* not found/i.test(error);
  if (plugin) return "pulumi plugin install resource github 6.15.0";
  if (/already[ _]exists|must be unique/i.test(error))
    return "it is there, and the stack does not know it: nur-ci adopt OWNER/REPOSITORY";
  if (/incorrect passphrase/i.test(error)) return `remove the folder ${join(stateFolder, "pulumi")}`;
  if (/currently locked/.test(error)) return "wait until the other run ends, or end it";
  return "mend what the line says and run it again: what was applied is kept";
}
