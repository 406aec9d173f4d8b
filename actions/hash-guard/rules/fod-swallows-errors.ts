/** Fixed-output derivations that go on after a failure: what is left by the failure gets a hash. */

import type { Remark } from "../finding.ts";
import { fixedOutputLines } from "../fixed-output.ts";
import type { NixFile } from "../nix-file.ts";
import type { NixRule } from "./rule.ts";

export const fodSwallowsErrors: NixRule = {
  code: "fod-swallows-errors",
  summary: "A fixed-output derivation hides failures or takes what is newest.",
  help: [
    "`npm install || true` in a derivation with `outputHash`: when the network fails, what did arrive is hashed, and the",
    "hash is that of half a download. `--no-lock` and installs without a lock file hash what was newest on that day.",
    "Cleaning up (`rm … || true`) is not meant.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const { text, start, end } of fixedOutputLines(file)) {
      const fault = faults.find(({ pattern, except }) => pattern.test(text) && !except?.test(text));
      if (fault !== undefined)
        yield { start, end, severity: fault.severity, what: fault.what, fix: fault.fix };
    }
  },
};

const harmless =
  /^(?:rm|rmdir|unlink|chmod|chown|touch|mkdir|kill|pkill|strip|command|type|which|test|\[)\b|^find\b.*-delete/;

type Fault = {
  readonly pattern: RegExp;
  readonly except?: RegExp;
  readonly severity: "error" | "warning";
  readonly what: string;
  readonly fix: string;
};

const faults: readonly Fault[] = [
  {
    pattern: /\|\|\s*(?:true|:|echo\b|exit 0\b)|;\s*true\s*(?:''|")?$/,
    except: harmless,
    severity: "error",
    what: "a failure is swallowed in a fixed-output derivation: what is left of it gets a hash",
    fix: "let the command fail",
  },
  {
    pattern: /^set \+e\b|^set \+o errexit\b/,
    severity: "error",
    what: "failures are swallowed in a fixed-output derivation: what is left of them gets a hash",
    fix: "delete the line",
  },
  {
    pattern: /--no-lock(?:file)?\b|--no-frozen-lockfile\b|\bnpm (?:install|i)\b(?!.*(?:-g|--global)\b)/,
    except: /\bnpm (?:install|i)\b.*\.tgz/,
    severity: "warning",
    what: "a fixed-output derivation installs without its lock file: the hash is that of one day's versions",
    fix: "install from the lock file: npm ci, --frozen-lockfile, deno install --frozen",
  },
  {
    pattern: /(?<![>&\d])2>\s*\/dev\/null|&>\s*\/dev\/null/,
    except: harmless,
    severity: "warning",
    what: "messages of failures are thrown away in a fixed-output derivation",
    fix: "let the messages be seen",
  },
];
