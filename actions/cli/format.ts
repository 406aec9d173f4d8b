/** What goes to standard output: text for a person, or one document for a machine. It decides nothing about the exit code. */

import { styleText } from "node:util";
import type { GithubHost } from "../lib/host/github-host.ts";
import type { Environment, Host, Report } from "../lib/host/host.ts";
import { terminalHost } from "../lib/host/terminal-host.ts";

export type Format = "text" | "json" | "sarif" | "github";

/** What `--format` understands for a verb that has forms of its own. */
export function formatsOf(own: readonly Format[]): readonly Format[] {
  return ["text", "json", ...own];
}

/** `--json` is a short word for `--format json`; a sentence when the two do not go together, or the word is unknown. */
export function formatOf(
  own: readonly Format[],
  { wanted, json }: { readonly wanted: string | undefined; readonly json: boolean },
): Format | { readonly what: string } {
  const format = formatsOf(own).find((known) => known === (wanted ?? (json ? "json" : "text")));
  if (format === undefined)
    return { what: `${JSON.stringify(wanted)} is no format: ${formatsOf(own).join(", ")}` };
  return json && format !== "json" ? { what: `--json and --format ${format} exclude each other` } : format;
}

/** The host a form needs: the one of a runner for workflow commands, else the terminal. Paths are those of this folder. */
export async function hostFor(
  format: Format,
  environment: Environment,
  folder: string,
): Promise<Host | GithubHost> {
  if (format !== "github") return terminalHost(environment, folder);
  // Loaded when it is asked for: the runner's toolkit takes longer to load than a small run lasts.
  const { githubHost } = await import("../lib/host/github-host.ts");
  return { ...githubHost(environment), workspace: process.cwd() };
}

/** Problems that standard output does not show go to standard error. */
export async function deliver(
  { json, text, textHasProblems, problems, summary, sarif }: Report<unknown>,
  format: Format,
  host: Host | GithubHost,
): Promise<void> {
  const runner = "finish" in host ? host : undefined;
  if (runner !== undefined && text !== "") runner.info(text);
  if (format !== "text" || !textHasProblems) for (const problem of problems) host.report(problem);
  await runner?.finish({}, summary);
  const document = { json: () => JSON.stringify(json, null, 2), sarif: () => sarif?.() ?? "" };
  if (format === "text") await writeOut(paint(text, process.stdout));
  else if (format !== "github") await writeOut(document[format]());
}

const colours = { error: "red", warning: "yellow", note: "cyan" } as const;

/** Severities and carets in colour, where the stream is a terminal that wants it (`NO_COLOR`). */
export function paint(text: string, stream: NodeJS.WriteStream): string {
  if (stream.isTTY !== true || !stream.hasColors()) return text;
  const pattern = /(?<=: )(error|warning|note)\[[a-z-]+\](?=: )|(?<=^ *\|[ \t]*)\^+$/gm;
  return text.replace(pattern, (shown, severity?: keyof typeof colours) =>
    styleText(severity === undefined ? "bold" : colours[severity], shown, { validateStream: false }),
  );
}

/** Waits until a pipe has taken everything: `process.exit` would cut it at 64 KiB. */
export async function writeOut(text: string): Promise<void> {
  const whole = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(whole, (error) => (error == null ? resolve() : reject(error))),
  );
}
