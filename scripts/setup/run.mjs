/** Runs a program without a shell and without a terminal, keeps the end of what it says, and never throws. */

import { spawn } from "node:child_process";

const mostLines = 400;

/**
 * Resolves to `{ ok, ended, lines }`: `ended` says how it ended, `lines` are the last of both outputs, in order of arrival.
 * `onLine` sees every line as it comes. A program that outlives `timeoutSeconds` is killed.
 */
export function run(program, args, { env = process.env, cwd, timeoutSeconds = 60, onLine } = {}) {
  return new Promise((resolve) => {
    const lines = [];
    const child = spawn(program, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutSeconds * 1000);
    const finish = (ok, ended) => {
      clearTimeout(timer);
      resolve({ ok, ended, lines: lines.filter((line) => line.trim() !== "") });
    };
    const keep = (line) => {
      lines.push(line);
      if (lines.length > mostLines) lines.shift();
      onLine?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) readLines(stream, keep);
    child.on("error", (error) => finish(false, `could not be started: ${error.message}`));
    child.on("close", (code, signal) => {
      if (signal === null) finish(code === 0, `ended with exit code ${code}`);
      else
        finish(false, signal === "SIGKILL" ? `did not end in ${timeoutSeconds} s` : `was ended by ${signal}`);
    });
  });
}

function readLines(stream, keep) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => {
    const parts = (rest + chunk).split(/\r?\n|\r/);
    rest = parts.pop();
    for (const part of parts) keep(part);
  });
  stream.on("end", () => {
    if (rest !== "") keep(rest);
  });
}
