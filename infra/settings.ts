/** What a stack is told, read and checked once. It is the only reader of pulumi.Config, and refuses a stack that would half work. */

import * as pulumi from "@pulumi/pulumi";
import { type Outcome, type Problem, refuse, succeed } from "../workflows/problem.ts";
import { parseSettings, settingsNamespace } from "./parse-settings.ts";
import { type Settings, textSettings } from "./settings-schema.ts";

/** Values that never leave their Output: encrypted in the state, masked everywhere else. */
export type Secrets = {
  readonly githubToken: pulumi.Output<string>;
  /** Absent when the settings hold it sealed: then nobody here knows it. */
  readonly cachixAuthToken: pulumi.Output<string> | undefined;
  /** By the name of the webhook. */
  readonly webhookSecrets: Readonly<Record<string, pulumi.Output<string>>>;
};

type Environment = Readonly<Record<string, string | undefined>>;

const secretNames = ["githubToken", "cachixAuthToken", "webhookSecrets"];

/** The settings of the stack that is being run. A secret that is not configured is taken from the environment. */
export function readSettings(environment: Environment): Outcome<{ settings: Settings; secrets: Secrets }> {
  const config = new pulumi.Config(settingsNamespace);
  const parsed = parseSettings(readRaw());
  const githubToken = readSecret(config.get("githubToken"), environment["GITHUB_TOKEN"]);
  const cachixAuthToken = readSecret(config.get("cachixAuthToken"), environment["CACHIX_AUTH_TOKEN"]);
  const missing = githubToken === undefined ? [missingSecret("githubToken", "GITHUB_TOKEN")] : [];
  const isSealed = parsed.ok && parsed.value.cacheToken.sealed !== undefined;
  const isLeft = parsed.ok && parsed.value.notYet.includes("secret");
  if (cachixAuthToken === undefined && !isSealed && !isLeft)
    missing.push(missingSecret("cachixAuthToken", "CACHIX_AUTH_TOKEN"));
  if (!parsed.ok) return refuse(...parsed.problems, ...missing);
  if (githubToken === undefined || missing.length > 0) return refuse(...missing);
  const webhookSecrets = readWebhookSecrets(config);
  return succeed({
    settings: parsed.value,
    secrets: { githubToken, cachixAuthToken: isSealed ? undefined : cachixAuthToken, webhookSecrets },
  });
}

function readWebhookSecrets(config: pulumi.Config): Secrets["webhookSecrets"] {
  const given = config.getObject<Record<string, string>>("webhookSecrets") ?? {};
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, pulumi.secret(text)]));
}

/** All that is configured, not only what is known: an unknown name must be refused. */
function readRaw(): Record<string, unknown> {
  const prefix = `${settingsNamespace}:`;
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
    where: `${settingsNamespace}:${name}`,
    what: `neither ${settingsNamespace}:${name} nor ${variable} is set`,
    fix: `pulumi config set --secret ${settingsNamespace}:${name}`,
  };
}
