/** `nur-ci local`: the loopback servers in a process of their own. Prints one JSON line when they are ready, then only stops. */

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Outcome, type Problem, refuse, renderProblem } from "../../workflows/problem.ts";
import { type LocalOptions, parseLocalOptions, renderReady, startLocal } from "./local.ts";

const usage = "nur-ci local [--github-port PORT] [--cachix-port PORT] [--state DIR] [--until-stdin-closes]";

const parsed = parseCommandLine(process.argv.slice(2));
if (parsed.ok) await serve(parsed.value);
else complain(parsed.problems, 2);

async function serve(options: LocalOptions & { readonly untilStdinCloses: boolean }): Promise<void> {
  const servers = await startLocal({ ...options, state: resolve(options.state) });
  if (!servers.ok) return complain(servers.problems, 1);
  process.stdout.write(`${renderReady(servers.value)}\n`);
  await stopRequest(options.untilStdinCloses);
  await servers.value.close();
}

/** The same signal twice must still end the process, so each is listened to once. */
function stopRequest(untilStdinCloses: boolean): Promise<void> {
  return new Promise((stop) => {
    process.once("SIGINT", () => stop());
    process.once("SIGTERM", () => stop());
    if (untilStdinCloses) process.stdin.once("close", () => stop()).resume();
  });
}

function parseCommandLine(
  args: readonly string[],
): Outcome<LocalOptions & { readonly untilStdinCloses: boolean }> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "github-port": { type: "string" },
        "cachix-port": { type: "string" },
        state: { type: "string" },
        "until-stdin-closes": { type: "boolean", default: false },
      },
    });
    const { "until-stdin-closes": untilStdinCloses, ...texts } = values;
    const options = parseLocalOptions(texts);
    return options.ok ? { ok: true, value: { ...options.value, untilStdinCloses } } : options;
  } catch (error) {
    const what = (error as Error).message.split(". ")[0]?.replace(/^U/, "u") ?? "";
    return refuse({ code: "option-unknown", severity: "error", where: "nur-ci local", what, fix: usage });
  }
}

function complain(problems: readonly Problem[], exitCode: number): void {
  for (const problem of problems) process.stderr.write(`${renderProblem(problem)}\n`);
  process.exitCode = exitCode;
}
