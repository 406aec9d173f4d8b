/** Pulumi's command line, fetched by Pulumi's own installer into a folder of ours. It touches nothing of the user's. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";

/** Installs below the folder, in `bin`; throws when it cannot. */
type Install = (folder: string) => Promise<void>;

/** The folder to put on PATH. Problem: engine-missing, a warning, because there is a plan without it too. */
export async function getEngine(folder: string, install: Install = byPulumi): Promise<Outcome<string>> {
  const bin = join(folder, "bin");
  if (existsSync(join(bin, "pulumi"))) return succeed(bin);
  try {
    await install(folder);
    return succeed(bin);
  } catch (error) {
    return refuse({
      code: "engine-missing",
      severity: "warning",
      where: "pulumi",
      what: `could not be fetched: ${(error as Error).message.split("\n")[0]}`,
      fix: "put pulumi 3.252 or later on PATH",
    });
  }
}

/** It connects within Node's 10 seconds or not at all. Loaded here, because the SDK takes a second. */
async function byPulumi(folder: string): Promise<void> {
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd.js");
  await PulumiCommand.install({ root: folder });
}
