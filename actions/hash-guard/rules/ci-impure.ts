/** Commands of CI and of shell scripts that run something else tomorrow: impure evaluation, channels, unpinned references. */

import type { FileKind } from "../file-kind.ts";
import type { Remark, Source } from "../finding.ts";
import { commandLines } from "../shell.ts";
import type { Rule } from "./rule.ts";

export const ciImpure: Rule & { readonly check: (source: Source, kind: FileKind) => Iterable<Remark> } = {
  code: "ci-impure",
  summary: "A command of CI or of a script is not pinned.",
  help: [
    "`--impure`, channels, `nix-env -i`, `nix run github:owner/repo`, `curl … | sh`: the same commit is built with",
    "something else tomorrow, and what was tested is not what is built. Comments and what is only printed are not meant.",
  ].join("\n"),
  *check(source: Source, kind: FileKind): Iterable<Remark> {
    if (!mayRun.test(source.text)) return;
    for (const { text, start } of commandLines(source, kind)) {
      if (!mayRun.test(text)) continue;
      for (const { pattern, what, fix } of faults) {
        const match = pattern.exec(text);
        if (match === null || isPinned(match[1] ?? "")) continue;
        const from = start + match.index;
        yield { start: from, end: from + match[0].length, severity: "warning", what: what(match), fix };
      }
    }
  },
};

/** Every fault has one of these words. */
const mayRun = /nix|curl|wget/;

/** A commit, or a version tag of which nobody expects that it is set again. */
function isPinned(reference: string): boolean {
  return /[0-9a-f]{40}|\/v?\d+(?:\.\d+)+$/.test(reference);
}

type Fault = {
  readonly pattern: RegExp;
  readonly what: (match: RegExpExecArray) => string;
  readonly fix: string;
};

const faults: readonly Fault[] = [
  {
    pattern: /(?<=\bnix\S*\s.*)(?:--impure|--no-pure-eval|--option pure-eval false)(?=\s|$|"|')/,
    what: ([flag]) => `${JSON.stringify(flag)} lets evaluation read the machine it runs on`,
    fix: "drop it, and give what is needed as an argument or a flake input",
  },
  {
    pattern: /\bnix-env\b[^|;&]*?\s(?:-i\w*|--install)(?=\s|$)(?!\s+["']?(?:\.{0,2}\/|\$))(?:\s+[^\s;|&]+)?/,
    what: ([command]) => `${JSON.stringify(command)} installs from a channel`,
    fix: "use a pinned flake: nix develop, or nix shell with a full commit",
  },
  {
    // A release of releases.nixos.org is named by its commit and never changes.
    pattern: /\bnix-channel\s+--(?:update\b|add\b(?!\s+["']?\S+\d{2}\.\d{2}(?:pre)?\d*\.[0-9a-f]{7,}))/,
    what: ([command]) => `${JSON.stringify(command)} takes what the channel has today`,
    fix: "pin nixpkgs in flake.lock, or by url and sha256",
  },
  {
    pattern:
      /\bnix\s+(?:run|shell|build|develop|profile\s+(?:install|add)|flake\s+check|eval)\s(?:[^|;&]*\s)?["']?((?:github|gitlab|sourcehut|git\+https|git\+ssh|tarball\+https|https):[^\s"'#?$]+)(?!\S*\$)/,
    what: ([, reference]) => `${JSON.stringify(reference)} is not pinned`,
    fix: "put the full commit into the reference: github:owner/repo/<commit>",
  },
  {
    pattern: /\b(?:curl|wget)\b[^|;&]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:ba|z|da|k)?sh\b/,
    what: () => "a script is downloaded and run unseen",
    fix: "pin it by commit and check its hash before it runs, or use a pinned action",
  },
  {
    pattern: /\bnixpkgs=channel:(?:\$\{\{[^}]*\}\}|[^\s"'])*/,
    what: ([path]) => `${JSON.stringify(path)} is what the channel has today`,
    fix: "nixpkgs=https://github.com/NixOS/nixpkgs/archive/COMMIT.tar.gz, with the full commit",
  },
  {
    pattern:
      /\bnixpkgs=https?:\/\/[^\s"']*(?:refs\/heads\/|archive\/(?:master|main|nix\w+-)|channels?\/|nixos\.org\/)[^\s"']*/,
    what: ([path]) => `${JSON.stringify(path)} is what the branch or channel has today`,
    fix: "put the full commit into the URL: https://github.com/NixOS/nixpkgs/archive/COMMIT.tar.gz",
  },
];
