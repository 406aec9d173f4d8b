/** A stack's file in infra/stacks, read as plain settings and edited without losing a comment. It holds no secret in plain text. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { type Outcome, refuse, succeed } from "../workflows/problem.ts";
import { writeWhole } from "./local/files.ts";

const project = "nur-ci";
const folder = join(import.meta.dirname, "stacks");

export function stackFile(stack: string, inFolder: string = folder): string {
  return join(inFolder, `Pulumi.${stack}.yaml`);
}

/** Settings as the file has them, without the namespace; what is encrypted in it is left out. Problem: setting-invalid. */
export function readStackFile(file: string): Outcome<Record<string, unknown>> {
  if (!existsSync(file))
    return refuse({
      code: "setting-invalid",
      severity: "error",
      where: file,
      what: "there is no such stack file",
      fix: "name a stack that has one with --stack, or write it",
    });
  const { config = {} } = (parse(readFileSync(file, "utf8")) ?? {}) as { config?: Record<string, unknown> };
  const settings = Object.entries(config)
    .filter(([name, value]) => name.startsWith(`${project}:`) && !isEncrypted(value))
    .map(([name, value]) => [name.slice(project.length + 1), value]);
  return succeed(Object.fromEntries(settings));
}

/** One setting, or a part of one, by its path; comments and order of the rest stay. */
export function writeSetting(file: string, path: readonly string[], value: unknown): void {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [name = "", ...rest] = path;
  document.setIn(["config", `${project}:${name}`, ...rest], document.createNode(value));
  writeWhole(file, document.toString({ lineWidth: 0 }));
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}
