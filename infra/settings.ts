/** What a stack is told, read and checked once. It is the only reader of pulumi.Config, and refuses a stack that would half work. */

import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { type Outcome, type Problem, refuse, succeed } from "../workflows/problem.ts";
import {
  cacheSchema,
  repositorySchema,
  type Settings,
  settingsSchema,
  textSettings,
} from "./settings-schema.ts";

/** Values that never leave their Output: encrypted in the state, masked everywhere else. */
export type Secrets = {
  readonly githubToken: pulumi.Output<string>;
  readonly cachixAuthToken: pulumi.Output<string>;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Issue = v.InferIssue<typeof settingsSchema>;

const namespace = "nur-ci";
const settingNames = Object.keys(settingsSchema.entries);
const secretNames = ["githubToken", "cachixAuthToken"];

/** `raw` is the stack's configuration as plain data, without the namespace. */
export function parseSettings(raw: Readonly<Record<string, unknown>>): Outcome<Settings> {
  const parsed = v.safeParse(settingsSchema, raw);
  return parsed.success ? succeed(parsed.output) : refuse(...parsed.issues.map(problemOf));
}

/** The settings of the stack that is being run. A secret that is not configured is taken from the environment. */
export function readSettings(environment: Environment): Outcome<{ settings: Settings; secrets: Secrets }> {
  const config = new pulumi.Config(namespace);
  const parsed = parseSettings(readRaw());
  const githubToken = readSecret(config.get("githubToken"), environment["GITHUB_TOKEN"]);
  const cachixAuthToken = readSecret(config.get("cachixAuthToken"), environment["CACHIX_AUTH_TOKEN"]);
  const missing = [
    ...(githubToken === undefined ? [missingSecret("githubToken", "GITHUB_TOKEN")] : []),
    ...(cachixAuthToken === undefined ? [missingSecret("cachixAuthToken", "CACHIX_AUTH_TOKEN")] : []),
  ];
  if (!parsed.ok) return refuse(...parsed.problems, ...missing);
  if (githubToken === undefined || cachixAuthToken === undefined) return refuse(...missing);
  return succeed({ settings: parsed.value, secrets: { githubToken, cachixAuthToken } });
}

/** All that is configured, not only what is known: an unknown name must be refused. */
function readRaw(): Record<string, unknown> {
  const prefix = `${namespace}:`;
  const entries = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]) => [key.slice(prefix.length), text] as const)
    .filter(([name]) => !secretNames.includes(name));
  return Object.fromEntries(entries.map(([name, text]) => [name, parseValue(name, text)]));
}

function parseValue(name: string, text: string): unknown {
  if (textSettings.includes(name)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An empty text is no secret: it is the default that Pulumi.yaml must give to what may be absent. */
function readSecret(
  configured: string | undefined,
  inherited: string | undefined,
): pulumi.Output<string> | undefined {
  const text = configured || inherited;
  return text === undefined || text === "" ? undefined : pulumi.secret(text);
}

function missingSecret(name: string, variable: string): Problem {
  return {
    code: "setting-invalid",
    severity: "error",
    where: `${namespace}:${name}`,
    what: `neither ${namespace}:${name} nor ${variable} is set`,
    fix: `pulumi config set --secret ${namespace}:${name}`,
  };
}

function problemOf(issue: Issue): Problem {
  const path = v.getDotPath(issue) ?? "";
  const where = `${namespace}:${path}`;
  const common = { code: "setting-invalid", severity: "error", where } as const;
  if (issue.expected === "never")
    return {
      ...common,
      what: `${quote(path)} is no setting`,
      fix: `remove it from the stack's file, or write one of ${knownNames(path).join(", ")}`,
    };
  if (issue.input === undefined)
    return { ...common, what: "is not set", fix: `pulumi config set --path ${where} VALUE` };
  const expectation = expectationOf(issue);
  return {
    ...common,
    what: `${quote(issue.input)} is not ${expectation}`,
    fix: `pulumi config set --path ${where} VALUE, where VALUE is ${expectation}`,
  };
}

function expectationOf(issue: Issue): string {
  if (issue.type === "picklist")
    return `one of ${issue.expected?.replaceAll(/[()"]/g, "").replaceAll(" | ", ", ")}`;
  const isType = issue.kind === "schema" && issue.type !== "union";
  return isType ? `a value of type ${issue.expected?.replace(/^"(.*)"$/, "$1")}` : issue.message;
}

/** The value as JSON, cut: a whole file pasted as a name must not fill the screen. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function knownNames(path: string): readonly string[] {
  if (path.startsWith("repository.")) return Object.keys(repositorySchema.entries);
  return path.startsWith("cache.") ? Object.keys(cacheSchema.entries) : settingNames;
}
