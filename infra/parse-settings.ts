/** Raw configuration → settings, every fault in it as a problem. Needs no engine: it loads without Pulumi's SDK. */

import * as v from "valibot";
import { type Outcome, type Problem, refuse, succeed } from "../workflows/problem.ts";
import { contradictions } from "./contradictions.ts";
import { cacheSchema, repositorySchema, type Settings, settingsSchema } from "./settings-schema.ts";

type Issue = v.InferIssue<typeof settingsSchema>;

export const settingsNamespace = "nur-ci";
const settingNames = Object.keys(settingsSchema.entries);

/** `raw` is the stack's configuration as plain data, without the namespace. */
export function parseSettings(raw: Readonly<Record<string, unknown>>): Outcome<Settings> {
  const parsed = v.safeParse(settingsSchema, raw);
  if (!parsed.success) return refuse(...parsed.issues.map(problemOf));
  const contradicting = contradictions(parsed.output);
  return contradicting.length === 0 ? succeed(parsed.output) : refuse(...contradicting);
}

function problemOf(issue: Issue): Problem {
  const path = v.getDotPath(issue) ?? "";
  const where = `${settingsNamespace}:${path}`;
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
