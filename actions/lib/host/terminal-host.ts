/** A terminal as a host: everything goes to standard error, so that standard output stays for the result. */

import { mkdirSync } from "node:fs";
import { styleText } from "node:util";
import { type Problem, renderPlace, type Severity } from "../../../workflows/problem.ts";
import type { Environment, Host } from "./host.ts";
import { cancellation } from "./signals.ts";

const plainProgressEveryMs = 2000;
const colours = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<Severity, string>;

/** `folder` holds what outlives a verb (plan, results): it is made when absent. */
export function terminalHost(environment: Environment, folder: string): Host {
  mkdirSync(folder, { recursive: true });
  const live = process.stderr.isTTY === true && environment["TERM"] !== "dumb";
  let lastProgress = 0;
  let shown = false;
  const print = (text: string): void => {
    if (shown) process.stderr.write("\r\x1b[2K");
    shown = false;
    process.stderr.write(`${text}\n`);
  };
  return {
    environment,
    workspace: process.cwd(),
    temporary: folder,
    signal: cancellation(),
    mask: () => undefined,
    info: print,
    progress: (line) => {
      if (live) {
        const width = process.stderr.columns ?? 80;
        process.stderr.write(`\r\x1b[2K${printable(line).slice(0, width - 1)}`);
        shown = true;
      } else if (Date.now() - lastProgress >= plainProgressEveryMs) {
        lastProgress = Date.now();
        print(printable(line));
      }
    },
    report: (problem) => print(renderForTerminal(problem)),
    folds: false,
    foreign: (title, text) => {
      print(styleText("bold", `── ${printable(title)}`, { stream: process.stderr }));
      for (const line of text.split("\n")) print(`   ${printable(line)}`);
    },
  };
}

function renderForTerminal({ severity, code, where, what, fix }: Problem): string {
  const level = styleText(colours[severity], `${severity}[${code}]`, { stream: process.stderr });
  return `${printable(renderPlace(where))}: ${level}: ${printable(what)}\n  fix: ${printable(fix, /[\x00-\x08\x0b-\x1f\x7f]/g)}`;
}

/** Control characters of foreign text move cursors and set titles: they are shown, not sent. */
function printable(text: string, control = /[\x00-\x08\x0a-\x1f\x7f]/g): string {
  return text.replaceAll(control, "�");
}
