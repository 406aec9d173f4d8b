/** Where an engine keeps its state when nobody says otherwise: files in a folder, encrypted with a passphrase made once. */

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeWhole } from "./files.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `metadata=skip`: without it the engine rewrites a second file beside each of its state's in place, and a kill between
 * its creation and its text leaves a state that cannot be read ("failed to load checkpoint: EOF", seen with CLI 3.259).
 */
export function stateUrl(folder: string): string {
  return `${pathToFileURL(join(folder, "state")).href}?metadata=skip`;
}

export function passphraseFile(folder: string): string {
  return join(folder, "passphrase");
}

/** Whoever loses this file loses the secrets in the state, so it is never written twice. */
export function ensurePassphrase(folder: string): void {
  const file = passphraseFile(folder);
  if (!existsSync(file)) writeWhole(file, `${randomBytes(32).toString("base64url")}\n`, 0o600);
}

/** The engine's Node host runs TypeScript as it stands, which the Node of this process can do and another may not. */
export function nodeFirst({ PATH = "" }: Environment): string {
  return [dirname(process.execPath), PATH].join(delimiter);
}

/** For `pulumi` as the user runs it: what is set stays, what is not gets a place below the folder. */
export function withEngineHome(environment: Environment, folder: string): Environment {
  const isSet = (name: string): boolean => (environment[name] ?? "") !== "";
  const hasBackend = isSet("PULUMI_BACKEND_URL") || isSet("PULUMI_ACCESS_TOKEN");
  const hasPassphrase = isSet("PULUMI_CONFIG_PASSPHRASE") || isSet("PULUMI_CONFIG_PASSPHRASE_FILE");
  const isOurs = !hasBackend && !hasPassphrase;
  if (!hasBackend) mkdirSync(join(folder, "state"), { recursive: true });
  if (isOurs) ensurePassphrase(folder);
  return {
    ...environment,
    PATH: nodeFirst(environment),
    ...(hasBackend ? {} : { PULUMI_BACKEND_URL: stateUrl(folder) }),
    ...(isOurs ? { PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder) } : {}),
  };
}
