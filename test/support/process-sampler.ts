/**
 * Looks at every process of the machine, over and over, for texts that must not stand there. Texts come by standard input, one
 * per line; on SIGTERM it prints what it saw, as JSON. Linux only.
 */

import { readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

export type Sighting = {
  readonly where: "arguments" | "environment";
  /** Of the process, spaces between its arguments, the texts themselves replaced. */
  readonly commandLine: string;
};

const needles = (await text(process.stdin)).split("\n").filter((line) => line !== "");
const sightings = new Map<string, Sighting>();
let rounds = 0;

process.on("SIGTERM", () => {
  process.stdout.write(JSON.stringify({ rounds, sightings: [...sightings.values()] }));
  process.exit(0);
});

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}

/**
 * Both of one program: while a process becomes another one, its command line is that of the first, none, or that of the second,
 * and its environment need not be of the same. What does not hold still is looked at in the next round.
 */
function readProcess(id: string): { readonly commandLine: string; readonly environment: string } {
  for (let tries = 0; tries < 5; tries++) {
    const commandLine = read(`/proc/${id}/cmdline`);
    const environment = read(`/proc/${id}/environ`);
    if (commandLine !== "" && commandLine === read(`/proc/${id}/cmdline`))
      return { commandLine, environment };
  }
  return { commandLine: "", environment: "" };
}

function look(id: string): void {
  const { commandLine, environment } = readProcess(id);
  for (const needle of needles) {
    const shown = commandLine.replaceAll(needle, "FOUND").replaceAll("\0", " ").trim();
    for (const [where, content] of [
      ["arguments", commandLine],
      ["environment", environment],
    ] as const)
      if (content.includes(needle)) sightings.set(`${where} ${shown}`, { where, commandLine: shown });
  }
}

process.stdout.write("\n");
for (;;) {
  for (const id of readdirSync("/proc")) if (/^\d+$/.test(id) && Number(id) !== process.pid) look(id);
  rounds++;
  // Lets the signal in.
  await new Promise((resolve) => setImmediate(resolve));
}
