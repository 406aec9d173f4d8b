/** Files Nix refuses to read, by grammar or by names given twice; what `nix-instantiate --parse` says, without Nix. */

import { locate } from "../../lib/nix/syntax/position.ts";
import type { Remark } from "../finding.ts";
import type { NixFile } from "../nix-file.ts";
import type { NixRule } from "./rule.ts";

export const doesNotParse: NixRule = {
  code: "does-not-parse",
  summary: "A file is no valid Nix.",
  help: [
    "Nix reads a file only when something imports it, so a broken file nobody builds on this system goes unseen. Only",
    "the first fault of the grammar is reported: the ones behind it are often its echo.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    let echoes = false;
    for (const { kind, start, end, what, earlier } of file.faults) {
      const grammar = kind === "syntax" || kind === "token";
      if (kind === "undefined-variable" || (grammar && echoes)) continue;
      echoes ||= grammar;
      const first = earlier && `; the first is on line ${locate(file.tree, earlier.start).line}`;
      yield { start, end, severity: "error", what: `${what}${first ?? ""}`, fix: fixes[kind] };
    }
  },
};

const fixes = {
  syntax: "mend the syntax here; nix-instantiate --parse FILE says when it is right",
  token: "mend the spelling here; nix-instantiate --parse FILE says when it is right",
  "duplicate-attribute": "delete one of the two",
  "duplicate-formal": "delete one of the two",
  "dynamic-attribute": "write the name without ${…}",
} as const;
