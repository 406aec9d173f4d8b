/** The part of `npm start` that runs CI from the loopback GitHub: by act, from a clone, with the secret that was sealed. */

import { join } from "node:path";
import { styleText } from "node:util";
import type { Host } from "../actions/lib/host/host.ts";
import { runLandedCi } from "../infra/local/landed-ci.ts";
import type { LocalServers } from "../infra/local/local.ts";
import { hasProgram } from "../infra/local/programs.ts";
import type { Provision } from "../infra/local/provision.ts";
import { renderTextTable } from "../workflows/table.ts";

export type Landing = {
  readonly state: string;
  readonly sample: boolean;
  readonly engine: Provision["engine"];
};

const root = join(import.meta.dirname, "..");

/** True when CI behaved, or was left out for a reason that was said in one line. A package that does not build is a result. */
export async function runLanded(servers: LocalServers, landing: Landing, host: Host): Promise<boolean> {
  const reason = reasonToLeaveOut(landing, host);
  if (reason !== undefined) {
    host.info(`CI is not run from the loopback GitHub: ${reason}`);
    return true;
  }
  host.progress("running ci.yml from a clone of the loopback GitHub");
  const { jobs } = await runLandedCi({
    github: servers.github,
    repository: "nur",
    root,
    code: ["examples/sample-nur/**", "actions/*/action.yml", "dist/*"],
    clone: join(landing.state, "clone"),
    environment: host.environment,
    signal: host.signal,
  });
  const rows = Object.entries(jobs);
  const table = renderTextTable({ header: ["job", "result"], rows });
  process.stdout.write(
    `\n${styleText("bold", "CI, run by act from a clone of the loopback GitHub")}\n\n${table}\n`,
  );
  return (
    rows.length > 0 && rows.every(([name, result]) => result === "success" || /^(Build |Gate$)/.test(name))
  );
}

function reasonToLeaveOut({ sample, engine }: Landing, host: Host): string | undefined {
  if (engine !== "pulumi") return "nothing was applied to it";
  if (!sample) return "it holds the sample, not a flake of yours";
  return hasProgram("act", host.environment) ? undefined : "act is not on PATH";
}
