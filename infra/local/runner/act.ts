/**
 * A workflow of a checked-out repository, run by `act` on this machine, without containers. Local actions are those of the
 * checkout; actions of others are stand-ins. Nothing is fetched, and a secret is never an argument.
 */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { writeStandIns } from "./stand-ins.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export type ActRequest = {
  /** A git repository with a commit; act reads branch and commit from it. */
  readonly folder: string;
  readonly event: string;
  readonly workflow: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** What the steps get as well. */
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
};

export type ActResult = {
  readonly exitCode: number;
  /** What a reader of the log sees. */
  readonly log: string;
  /** Conclusion of each job by its name, matrix and all. */
  readonly jobs: Readonly<Record<string, "success" | "failure">>;
};

export async function runAct(request: ActRequest): Promise<ActResult> {
  const outside = mkdtempSync(join(tmpdir(), "nur-ci-act-outside-"));
  try {
    const { exitCode = -1, all = "" } = await spawnAct(outside, request);
    const events = eventsIn(all);
    return { exitCode, log: events.map(({ msg = "" }) => msg.trimEnd()).join("\n"), jobs: jobsIn(events) };
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
}

/** act takes `node` from PATH, and gives steps the environment it was started with. */
function spawnAct(outside: string, request: ActRequest) {
  const { folder, event, workflow, secrets = {}, environment, signal } = request;
  const bin = join(outside, "bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, "node"));
  const args = [
    event,
    "--workflows",
    `.github/workflows/${workflow}.yml`,
    "--platform=ubuntu-24.04=-self-hosted",
    "--platform=ubuntu-24.04-arm=-self-hosted",
    "--no-cache-server",
    "--json",
    ...Object.keys(secrets).map((name) => `--secret=${name}`),
    ...writeStandIns(outside).map((standIn) => `--local-repository=${standIn}`),
  ];
  const own = {
    PATH: `${bin}:${environment["PATH"]}`,
    HOME: outside,
    XDG_CACHE_HOME: join(outside, "cache"),
  };
  return execa("act", args, {
    cwd: folder,
    env: { ...environment, ...secrets, ...own },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    all: true,
    maxBuffer: 64 * 1024 * 1024,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
}

type Event = {
  readonly job?: string;
  readonly jobResult?: "success" | "failure";
  readonly matrix?: object;
  readonly msg?: string;
};

function eventsIn(output: string): readonly Event[] {
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Event);
}

/** act writes `WORKFLOW/JOB`, filled up with blanks, and counts the jobs of a matrix. */
function jobsIn(events: readonly Event[]): ActResult["jobs"] {
  return Object.fromEntries(
    events.flatMap(({ job = "", jobResult, matrix = {} }) => {
      const name = job.trim().replace(/^[^/]*\//, "");
      const counted = Object.keys(matrix).length > 0 ? name.replace(/-\d+$/, "") : name;
      return jobResult === undefined ? [] : [[counted, jobResult]];
    }),
  );
}
